package io.tearup.stream;

import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A venue at a desk: sends raw records of one risk group through the real topology in a TopologyTestDriver and reads the
 * output topics. Every record moves the clock by one second unless {@link #wait} moves it further.
 */
final class Desk implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private final RecordSerdes serdes = RecordSerdes.forRegistry("mock://desk-" + UUID.randomUUID());
    private final Serializer<SpecificRecord> serializer = serdes.serializer();
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<String, byte[]>> inputs = new HashMap<>();
    private Instant now = START;

    final InputRecords records;

    Desk(String riskGroup) {
        this(riskGroup, Ingress.DIRECT);
    }

    Desk(String riskGroup, Ingress ingress) {
        records = new InputRecords(riskGroup, "desk");
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "desk");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(
                TearupTopology.build(new TopologySettings(ingress, RiskGroupLayout.parse(riskGroup), serdes)),
                properties,
                START);
        for (Topics.Topic topic : Topics.inputs()) {
            inputs.put(
                    topic.name(),
                    driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer()));
        }
    }

    /** A desk with one pool and one market: lot 1, tick 0.5, maintenance 0.5 %, amounts to the cent. */
    static Desk withMarket(String market, RulebookDefinition rulebook) {
        return new Desk("usdt").define(market, rulebook);
    }

    /** Defines the group, its pool and its market. */
    Desk define(String market, RulebookDefinition rulebook) {
        send(Topics.CONTROL, records.group(now, "USDT", 2));
        send(Topics.CONTROL, records.pool(now, "fund", PoolKind.ISOLATED));
        send(Topics.CONTROL, records.market(now, market(market, "fund", "1", "0.5")));
        return send(Topics.CONTROL, records.rulebook(now, rulebook));
    }

    static MarketDefinition market(String market, String pool, String lot, String tick) {
        return MarketDefinition.newBuilder()
                .setMarket(market)
                .setPool(pool)
                .setLotSize(Decimals.of(lot))
                .setTickSize(Decimals.of(tick))
                .setMaintenanceMarginRate(Decimals.of("0.005"))
                .build();
    }

    static RulebookDefinition gate() {
        return profile("gate");
    }

    static RulebookDefinition profile(String name) {
        return RulebookDefinition.newBuilder().setName(name).build();
    }

    Instant now() {
        return now;
    }

    Desk wait(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Desk send(Topics.Topic topic, SpecificRecord record) {
        return sendBytes(topic, topic.keyOf(record).toString(), serializer.serialize(topic.name(), record));
    }

    Desk sendBytes(Topics.Topic topic, String key, byte[] value) {
        Objects.requireNonNull(inputs.get(topic.name())).pipeInput(new TestRecord<>(key, value, now));
        now = now.plusSeconds(1);
        return this;
    }

    Desk deposit(String account, String amount) {
        return send(Topics.COLLATERAL, records.deposit(now, account, new BigDecimal(amount)));
    }

    Desk contribute(String pool, String amount, @Nullable String market) {
        return send(Topics.INSURANCE, records.contribution(now, pool, new BigDecimal(amount), market));
    }

    Desk mark(String market, String price) {
        return send(Topics.MARK_PRICES, records.mark(now, market, new BigDecimal(price)));
    }

    /** A trade: both sides, the buyer's first. */
    Desk trade(String buyer, String seller, String market, String quantity, String price) {
        String trade = records.nextTrade();
        send(Topics.FILLS, records.fill(now, buyer, market, OrderSide.BUY, quantity, price, trade));
        return send(Topics.FILLS, records.fill(now, seller, market, OrderSide.SELL, quantity, price, trade));
    }

    /** The venue closes a quantity of an assignment, or rejects it. */
    Desk answer(FillOrigin origin, Assignment assignment, String quantity) {
        OrderSide side = assignment.getSide() == PositionSide.SHORT ? OrderSide.BUY : OrderSide.SELL;
        return send(
                Topics.FILLS,
                records.answer(
                        now,
                        origin,
                        assignment.getAssignmentId(),
                        assignment.getAccount(),
                        assignment.getMarket(),
                        side,
                        quantity,
                        assignment.getPrice().toPlainString()));
    }

    Desk takeover(
            String account,
            String market,
            PositionSide side,
            String quantity,
            String price,
            @Nullable String seizedMargin) {
        return send(
                Topics.LIQUIDATIONS,
                records.takeover(
                        now,
                        account,
                        market,
                        "fund",
                        side,
                        new BigDecimal(quantity),
                        new BigDecimal(price),
                        seizedMargin == null ? null : new BigDecimal(seizedMargin)));
    }

    Desk bankrupt(String account, @Nullable String market) {
        return send(Topics.LIQUIDATIONS, records.bankrupt(now, account, market));
    }

    /** Money out of a pool. */
    Desk withdraw(String pool, String amount) {
        Insurance withdrawal = Insurance.newBuilder(records.contribution(now, pool, new BigDecimal(amount), null))
                .setKind(InsuranceKind.WITHDRAWAL)
                .build();
        return send(Topics.INSURANCE, withdrawal);
    }

    List<Alert> alerts() {
        return read(Topics.ALERTS, Alert.class);
    }

    List<Wave> waves() {
        return read(Topics.WAVES, Wave.class);
    }

    List<Assignment> assignments() {
        return read(Topics.ASSIGNMENTS, Assignment.class);
    }

    List<Settlement> settlements() {
        return read(Topics.SETTLEMENTS, Settlement.class);
    }

    List<Posting> postings() {
        return read(Topics.POSTINGS, Posting.class);
    }

    List<Fund> funds() {
        return read(Topics.FUND, Fund.class);
    }

    List<Rank> ranks() {
        return read(Topics.RANKS, Rank.class);
    }

    List<DeadLetter> deadLetters() {
        return read(Topics.DLQ, DeadLetter.class);
    }

    List<AuditEntry> audit() {
        return read(Topics.AUDIT, AuditEntry.class);
    }

    /** Records of an output topic since the last call. */
    private <T extends SpecificRecord> List<T> read(Topics.Topic topic, Class<T> type) {
        return driver.createOutputTopic(topic.name(), new StringDeserializer(), serdes.deserializer(type))
                .readValuesToList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
