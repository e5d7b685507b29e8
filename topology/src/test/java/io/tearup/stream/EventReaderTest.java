package io.tearup.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.OrderSide;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The straight way reads what the long way reads, and leaves everything else to it. */
class EventReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://event-reader");
    private final Serializer<SpecificRecord> serializer = serdes.serializer();
    private final InputReader longWay = new InputReader(serdes);
    private final DirectReader straight = new DirectReader(longWay::writerSchema);
    private final EventReader both = new EventReader(serdes);
    private final InputRecords venue = new InputRecords("usdt", "engine");
    private final RiskGroup group = group();

    private static RiskGroup group() {
        RiskGroup group = new RiskGroup("usdt");
        group.define(new GroupSpec("USDT", 4));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        group.defineMarket(MarketSpec.of(
                "BTC", "main", new BigDecimal("0.001"), new BigDecimal("0.1"), new BigDecimal("0.01"), 4, false));
        return group;
    }

    private Fill fill(Consumer<Fill.Builder> change) {
        Fill.Builder fill = Fill.newBuilder(venue.fill(NOW, "ann", "BTC", OrderSide.BUY, "1.5", "50000.1", "t1"));
        change.accept(fill);
        return fill.build();
    }

    private byte[] bytes(Topics.Topic topic, SpecificRecord record) {
        return serializer.serialize(topic.name(), record);
    }

    private @Nullable RiskEvent straight(Topics.Topic topic, byte[] value) {
        return straight.open(topic.name(), value) == null ? null : straight.event(group);
    }

    private void assertSame(Topics.Topic topic, SpecificRecord record) {
        byte[] value = bytes(topic, record);
        assertThat(straight.open(topic.name(), value)).isEqualTo("usdt");
        assertThat(straight.event(group)).isNotNull().isEqualTo(InputTranslator.translate(record, group));
        assertThat(both.open(topic.name(), value)).isEqualTo("usdt");
        assertThat(both.event(group)).isEqualTo(InputTranslator.translate(record, group));
    }

    @Test
    void shouldReadFillsAndMarksAsTheLongWayDoes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            long lots = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            long ticks = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            long fee = (random.nextLong() >> random.nextInt(63)) / 10;
            int draw = i;
            assertSame(
                    Topics.FILLS,
                    fill(fill -> fill.setQuantity(Decimals.of(lots, 3))
                            .setPrice(Decimals.of(ticks, 1))
                            .setFee(Decimals.of(fee, 4))
                            .setSide(draw % 2 == 0 ? OrderSide.BUY : OrderSide.SELL)
                            .setSource(draw % 3 == 0 ? "" : "shard-" + draw % 5)
                            .setSequence(draw % 4 == 0 ? null : Long.valueOf(random.nextLong()))
                            .setOrigin(draw % 5 == 0 ? FillOrigin.LIQUIDATION : FillOrigin.TRANSFER)));
            assertSame(Topics.MARK_PRICES, venue.mark(NOW.plusNanos(i * 1_000L), "BTC", Decimals.of(ticks, 1)));
        }
    }

    @Test
    void shouldLeaveWhatIsWrongOrUnusualToTheLongWay() {
        List<Consumer<Fill.Builder>> unusual = List.of(
                fill -> fill.setQuantity(Decimals.of("0.0005")),
                fill -> fill.setQuantity(Decimals.of("0")),
                fill -> fill.setQuantity(Decimals.of("-1")),
                fill -> fill.setPrice(Decimals.of("0.05")),
                fill -> fill.setPrice(Decimals.of("99999999999999999999")),
                fill -> fill.setFee(Decimals.of("0.00001")),
                fill -> fill.setMarket("DOGE"),
                fill -> fill.setMarket(""),
                fill -> fill.setAccount(""),
                fill -> fill.setAccount("b\u00F6b"),
                fill -> fill.setAccount("tab\there"),
                fill -> fill.setAccount("x".repeat(257)),
                fill -> fill.setTradeId(""),
                fill -> fill.setFillId("\u0007"),
                fill -> fill.setSide(OrderSide.UNKNOWN),
                fill -> fill.setOrigin(FillOrigin.UNKNOWN),
                fill -> fill.setOrigin(FillOrigin.ADL),
                fill -> fill.setAssignmentId("a1"),
                fill -> fill.setRiskGroup(""),
                fill -> fill.setTime(Instant.parse("+12000-01-01T00:00:00Z")));
        for (Consumer<Fill.Builder> change : unusual) {
            Fill record = fill(change);
            byte[] value = bytes(Topics.FILLS, record);
            assertThat(straight(Topics.FILLS, value)).as("%s", record).isNull();
            assertThat(outcome(() -> {
                        both.open(Topics.FILLS.name(), value);
                        return both.event(group);
                    }))
                    .as("%s", record)
                    .isEqualTo(outcome(() -> InputTranslator.translate(record, group)));
        }
    }

    private interface Reading {
        RiskEvent read();
    }

    /** The event, or why there is none. */
    private static String outcome(Reading reading) {
        RiskEvent[] event = new RiskEvent[1];
        Throwable refused = catchThrowable(() -> event[0] = reading.read());
        return String.valueOf(refused == null ? event[0] : refused);
    }

    @Test
    void shouldLeaveEveryTruncationAndEveryTailToTheLongWay() {
        byte[] value = bytes(Topics.FILLS, fill(fill -> {}));
        for (int length = 0; length < value.length; length++) {
            assertThat(straight(Topics.FILLS, Arrays.copyOf(value, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
        assertThat(straight(Topics.FILLS, Arrays.copyOf(value, value.length + 1)))
                .isNull();
        assertThat(straight(Topics.FILLS, value)).isNotNull();
    }

    @Test
    void shouldSurviveAnyFlippedByte() {
        byte[] value = bytes(Topics.FILLS, fill(fill -> {}));
        for (int at = 5; at < value.length; at++) {
            for (int flip = 1; flip < 256; flip += 3) {
                byte[] broken = value.clone();
                broken[at] ^= (byte) flip;
                RiskEvent told = straight(Topics.FILLS, broken);
                if (told != null) {
                    SpecificRecord record = longWay.read(Topics.FILLS.name(), broken);
                    assertThat(told).as("byte %d", at).isEqualTo(InputTranslator.translate(record, group));
                }
            }
        }
    }

    @Test
    void shouldReadOnlyTheLayoutItWasBuiltWith() {
        Schema known = MarkPrice.getClassSchema();
        Schema documented = new Schema.Parser().parse(known.toString().replace("\"doc\":\"", "\"doc\":\"changed: "));
        assertThat(SameLayout.of(documented, known)).isTrue();
        for (Schema other : List.of(
                Fill.getClassSchema(),
                new Schema.Parser().parse(known.toString().replace("\"scale\":18", "\"scale\":17")),
                new Schema.Parser().parse(known.toString().replace("\"name\":\"sequence\"", "\"name\":\"number\"")),
                SchemaBuilder.record("MarkPrice")
                        .namespace(known.getNamespace())
                        .fields()
                        .endRecord())) {
            assertThat(SameLayout.of(other, known)).as("%s", other).isFalse();
        }
    }

    @Test
    void shouldNotTakeAFillForAMarkBecauseOfItsSchemaId() {
        byte[] fill = bytes(Topics.FILLS, fill(f -> {}));
        assertThat(straight(Topics.FILLS, fill)).isNotNull();
        assertThat(straight(Topics.COLLATERAL, fill)).isNull();
    }
}
