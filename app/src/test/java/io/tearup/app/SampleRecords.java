package io.tearup.app;

import io.tearup.catalogue.AvroTrust;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.Topics;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of every topic with values that are easily got wrong: decimals of either sign with all 18 decimals and beyond 64
 * bits, the last microsecond of a second, text outside ASCII, bytes with a high bit, the last symbol of every enum. Whole
 * numbers stay within 53 bits, which is what JavaScript's numbers hold.
 */
final class SampleRecords {
    private static final long BEYOND_32_BITS = 9_007_199_254_740_991L;

    static {
        AvroTrust.install();
    }

    private final boolean filled;
    private int drawn;

    private SampleRecords(boolean filled) {
        this.filled = filled;
    }

    /** Every field has a value. */
    static SpecificRecord filled(Topics.Topic topic) {
        return new SampleRecords(true).record(topic.schema().orElseThrow());
    }

    /** Every field that may be null is, and every list is empty. */
    static SpecificRecord bare(Topics.Topic topic) {
        return new SampleRecords(false).record(topic.schema().orElseThrow());
    }

    private SpecificRecord record(Schema schema) {
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private @Nullable Object value(Schema schema) {
        int number = ++drawn;
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return decimal(number);
        } else if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return Instant.parse("2026-01-05T00:00:12.999999Z").plusSeconds(number);
        }
        return switch (schema.getType()) {
            case UNION -> filled ? value(schema.getTypes().get(1)) : null;
            case STRING -> "name-" + number + " \u20bf\u00e9";
            case LONG -> BEYOND_32_BITS - number;
            case INT -> Integer.MAX_VALUE - number;
            case BOOLEAN -> number % 2 == 0;
            case ENUM ->
                SpecificData.get()
                        .createEnum(
                                schema.getEnumSymbols()
                                        .get(schema.getEnumSymbols().size() - 1),
                                schema);
            case BYTES -> ByteBuffer.wrap(new byte[] {(byte) 0xff, 0, (byte) number});
            case ARRAY -> filled ? List.of(item(schema), item(schema)) : List.of();
            case RECORD -> record(schema);
            default -> throw new IllegalStateException("no sample of " + schema.getType());
        };
    }

    private Object item(Schema array) {
        Object item = value(array.getElementType());
        if (item == null) {
            throw new IllegalStateException("lists hold no nulls");
        }
        return item;
    }

    private static BigDecimal decimal(int number) {
        return switch (number % 4) {
            case 0 -> Decimals.of("0");
            case 1 -> new BigDecimal(new BigInteger("98765432109876543210123456789012345678"), Decimals.SCALE);
            case 2 -> Decimals.of("-0.000000000000000001");
            default -> Decimals.of("-" + number + ".5");
        };
    }
}
