package io.tearup.bench.race;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A change in as few bytes as a careful user would give it on an internal topic. */
final class ChangeSerde {
    private ChangeSerde() {}

    static Serde<Change> serde() {
        return Serdes.serdeFrom(
                (topic, change) -> change == null ? null : toBytes(change),
                (topic, bytes) -> bytes == null ? null : ofBytes(bytes));
    }

    private static byte[] toBytes(Change change) {
        byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 * Long.BYTES + key.length)
                .putLong(change.lots())
                .putLong(change.ticks())
                .putLong(change.amount())
                .put(key)
                .array();
    }

    private static Change ofBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long lots = in.getLong();
        long ticks = in.getLong();
        long amount = in.getLong();
        return new Change(
                new String(bytes, in.position(), in.remaining(), StandardCharsets.UTF_8), lots, ticks, amount);
    }
}
