package io.tearup.bench.micro;

import io.tearup.engine.allocation.Allocation;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.rulebook.Rulebook;
import io.tearup.rulebook.Profiles;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ranks and allocates a wave over all positions of one side, a hundred or so of which give; beside it one pass over the
 * columns the decision reads, which bounds it from below.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms8g", "-Xmx8g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 5)
public class WaveBenchmark {
    private static final long MARK = 100_000;
    private static final long DEMAND = 50_000;

    /** Positions on the side that is ranked. */
    @Param({"10000", "1000000"})
    public int rows;

    /** Positions of each account: the ranked one, and others in markets of their own. */
    @Param({"1", "4"})
    public int positions;

    private final RiskGroup group = new RiskGroup("g");
    private final Market market = market(group, "BTC");
    private final RulebookSpec spec = Profiles.spec("gate", 2);
    private final Rulebook rulebook = Rulebook.of(spec);

    private static Market market(RiskGroup group, String id) {
        if (group.spec() == null) {
            group.define(new GroupSpec("USDT", 2));
            group.definePool(new PoolSpec("main", PoolKind.SHARED));
        }
        return group.defineMarket(MarketSpec.of(
                id, "main", new BigDecimal("0.1"), new BigDecimal("0.1"), new BigDecimal("0.005"), 2, false));
    }

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(7);
        group.setMark(market, MARK, 1, 1);
        List<Market> others = new ArrayList<>();
        for (int other = 1; other < positions; other++) {
            Market beside = market(group, "M" + other);
            group.setMark(beside, MARK, 1, 1);
            others.add(beside);
        }
        for (int i = 0; i < rows; i++) {
            int slot = group.accountSlot("acct-" + i);
            long lots = 1 + random.nextInt(1_000);
            long entry = MARK + random.nextInt(20_000) - 2_000;
            long cost = lots * entry;
            group.setWallet(slot, cost / (2 + random.nextInt(20)) + lots * Math.max(0, MARK - entry) * 2);
            group.setPosition(market, slot, -lots, -cost, 0);
            for (Market other : others) {
                group.setPosition(other, slot, 1, MARK, 0);
            }
        }
        group.drainChanges(new Unlogged());
    }

    @Benchmark
    public Allocation.Plan decide() {
        Opposite opposite =
                new Opposite(group, market, Side.SHORT, rulebook.ranking(), spec.ranking(), 1, -1, Set.of());
        return rulebook.allocation()
                .allocate(new Allocation.Request(
                        opposite, DEMAND, MARK + 100, spec.allocation(), 0, spec.stepLimit(), ""));
    }

    /** Lots, cost, account and money: what a decision has to read of every row. */
    @Benchmark
    public long scanOfColumns() {
        PositionTable table = market.positions();
        AccountTable accounts = group.accounts();
        long sum = 0;
        for (int row = 0; row < table.end(); row++) {
            if (table.lots(row) < 0) {
                sum += table.cost(row) + accounts.wallet(table.account(row));
            }
        }
        return sum;
    }
}
