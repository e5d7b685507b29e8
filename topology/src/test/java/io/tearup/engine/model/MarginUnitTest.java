package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Equity, notional and maintenance of what carries a position. Maintenance 5 %, one lot at one tick is 100 cents. */
class MarginUnitTest {
    private final RiskGroup group = group();
    private final MarginUnit unit = new MarginUnit(group);
    private final Market btc = market("BTC");
    private final Market eth = market("ETH");
    private final Market unmarked = market("NEW");
    private final int ann = group.accountSlot("ann");

    private static RiskGroup group() {
        RiskGroup group = new RiskGroup("g");
        group.define(new GroupSpec("USDT", 2));
        group.definePool(new PoolSpec("main", PoolKind.SHARED));
        return group;
    }

    @BeforeEach
    void mark() {
        group.setMark(btc, 100, 1, 1);
        group.setMark(eth, 50, 1, 1);
        group.setWallet(ann, 1_000);
    }

    private Market market(String id) {
        return group.defineMarket(
                MarketSpec.of(id, "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.05"), 2, false));
    }

    @Test
    void shouldAddUpAllCrossPositions() {
        group.setPosition(btc, ann, 10, 90_000, 0);
        group.setPosition(eth, ann, -4, -21_000, 0);
        group.setPosition(unmarked, ann, 3, 7_000, 0);
        unit.load(btc, btc.positions().find(ann));
        assertThat(unit.unrealised()).isEqualTo(10_000 + 1_000);
        assertThat(unit.equity()).isEqualTo(12_000);
        assertThat(unit.grossNotional()).as("at cost without a mark").isEqualTo(100_000 + 20_000 + 7_000);
        assertThat(unit.netNotional()).isEqualTo(100_000 - 20_000 + 7_000);
        assertThat(unit.positions()).isEqualTo(3);
        assertThat(unit.maintenance()).isEqualTo(BigInteger.valueOf(127_000L * 50_000));
        assertThat(unit.coarseMaintenance()).isEqualTo(127_000.0 * 50_000);
    }

    @Test
    void shouldLookAtAnIsolatedPositionAlone() {
        group.setMarginMode(eth, ann, MarginMode.ISOLATED);
        group.setPosition(eth, ann, -4, -21_000, 300);
        group.setPosition(btc, ann, 10, 90_000, 0);
        unit.load(eth, eth.positions().find(ann));
        assertThat(unit.equity()).isEqualTo(1_300);
        assertThat(unit.positions()).isEqualTo(1);
        assertThat(unit.netNotional()).isEqualTo(-20_000);
        unit.loadCross(ann);
        assertThat(unit.equity()).isEqualTo(11_000);
        assertThat(unit.positions()).isEqualTo(1);
    }

    @Test
    void shouldMeetMaintenanceExactlyAtIt() {
        group.setPosition(btc, ann, 10, 100_000, 0);
        group.setWallet(ann, 5_000);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).isTrue();
        group.setWallet(ann, 4_999);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).isFalse();
        group.setPosition(btc, ann, 0, 0, 0);
        group.setWallet(ann, 0);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).as("no equity, nothing required").isFalse();
        group.setWallet(ann, 1);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).isTrue();
    }

    @Test
    void shouldKeepMaintenanceBeyond64Bits() {
        long lots = (1L << 61) / 100 / 100;
        for (Market market : new Market[] {btc, eth, unmarked}) {
            group.setMark(market, 100, 2, 2);
            group.setPosition(market, ann, lots / 4, lots / 4 * 10_000, 0);
        }
        group.setPosition(btc, ann, -(lots / 4), -(lots / 4) * 10_000, 0);
        unit.loadCross(ann);
        BigInteger exact = BigInteger.valueOf(3 * (lots / 4) * 10_000).multiply(BigInteger.valueOf(50_000));
        assertThat(unit.maintenance()).isEqualTo(exact);
        assertThat(unit.coarseMaintenance()).isEqualTo(exact.doubleValue());
        assertThat(exact.bitLength()).isGreaterThan(64);
        group.setWallet(ann, 3 * (lots / 4) * 10_000 / 20);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).isTrue();
        group.setWallet(ann, 3 * (lots / 4) * 10_000 / 20 - 1);
        unit.loadCross(ann);
        assertThat(unit.meetsMaintenance()).isFalse();
    }
}
