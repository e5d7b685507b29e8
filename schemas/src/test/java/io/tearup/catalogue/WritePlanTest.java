package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.schemas.v1.Fund;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan writes what Avro's own writer writes, of every record there is. */
class WritePlanTest {
    private static final int ROUNDS = 200;

    @BeforeAll
    static void trust() {
        AvroTrust.install();
    }

    static Stream<Topics.Topic> topics() {
        return Topics.all().stream().filter(topic -> topic.schema().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topics")
    void shouldWriteTheBytesThatAvroWrites(Topics.Topic topic) throws IOException {
        Schema schema = topic.schema().orElseThrow();
        SpecificData data = SpecificData.getForClass(topic.type());
        WritePlan plan = Objects.requireNonNull(WritePlan.of(schema, data));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            SpecificRecord record = (SpecificRecord) Objects.requireNonNull(any(schema, data, random));

            assertThat(bytes(plan, record))
                    .as("%s, seed %d", record, seed)
                    .isEqualTo(bytesOfAvro(record, schema, data));
        }
    }

    @Test
    void shouldNameTheFieldThatARecordLacks() {
        WritePlan plan =
                Objects.requireNonNull(WritePlan.of(Fund.getClassSchema(), SpecificData.getForClass(Fund.class)));

        assertThatThrownBy(() -> bytes(plan, new Fund()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Fund.riskGroup is missing");
    }

    @Test
    void shouldHaveNoPlanForWhatNoSchemaHereUses() {
        Schema numbers = SchemaBuilder.record("Numbers")
                .fields()
                .name("share")
                .type()
                .doubleType()
                .noDefault()
                .endRecord();
        Schema either = Schema.createUnion(Schema.create(Schema.Type.INT), Schema.create(Schema.Type.STRING));

        assertThat(WritePlan.of(numbers, SpecificData.get())).isNull();
        assertThat(WritePlan.of(either, SpecificData.get())).isNull();
        assertThat(WritePlan.of(Schema.createMap(numbers), SpecificData.get())).isNull();
    }

    private static byte[] bytes(WritePlan plan, SpecificRecord record) throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(to, null);
        plan.write(record, encoder);
        encoder.flush();
        return to.toByteArray();
    }

    private static byte[] bytesOfAvro(SpecificRecord record, Schema schema, SpecificData data) throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(to, null);
        new SpecificDatumWriter<SpecificRecord>(schema, data).write(record, encoder);
        encoder.flush();
        return to.toByteArray();
    }

    private static @Nullable Object any(Schema schema, SpecificData data, Random random) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return new BigDecimal(new BigInteger(random.nextInt(120), random), decimal.getScale());
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH.plus(random.nextLong() >> 8, ChronoUnit.MICROS);
        }
        return switch (schema.getType()) {
            case RECORD -> {
                SpecificRecord record = (SpecificRecord) data.newRecord(null, schema);
                schema.getFields().forEach(field -> record.put(field.pos(), any(field.schema(), data, random)));
                yield record;
            }
            case UNION ->
                any(schema.getTypes().get(random.nextInt(schema.getTypes().size())), data, random);
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    elements.add(any(schema.getElementType(), data, random));
                }
                yield elements;
            }
            case ENUM ->
                data.createEnum(
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())),
                        schema);
            case STRING -> "é" + random.nextInt();
            case BYTES -> ByteBuffer.wrap(String.valueOf(random.nextInt()).getBytes(StandardCharsets.UTF_8));
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            default -> throw new IllegalArgumentException(schema.toString());
        };
    }
}
