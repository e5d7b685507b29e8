package io.tearup.app.replay;

import io.tearup.app.Progress;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.Books;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.InventoryPricing;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.TriggerSpec;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import io.tearup.store.RiskStates;
import io.tearup.stream.Ingress;
import io.tearup.stream.RulebookDefinitions;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a case's demands against its book under a rulebook, through the real topology.
 *
 * <p>Positions are opened by fills against one account that holds every long. Each demand is a long inventory that a pool
 * without cash takes over at the demand's ADL price while the mark is below it: the pool's equity is negative by exactly the
 * demand's need, so the rule closes the inventory at the takeover price and nowhere else. A demand whose ADL price equals
 * its mark needs nothing, and at mark the rule does nothing; for it the mark is set one tick lower, which leaves price,
 * quantity and (measured against the case's mark) the money raised as the case has them.
 *
 * <p>Rulebooks that do not close an empty pool's inventory at the price that is missing get a pool with cash, and each
 * demand is an operator's order to close the inventory at the demand's ADL price.
 *
 * <p>Before the first demand every coin has the mark of its first one, so that the whole book is valued at marks from the
 * start, as a venue's is; a coin without a mark would count at cost and another queue would come of it. Maintenance is 0.1 %
 * of notional, low enough that no solvent account of a case with a leverage below 1,000 is in liquidation.
 *
 * <p>On the case of 10 October 2025 this touches 13,915 accounts and closes 20,732 positions in full. A plain queue by profit
 * times leverage touches 13,916 and closes as many: with one rate for all coins maintenance over equity orders as leverage
 * does, and the one account is left out because the haircut would exceed its profit.
 */
final class CaseReplay {
    private static final String GROUP = "case";
    private static final String POOL = "pool";
    private static final BigDecimal POOL_CASH = new BigDecimal("1000000000");
    private static final BigDecimal SHOCK = new BigDecimal("1.25");
    private static final Instant OPENING = Instant.parse("2025-10-10T00:00:00Z");

    /**
     * What a replay counted. Amounts in USD.
     *
     * @param shortfallAfterShockUsd what accounts would owe if every mark rose by another quarter
     * @param shortfallAtLossUsd the same of accounts whose every position is at a loss: ADL takes gains only and may not
     *     touch them
     */
    record Result(
            String rulebook,
            BigDecimal demandUsd,
            BigDecimal neededUsd,
            BigDecimal raisedUsd,
            long uncoveredLots,
            long overshootLots,
            int accountsTouched,
            long positionsFullyClosed,
            long settlements,
            BigDecimal shortfallAfterShockUsd,
            BigDecimal shortfallAtLossUsd,
            List<String> faults) {}

    /** What is replayed by: a rulebook, and what replaces parts of it. */
    record Rules(RulebookDefinition definition) {
        static Rules of(String name) {
            return new Rules(RulebookDefinition.newBuilder().setName(name).build());
        }

        /** Whether the rulebook closes an empty pool's inventory at exactly what is missing. */
        boolean closesEmptyPools() {
            RulebookSpec spec = RulebookDefinitions.resolve(definition, ReplayCase.MONEY_SCALE);
            return spec.inventoryPricing() == InventoryPricing.CAP
                    && spec.allTriggers().stream().anyMatch(TriggerSpec.PoolEquity.class::isInstance);
        }
    }

    private final ReplayCase replayCase;
    private final Rules rules;
    private final boolean byOrder;
    private final InputRecords venue = new InputRecords(GROUP, "case");
    private final InMemoryPipeline pipeline;
    private final List<String> faults = new ArrayList<>();
    private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();
    private final Inputs inputs;
    private Instant now = OPENING;
    private BigDecimal raised = BigDecimal.ZERO;
    private long uncovered;
    private long overshoot;
    private long fullyClosed;
    private long settlements;

    /** Told of every input record. */
    interface Inputs {
        void sent(Topics.Topic topic, SpecificRecord record, Instant time);
    }

    private CaseReplay(ReplayCase replayCase, Rules rules, InMemoryPipeline pipeline, Inputs inputs) {
        this.inputs = inputs;
        this.replayCase = replayCase;
        this.rules = rules;
        this.byOrder = !rules.closesEmptyPools();
        this.pipeline = pipeline;
    }

    static Result run(ReplayCase replayCase, Rules rules, Progress opening, Progress demands) {
        return run(replayCase, rules, opening, demands, (topic, record, time) -> {});
    }

    /** As the other, telling what it sends. */
    static Result run(ReplayCase replayCase, Rules rules, Progress opening, Progress demands, Inputs inputs) {
        try (InMemoryPipeline pipeline = new InMemoryPipeline(RiskGroupLayout.parse(GROUP), Ingress.DIRECT)) {
            CaseReplay replay = new CaseReplay(replayCase, rules, pipeline, inputs);
            replay.define();
            replay.open(opening);
            return replay.close(demands);
        }
    }

    private void define() {
        send(Topics.CONTROL, venue.group(now, "USD", ReplayCase.MONEY_SCALE));
        send(Topics.CONTROL, venue.pool(now, POOL, PoolKind.SHARED));
        for (ReplayCase.Coin coin : replayCase.coins().values()) {
            send(
                    Topics.CONTROL,
                    venue.market(
                            now,
                            MarketDefinition.newBuilder()
                                    .setMarket(coin.id())
                                    .setPool(POOL)
                                    .setLotSize(Decimals.of(coin.lot()))
                                    .setTickSize(Decimals.of(coin.tick()))
                                    .setMaintenanceMarginRate(Decimals.of("0.001"))
                                    .setSubMinorValues(true)
                                    .build()));
        }
        send(
                Topics.CONTROL,
                venue.rulebook(
                        now,
                        RulebookDefinition.newBuilder(rules.definition())
                                .setLightsIntervalMillis(0L)
                                .build()));
        if (byOrder) {
            send(Topics.INSURANCE, venue.contribution(now, POOL, POOL_CASH, null));
        }
    }

    private void open(Progress progress) {
        long done = 0;
        for (ReplayCase.Account account : replayCase.accounts()) {
            send(Topics.COLLATERAL, venue.deposit(now, account.id(), account.collateral()));
            progress.at(++done);
        }
        Set<String> marked = new HashSet<>();
        for (ReplayCase.Demand demand : replayCase.demands()) {
            if (marked.add(demand.coin())) {
                send(Topics.MARK_PRICES, venue.mark(now, demand.coin(), demand.mark()));
            }
        }
        for (ReplayCase.Position position : replayCase.positions()) {
            ReplayCase.Coin coin = coin(position.coin());
            BigDecimal quantity = coin.lot().multiply(BigDecimal.valueOf(position.lots()));
            String trade = venue.nextTrade();
            send(
                    Topics.FILLS,
                    venue.fill(
                            now, ReplayCase.LONGS, coin.id(), OrderSide.BUY, quantity, position.entryPrice(), trade));
            send(
                    Topics.FILLS,
                    venue.fill(
                            now,
                            position.account(),
                            coin.id(),
                            OrderSide.SELL,
                            quantity,
                            position.entryPrice(),
                            trade));
            progress.at(++done);
        }
        progress.done();
        forgetOutputs();
    }

    private Result close(Progress progress) {
        BigDecimal demandUsd = BigDecimal.ZERO;
        BigDecimal neededUsd = BigDecimal.ZERO;
        long done = 0;
        for (ReplayCase.Demand demand : replayCase.demands()) {
            ReplayCase.Coin coin = coin(demand.coin());
            BigDecimal quantity = coin.lot().multiply(BigDecimal.valueOf(demand.lots()));
            demandUsd = demandUsd.add(quantity.multiply(demand.mark()));
            neededUsd = neededUsd.add(quantity.multiply(demand.adlPrice().subtract(demand.mark())));
            now = later(now, Instant.ofEpochMilli(demand.timeMillis()));
            BigDecimal mark = byOrder
                    ? demand.mark()
                    : demand.mark().min(demand.adlPrice().subtract(coin.tick()));
            send(Topics.MARK_PRICES, venue.mark(now, coin.id(), mark));
            send(
                    Topics.LIQUIDATIONS,
                    venue.takeover(
                            now,
                            ReplayCase.LONGS,
                            coin.id(),
                            POOL,
                            PositionSide.LONG,
                            quantity,
                            demand.adlPrice(),
                            null));
            if (byOrder) {
                send(Topics.CONTROL, venue.closeInventory(now, coin.id(), demand.adlPrice()));
            }
            count(demand, coin);
            progress.at(++done);
        }
        progress.done();
        RiskGroup durable = RiskStates.rebuilt(rows()).group(GROUP);
        faults.addAll(Books.faults(durable));
        Shortfall shortfall = shortfall(durable);
        return new Result(
                rules.definition().getName(),
                demandUsd,
                neededUsd,
                raised,
                uncovered,
                overshoot,
                touched.size(),
                fullyClosed,
                settlements,
                shortfall.touchable(),
                shortfall.protectedByLoss(),
                List.copyOf(faults));
    }

    /** What accounts would owe after the shock: those ADL may touch, and those whose every position is at a loss. */
    private record Shortfall(BigDecimal touchable, BigDecimal protectedByLoss) {}

    /** Negative equities if every mark rose by another quarter. */
    private static Shortfall shortfall(RiskGroup group) {
        AccountTable accounts = group.accounts();
        BigDecimal touchable = BigDecimal.ZERO;
        BigDecimal atLoss = BigDecimal.ZERO;
        for (int slot = 0; slot < accounts.size(); slot++) {
            if (accounts.id(slot).equals(ReplayCase.LONGS)) {
                continue;
            }
            BigDecimal[] equity = {BigDecimal.valueOf(accounts.wallet(slot))};
            boolean[] profits = {false};
            group.forEachRow(slot, (market, row) -> {
                PositionTable table = market.positions();
                BigDecimal value = new BigDecimal(market.spec().exactValue(table.lots(row), market.markTicks()))
                        .divide(BigDecimal.valueOf(market.spec().valueDenominator()), MathContext.DECIMAL128);
                equity[0] = equity[0].add(value.multiply(SHOCK)).subtract(BigDecimal.valueOf(table.cost(row)));
                profits[0] |= market.unrealised(row) > 0;
            });
            BigDecimal owed = equity[0].negate().max(BigDecimal.ZERO).movePointLeft(ReplayCase.MONEY_SCALE);
            touchable = profits[0] ? touchable.add(owed) : touchable;
            atLoss = profits[0] ? atLoss : atLoss.add(owed);
        }
        return new Shortfall(touchable, atLoss);
    }

    private void count(ReplayCase.Demand demand, ReplayCase.Coin coin) {
        BigDecimal closed = BigDecimal.ZERO;
        for (TestRecord<String, SpecificRecord> record : pipeline.drain(Topics.SETTLEMENTS)) {
            Settlement settlement = (Settlement) record.value();
            if (settlement.getRole() != Role.COUNTERPARTY) {
                continue;
            }
            settlements++;
            touched.add(settlement.getAccount());
            closed = closed.add(settlement.getQuantity());
            raised = raised.add(
                    settlement.getQuantity().multiply(settlement.getPrice().subtract(demand.mark())));
            if (settlement.getPositionAfter().signum() == 0) {
                fullyClosed++;
            }
            if (!settlement.getMarket().equals(coin.id())
                    || settlement.getPrice().compareTo(demand.adlPrice()) != 0) {
                faults.add(settlement.getSettlementId() + " closed at "
                        + settlement.getPrice().stripTrailingZeros().toPlainString() + ", the demand asks for "
                        + demand.adlPrice().toPlainString());
            }
        }
        long missing = demand.lots() - closed.divide(coin.lot()).longValueExact();
        uncovered += Math.max(0, missing);
        overshoot += Math.max(0, -missing);
        for (TestRecord<String, SpecificRecord> letter : pipeline.drain(Topics.DLQ)) {
            faults.add("refused: " + ((DeadLetter) letter.value()).getMessage());
        }
        forgetOutputs();
    }

    /** Takes what is not counted off the driver, which keeps it in memory otherwise. */
    private void forgetOutputs() {
        for (Topics.Topic topic : List.of(
                Topics.ALERTS,
                Topics.WAVES,
                Topics.ASSIGNMENTS,
                Topics.POSTINGS,
                Topics.FUND,
                Topics.ORDER_LOG,
                Topics.AUDIT)) {
            pipeline.drain(topic);
        }
        changelog.addAll(pipeline.drainChangelog());
    }

    private List<KeyValue<byte[], byte @Nullable []>> rows() {
        changelog.addAll(pipeline.drainChangelog());
        List<KeyValue<byte[], byte @Nullable []>> rows = new ArrayList<>(changelog.size());
        changelog.forEach(row -> rows.add(new KeyValue<>(row.key, row.value)));
        return rows;
    }

    private ReplayCase.Coin coin(String id) {
        return Objects.requireNonNull(replayCase.coins().get(id), id);
    }

    private void send(Topics.Topic topic, SpecificRecord record) {
        inputs.sent(topic, record, now);
        pipeline.send(topic, record, now);
        now = now.plusMillis(1);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
