package io.tearup.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.rulebook.Profiles;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/**
 * What an input allocates from its event to the rows of the changelog, the rows included, once the code is compiled. Fills
 * and marks are nearly all of the input; what they allocate is what the collector has to clear away behind them.
 */
class AllocationTest {
    private static final int MOST_BYTES = 300;
    private static final int ACCOUNTS = 1_000;
    private static final int ROUNDS = 20;
    private static final int ROUND = 20_000;

    private final RiskState state = new RiskState();
    private final RiskGroup group = state.group("usdt");
    private final RiskEngine engine = new RiskEngine(group);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long sequence;
    private long rowBytes;

    private void open() {
        group.define(new GroupSpec("USDT", 4));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        group.defineMarket(MarketSpec.of(
                "BTC-PERP", "main", new BigDecimal("0.001"), new BigDecimal("0.1"), new BigDecimal("0.01"), 4, false));
        group.setRulebook(Profiles.spec("gate", 4));
        take(new RiskEvent.Contribution(1, new Origin("fund", 1L, "c1"), "main", 1_000_000_000, null));
        take(new RiskEvent.Mark(1, "BTC-PERP", 500_000, 1));
    }

    private void take(RiskEvent event) {
        engine.process(event, decision -> {});
        state.drainChanges(group, (key, value) -> rowBytes += value == null ? 0 : value.length);
    }

    /** Bytes an event allocates in the cheapest round: the first ones are not compiled yet. */
    private long leastBytes(RiskEvent[] events, Runnable draw) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            draw.run();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (RiskEvent event : events) {
                take(event);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / events.length);
        }
        return least;
    }

    @Test
    void shouldAllocateLittleForAFillAndItsRow() {
        open();
        RiskEvent[] fills = new RiskEvent[ROUND];
        long bytes = leastBytes(fills, () -> {
            for (int i = 0; i < ROUND; i++) {
                sequence++;
                long lots = i % 2 == 0 ? 5 : -5;
                fills[i] = new RiskEvent.Fill(
                        2,
                        new Origin("engine", sequence, "fill-" + sequence),
                        "trade-" + (sequence + 1) / 2,
                        "account-" + sequence * 7 % ACCOUNTS,
                        "BTC-PERP",
                        lots,
                        500_000,
                        12,
                        FillOrigin.TRADE,
                        null);
            }
        });
        assertThat(rowBytes).isPositive();
        assertThat(bytes).isBetween(100L, (long) MOST_BYTES);
    }

    @Test
    void shouldAllocateLittleForAMarkAndItsRows() {
        open();
        RiskEvent[] marks = new RiskEvent[ROUND];
        long bytes = leastBytes(marks, () -> {
            for (int i = 0; i < ROUND; i++) {
                sequence++;
                marks[i] = new RiskEvent.Mark(2, "BTC-PERP", 500_000 + sequence % 7, 1 + sequence);
            }
        });
        assertThat(rowBytes).isPositive();
        assertThat(bytes).isBetween(100L, (long) MOST_BYTES);
    }
}
