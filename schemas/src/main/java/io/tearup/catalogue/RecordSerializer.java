package io.tearup.catalogue;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The Confluent serializer, asked once per topic and schema.
 *
 * <p>It looks a record's schema up by its content for every record. Here the first record of a topic goes through it, which
 * registers or finds the schema; its answer is kept together with a {@link WritePlan} if that gives the very same bytes, and
 * the records that follow are written directly. What the configuration may ask of the Confluent class beyond the plain wire
 * format (ids in headers, rules, encryption) gives other bytes, and then every record goes through it. Safe for several
 * threads.
 */
final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
    /** The wire format's zero byte and the schema's id. */
    private static final int PREFIX = 5;

    private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

    private final KafkaAvroSerializer confluent;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    RecordSerializer(KafkaAvroSerializer confluent) {
        this.confluent = confluent;
    }

    /** What is known of a topic: the schema last written, what goes before it and how, null = through the Confluent class. */
    private record Known(
            Schema schema, byte[] prefix, @Nullable WritePlan plan) {}

    private static final class Buffer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        private @Nullable BinaryEncoder encoder;

        private byte[] write(byte[] prefix, WritePlan plan, SpecificRecord record) {
            bytes.reset();
            bytes.write(prefix, 0, PREFIX);
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            try {
                plan.write(record, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return bytes.toByteArray();
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        if (record == null) {
            return null;
        }
        Known how = known.get(topic);
        if (how == null || how.schema() != record.getSchema()) {
            byte[] bytes = confluent.serialize(topic, record);
            known.put(topic, learn(record, bytes));
            return bytes;
        }
        WritePlan plan = how.plan();
        return plan == null ? confluent.serialize(topic, record) : BUFFER.get().write(how.prefix(), plan, record);
    }

    private static Known learn(SpecificRecord record, byte[] bytes) {
        byte[] prefix = Arrays.copyOf(bytes, PREFIX);
        SpecificData data = record instanceof SpecificRecordBase base
                ? base.getSpecificData()
                : SpecificData.getForSchema(record.getSchema());
        WritePlan plan = WritePlan.of(record.getSchema(), data);
        boolean plain = plan != null
                && bytes.length >= PREFIX
                && bytes[0] == 0
                && Arrays.equals(bytes, new Buffer().write(prefix, plan, record));
        return new Known(record.getSchema(), prefix, plain ? plan : null);
    }

    @Override
    public void close() {
        confluent.close();
    }
}
