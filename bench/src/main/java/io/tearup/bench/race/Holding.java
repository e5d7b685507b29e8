package io.tearup.bench.race;

import io.tearup.engine.model.Trade;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A peer's position: signed lots, signed cost and realised result in minor units, by average cost as Tearup counts. One
 * lot at one tick is one minor unit.
 */
record Holding(long lots, long cost, long realised) {
    static final Holding NONE = new Holding(0, 0, 0);
    private static final int BYTES = 3 * Long.BYTES;

    Holding after(long change, long ticks) {
        Trade trade = Trade.apply(lots, cost, change, Math.abs(change) * ticks);
        return new Holding(trade.lots(), trade.cost(), realised + trade.realised());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(lots)
                .putLong(cost)
                .putLong(realised)
                .array();
    }

    static Holding ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new SerializationException("a holding has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Holding(buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** A compact binary format, as a user who cares for speed would write. */
    static Serde<Holding> serde() {
        return Serdes.serdeFrom(
                (topic, holding) -> holding == null ? null : holding.toBytes(),
                (topic, bytes) -> bytes == null ? null : ofBytes(bytes));
    }
}
