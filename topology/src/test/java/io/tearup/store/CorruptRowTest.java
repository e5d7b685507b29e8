package io.tearup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that is not whole, or that another program wrote, is never taken for one that is. */
class CorruptRowTest {
    /** Rows of every day: configuration, pools, markets, maxima, accounts, positions, ids, marks, half a trade. */
    private final Map<Bytes, byte[]> rows = new LinkedHashMap<>();

    @BeforeEach
    void trade() {
        RiskState state = new RiskState();
        RiskGroup group = state.group("g");
        group.define(new GroupSpec("USD", 2));
        group.definePool(new PoolSpec("p", PoolKind.SHARED));
        group.defineMarket(new MarketSpec("m", "p", BigDecimal.ONE, BigDecimal.ONE, 10_000, 100, 1));
        group.setRulebook(Profiles.spec("gate", 2));
        RiskEngine engine = new RiskEngine(group);
        engine.process(new RiskEvent.Mark(1, "m", 50, 1), decision -> {});
        engine.process(fill(1, "whole", "jürgen", 3), decision -> {});
        engine.process(fill(2, "whole", "bob", -3), decision -> {});
        engine.process(fill(3, "half", "carol", 2), decision -> {});
        engine.process(new RiskEvent.Mark(2, "m", 51, 2), decision -> {});
        state.drainChanges(group, rows::put);
        state.forEachRow((key, value) -> rows.putIfAbsent(key, value));
    }

    private static RiskEvent fill(long sequence, String trade, String account, long lots) {
        Origin origin = new Origin("venue", sequence, "f" + sequence);
        return new RiskEvent.Fill(2, origin, trade, account, "m", lots, 50, 0, FillOrigin.TRADE, null);
    }

    @Test
    void shouldRefuseEveryRowThatIsCutOff() {
        rows.forEach((key, value) -> {
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                assertThatThrownBy(() -> new RiskState().restore(key, cut))
                        .as("%s cut to %d of %d bytes", key, length, value.length)
                        .isInstanceOf(CorruptRow.class)
                        .hasMessage(length == 0 ? "value is empty" : "value is cut off");
            }
        });
    }

    @Test
    void shouldRefuseEveryRowWithMoreThanItsFields() {
        rows.forEach((key, value) -> {
            byte[] longer = Arrays.copyOf(value, value.length + 2);
            assertThatThrownBy(() -> new RiskState().restore(key, longer))
                    .as("%s", key)
                    .isInstanceOf(CorruptRow.class)
                    .hasMessage("value has 2 bytes too many");
        });
    }

    @Test
    void shouldRefuseEveryRowOfAnotherVersion() {
        rows.forEach((key, value) -> {
            byte[] later = value.clone();
            later[0] = RowCodec.VERSION + 1;
            assertThatThrownBy(() -> new RiskState().restore(key, later))
                    .as("%s", key)
                    .isInstanceOf(CorruptRow.class)
                    .hasMessage("value has version " + (RowCodec.VERSION + 1) + ", this program reads version "
                            + RowCodec.VERSION + "; run the program that wrote it or newer");
        });
    }

    @Test
    void shouldPutBackAccountsWhateverTheirSpelling() {
        RiskState restored = new RiskState();
        rows.forEach(restored::restore);
        RiskGroup group = restored.group("g");
        assertThat(group.accounts().size()).isEqualTo(3);
        for (String account : new String[] {"jürgen", "bob", "carol"}) {
            assertThat(group.accounts().id(group.accounts().find(account))).isEqualTo(account);
        }
    }

    @Test
    void shouldRefuseAKeyThatIsCutOff() {
        rows.forEach((key, value) -> {
            byte[] cut = Arrays.copyOf(key.get(), 1);
            assertThatThrownBy(() -> new RiskState().restore(Bytes.wrap(cut), value))
                    .isInstanceOf(CorruptRow.class)
                    .hasMessage("key of 1 bytes is cut off");
        });
    }

    /** Rows of markets wait for the last one of each: it is that row's key which has to be told, not that of the one at which it came out. */
    @Test
    void shouldTellWhichOfTheRowsThatWaitedCannotBeRead() {
        RiskState state = new RiskState();
        Bytes market = RowKey.of("usdt", RowKey.Kind.MARKET, "BTC").encode();
        state.restore(RowKey.of("usdt", RowKey.Kind.SOURCE, "venue").encode(), new RowCodec().source(7));
        state.restoreSoon(market, new byte[] {99});
        state.restoreSoon(RowKey.of("usdt", RowKey.Kind.MARKET, "ETH").encode(), new byte[] {98});

        assertThatThrownBy(state::restoreWaiting).isInstanceOf(CorruptRow.class).hasMessageContaining("version 99");
        assertThat(state.rowAtHand()).isEqualTo(market);
    }
}
