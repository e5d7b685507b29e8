package io.tearup.ndjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.MarkPrice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordJsonRoundTripTest {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int DRAWS = 200;

    static List<Class<? extends SpecificRecord>> types() {
        List<Class<? extends SpecificRecord>> types = new ArrayList<>();
        for (Topics.Topic topic : Topics.all()) {
            Class<? extends SpecificRecord> type = topic.value();
            if (type != null) {
                types.add(type);
            }
        }
        return types;
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldReadBackWhatItWrote(Class<? extends SpecificRecord> type) throws Exception {
        Random random = new Random(type.getName().hashCode());
        Schema schema = SpecificData.get().getSchema(type);
        for (int i = 0; i < DRAWS; i++) {
            SpecificRecord record = drawRecord(schema, random);
            String text = RecordJson.write(record).toString();
            SpecificRecord read = RecordJson.read(type, MAPPER.readTree(text));
            assertThat(read).as("draw %d: %s", i, text).isEqualTo(record);
            assertThat(RecordJson.write(read).toString()).isEqualTo(text);
        }
    }

    @Test
    void shouldWriteDecimalsPlainTimesInIsoAndFieldsInTheSchemasOrder() {
        MarkPrice mark = MarkPrice.newBuilder()
                .setRiskGroup("usdt")
                .setMarket("BTC")
                .setPrice(Decimals.of("1200.50"))
                .setSequence(7)
                .setTime(Instant.parse("2026-01-05T00:00:00.000001Z"))
                .build();
        assertThat(RecordJson.write(mark))
                .hasToString("{\"riskGroup\":\"usdt\",\"market\":\"BTC\",\"price\":\"1200.5\",\"sequence\":7,"
                        + "\"time\":\"2026-01-05T00:00:00.000001Z\"}");
    }

    @Test
    void shouldTakeNumbersAsWrittenAndMicrosecondsForTimes() throws Exception {
        MarkPrice mark = (MarkPrice)
                read(
                        MarkPrice.class,
                        "{\"riskGroup\":\"usdt\",\"market\":\"BTC\",\"price\":0.100000000000000001,\"sequence\":7,\"time\":1500000}");
        assertThat(mark.getPrice()).isEqualByComparingTo("0.100000000000000001");
        assertThat(mark.getTime()).isEqualTo(Instant.parse("1970-01-01T00:00:01.5Z"));
    }

    @Test
    void shouldFillDefaultsForFieldsThatAreLeftOut() throws Exception {
        Insurance insurance = (Insurance) read(
                Insurance.class,
                "{\"riskGroup\":\"usdt\",\"pool\":\"fund\",\"insuranceId\":\"i1\",\"kind\":\"CONTRIBUTION\","
                        + "\"amount\":\"1\",\"time\":0}");
        assertThat(insurance.getSource()).isEmpty();
        assertThat(insurance.getSequence()).isNull();
        assertThat(insurance.getMarket()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "price;\"x\";MarkPrice.price: is \"x\", must be a decimal number with at most 18 decimals and 38 digits",
                "price;1e40;MarkPrice.price: is 1E+40, must be a decimal number with at most 18 decimals and 38 digits",
                "price;null;MarkPrice.price: is null, must not be null",
                "sequence;1.5;MarkPrice.sequence: is 1.5, must be a whole number within -9223372036854775808..9223372036854775807",
                "market;5;MarkPrice.market: is 5, must be a string",
                "time;\"now\";MarkPrice.time: is \"now\", must be an ISO-8601 time such as 2026-01-05T00:00:00Z or microseconds since 1970",
            })
    void shouldNameTheFieldItsValueAndWhatIsAllowed(String field, String value, String message) throws Exception {
        ObjectNode json = (ObjectNode) MAPPER.readTree(
                "{\"riskGroup\":\"usdt\",\"market\":\"BTC\",\"price\":\"1\",\"sequence\":7,\"time\":0}");
        json.set(field, MAPPER.readTree(value));
        assertThatThrownBy(() -> RecordJson.read(MarkPrice.class, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shouldNameTheElementOfAnArray() {
        assertThatThrownBy(() -> read(
                        Fund.class,
                        "{\"riskGroup\":\"usdt\",\"pool\":\"fund\",\"sequence\":1,\"balance\":\"0\",\"equity\":\"0\","
                                + "\"markets\":[{\"inventory\":\"0\"}],\"time\":0}"))
                .hasMessage("Fund.markets[0].market: is missing");
    }

    @Test
    void shouldNameAnEnumsSymbols() {
        assertThatThrownBy(() -> read(
                        Insurance.class,
                        "{\"riskGroup\":\"usdt\",\"pool\":\"fund\",\"insuranceId\":\"i1\",\"kind\":\"GIFT\","
                                + "\"amount\":\"1\",\"time\":0}"))
                .hasMessage("Insurance.kind: is \"GIFT\", must be one of [UNKNOWN, CONTRIBUTION, WITHDRAWAL]");
    }

    private static SpecificRecord read(Class<? extends SpecificRecord> type, String json)
            throws JsonProcessingException {
        return RecordJson.read(type, MAPPER.readTree(json));
    }

    /** A random value of a schema, edges included. */
    private static @Nullable Object draw(Schema schema, Random random) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            int bits = random.nextInt(120);
            BigInteger unscaled = new BigInteger(bits, random);
            return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), Decimals.SCALE);
        } else if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH.plus(random.nextLong() >> (8 + random.nextInt(50)), ChronoUnit.MICROS);
        }
        return switch (schema.getType()) {
            case UNION -> random.nextInt(3) == 0 ? null : draw(schema.getTypes().get(1), random);
            case STRING ->
                random.ints(random.nextInt(8), 1, 0xd7ff)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case LONG -> random.nextLong() >> random.nextInt(64);
            case INT -> random.nextInt() >> random.nextInt(32);
            case BOOLEAN -> random.nextBoolean();
            case ENUM ->
                SpecificData.get()
                        .createEnum(
                                schema.getEnumSymbols()
                                        .get(random.nextInt(
                                                schema.getEnumSymbols().size())),
                                schema);
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(6)];
                random.nextBytes(bytes);
                yield ByteBuffer.wrap(bytes);
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(draw(schema.getElementType(), random));
                }
                yield list;
            }
            case RECORD -> drawRecord(schema, random);
            default -> throw new IllegalStateException("no draw for " + schema.getType());
        };
    }

    private static SpecificRecord drawRecord(Schema schema, Random random) {
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), draw(field.schema(), random));
        }
        return record;
    }
}
