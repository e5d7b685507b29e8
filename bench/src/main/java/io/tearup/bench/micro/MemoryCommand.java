package io.tearup.bench.micro;

import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.rulebook.Profiles;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a group with accounts, then with cross positions, and tells what the heap has more after each, a full collection before
 * every look. What does not grow with them, as the ring of known ids, is not counted.
 */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Tells how many bytes accounts and positions take on the heap.")
final class MemoryCommand implements Callable<Integer> {
    private static final long MARK = 100_000;
    private static final int DRAIN_EVERY = 1 << 16;

    @Option(
            names = "--accounts",
            split = ",",
            description = "Numbers of accounts, one after the other (default ${DEFAULT-VALUE}).",
            defaultValue = "1000000,1300000,10000000")
    private List<Integer> accounts = List.of();

    @Option(
            names = "--positions",
            description = "Positions of each account, in as many markets (default ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int positions;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MemoryCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        for (int count : accounts) {
            RiskGroup group = new RiskGroup("g");
            group.define(new GroupSpec("USDT", 2));
            group.definePool(new PoolSpec("main", PoolKind.SHARED));
            group.setRulebook(Profiles.spec("gate", 2));
            List<Market> markets = new ArrayList<>();
            for (int i = 0; i < positions; i++) {
                markets.add(group.defineMarket(MarketSpec.of(
                        "M" + i,
                        "main",
                        new BigDecimal("0.1"),
                        new BigDecimal("0.1"),
                        new BigDecimal("0.005"),
                        2,
                        false)));
            }
            long empty = used();
            for (int i = 0; i < count; i++) {
                group.setWallet(group.accountSlot("account-" + i), 100_000_000);
                drainNowAndThen(group, i);
            }
            group.drainChanges(new Unlogged());
            long withAccounts = used();
            for (int i = 0; i < count; i++) {
                for (Market market : markets) {
                    group.setPosition(market, group.accountSlot("account-" + i), 1_000, 1_000 * MARK, 0);
                }
                drainNowAndThen(group, i);
            }
            group.drainChanges(new Unlogged());
            long withPositions = used();
            Reference.reachabilityFence(group);
            double ofAccount = (double) (withAccounts - empty) / count;
            double ofPosition = (double) (withPositions - withAccounts) / count / positions;
            System.out.println(String.format(
                    Locale.ROOT,
                    "{\"accounts\": %d, \"positionsEach\": %d, \"bytesPerAccount\": %.1f, \"bytesPerPosition\": %.1f, "
                            + "\"bytesPerPositionAllIn\": %.1f, \"open\": %d}",
                    count,
                    positions,
                    ofAccount,
                    ofPosition,
                    ofPosition + ofAccount / positions,
                    markets.stream().mapToLong(m -> m.positions().size()).sum()));
        }
        return 0;
    }

    private static void drainNowAndThen(RiskGroup group, int done) {
        if (done % DRAIN_EVERY == 0) {
            group.drainChanges(new Unlogged());
        }
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
