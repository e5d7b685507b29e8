package io.tearup.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.SeenIds;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a fully compacted changelog still knows after the ring of ids has come round. */
class CompactedLogTest {
    private final RiskGroup group = new RiskGroup("g");
    private final RiskEngine engine = new RiskEngine(group);
    private final RiskState state = new RiskState();

    /** The last row of each key, in the order of the last writes, as a cleaner leaves them. */
    private final Map<Bytes, byte @Nullable []> log = new LinkedHashMap<>();

    @Test
    void shouldKeepSourcesAndTradesWhoseIdsWereOverwritten() {
        group.define(new GroupSpec("USD", 2));
        group.definePool(new PoolSpec("p", PoolKind.SHARED));
        group.defineMarket(new MarketSpec("m", "p", BigDecimal.ONE, BigDecimal.ONE, 10_000, 100, 1));
        apply(new RiskEvent.Mark(1, "m", 50, 1));
        apply(fill("quiet", 1, "half", "alice", 5));
        apply(fill("quiet", 2, "late", "carol", 2));
        apply(fill("quiet", 3, "whole", "alice", 3));
        apply(fill("quiet", 4, "whole", "bob", -3));

        for (long n = 1; n <= SeenIds.CAPACITY + 10; n++) {
            apply(new RiskEvent.Cash(2, new Origin("busy", n, "d" + n), "alice", n % 7 - 3, null));
        }
        apply(fill("other", 1, "late", "dave", -2));

        RiskState restored = new RiskState();
        log.forEach((key, value) -> {
            if (value != null) {
                restored.restore(key, value);
            }
        });
        RiskGroup back = restored.group("g");
        assertThat(back.lastSequence("fill/quiet")).isEqualTo(4);
        assertThat(back.lastSequence("collateral/busy")).isEqualTo(group.lastSequence("collateral/busy"));
        assertThat(back.openTrade("half")).isEqualTo(new RiskGroup.OpenTrade("m", 5, 25_000));
        assertThat(back.openTrades()).isEqualTo(1);
        assertThat(back.requireMarket("m").openTradeLots()).isEqualTo(5);
        assertThat(back.openTradeValue()).isEqualTo(25_000);
        assertThat(back.clock()).isEqualTo(group.clock());
        assertThat(back.external()).isEqualTo(group.external());
        assertThat(back.seenIds().next()).isEqualTo(group.seenIds().next());
        assertThat(back.markHistory().next()).isEqualTo(group.markHistory().next());
        assertThat(back.accounts().wallet(back.accounts().find("alice")))
                .isEqualTo(group.accounts().wallet(group.accounts().find("alice")));
    }

    private RiskEvent fill(String source, long sequence, String trade, String account, long lots) {
        Origin origin = new Origin(source, sequence, source + sequence);
        return new RiskEvent.Fill(2, origin, trade, account, "m", lots, 50, 0, FillOrigin.TRADE, null);
    }

    private void apply(RiskEvent event) {
        engine.process(event, decision -> {});
        state.drainChanges(group, (key, value) -> {
            log.remove(key);
            log.put(key, value);
        });
    }
}
