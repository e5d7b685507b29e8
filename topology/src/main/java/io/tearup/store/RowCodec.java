package io.tearup.store;

import io.tearup.engine.model.AlertInputs;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RollingMaximum;
import io.tearup.engine.model.RulebookSpec;
import java.math.BigDecimal;

/**
 * Layout of every row's value. One version for all: whoever changes a layout raises it and reads the old one.
 *
 * <p>Enums are stored by name, decimals as plain text, everything else as 64-bit integers.
 */
final class RowCodec {
    static final byte VERSION = 1;

    private final RowWriter writer = new RowWriter();

    byte[] configuration(RiskGroup group) {
        GroupSpec spec = group.spec();
        RulebookSpec rulebook = group.rulebook();
        start().flag(spec != null);
        if (spec != null) {
            writer.text(spec.settlementAsset()).small(spec.moneyScale());
        }
        writer.flag(rulebook != null);
        if (rulebook != null) {
            writer.text(rulebook.name())
                    .small(rulebook.triggerPpm())
                    .small(rulebook.stopPpm())
                    .number(rulebook.window())
                    .number(rulebook.minBalance())
                    .small(rulebook.warningPpm())
                    .small(rulebook.stepLimit())
                    .number(rulebook.lightsInterval());
        }
        return writer.text(group.mode().name()).text(group.frozenBecause()).finish();
    }

    static void restoreConfiguration(RiskGroup.Restorer to, byte[] value) {
        RowReader in = read(value);
        GroupSpec spec = in.flag() ? new GroupSpec(in.text(), in.small()) : null;
        RulebookSpec rulebook = in.flag()
                ? new RulebookSpec(
                        in.text(),
                        in.small(),
                        in.small(),
                        in.number(),
                        in.number(),
                        in.small(),
                        in.small(),
                        in.number())
                : null;
        to.configuration(spec, rulebook, name(GroupMode.class, in.text()), in.text());
        in.end();
    }

    byte[] group(RiskGroup group) {
        RiskGroup.Scalars s = group.scalars();
        return start().number(s.clock())
                .number(s.external())
                .number(s.fees())
                .number(s.openTradeValue())
                .number(s.duplicates())
                .number(s.gaps())
                .number(s.auditSequence())
                .small(s.nextSeenId())
                .finish();
    }

    static void restoreGroup(RiskGroup.Restorer to, byte[] value) {
        RowReader in = read(value);
        to.group(new RiskGroup.Scalars(
                in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.small()));
        in.end();
    }

    byte[] pool(Pool pool) {
        return start().text(pool.spec().kind().name())
                .number(pool.balancePeak().window())
                .number(pool.cash())
                .flag(pool.equityArmed())
                .number(pool.fundSequence())
                .finish();
    }

    static void restorePool(RiskGroup.Restorer to, String id, byte[] value) {
        RowReader in = read(value);
        PoolSpec spec = new PoolSpec(id, name(PoolKind.class, in.text()));
        to.poolState(spec, in.number(), in.number(), in.flag(), in.number());
        in.end();
    }

    byte[] marketDefinition(Market market) {
        MarketSpec spec = market.spec();
        return start().text(spec.pool())
                .text(spec.lotSize().toPlainString())
                .text(spec.tickSize().toPlainString())
                .small(spec.maintenancePpm())
                .number(spec.valueNumerator())
                .number(spec.valueDenominator())
                .finish();
    }

    static void restoreMarketDefinition(RiskGroup.Restorer to, String id, byte[] value) {
        RowReader in = read(value);
        to.marketDefinition(new MarketSpec(
                id,
                in.text(),
                new BigDecimal(in.text()),
                new BigDecimal(in.text()),
                in.small(),
                in.number(),
                in.number()));
        in.end();
    }

    byte[] market(RiskGroup group, Market market) {
        RiskGroup.MarketScalars s = group.scalars(market);
        Episode e = market.episode();
        return start().number(market.pnlPeak().window())
                .number(s.markTicks())
                .number(s.markSequence())
                .number(s.inventoryLots())
                .number(s.inventoryCost())
                .number(s.inventoryCostRest())
                .number(s.inventoryRealised())
                .number(s.inventoryBasis())
                .number(s.openTradeLots())
                .number(s.waveNumber())
                .small(s.openWaveStep())
                .number(s.alertSequence())
                .text(s.alertState().name())
                .number(s.alertInputs().balance())
                .number(s.alertInputs().balancePeak())
                .number(s.alertInputs().pnl())
                .number(s.alertInputs().pnlPeak())
                .number(s.alertInputs().poolEquity())
                .number(s.lightsAt())
                .number(s.shortfallResidual())
                .number(s.shortfallPrice())
                .number(s.shortfallGap())
                .flag(e.armed())
                .number(e.frozenAt())
                .number(e.balancePeak())
                .number(e.pnlPeak())
                .number(e.residue())
                .number(e.capPrice())
                .number(e.capBasis())
                .finish();
    }

    static void restoreMarket(RiskGroup.Restorer to, Market market, byte[] value) {
        RowReader in = read(value);
        to.marketState(
                market,
                in.number(),
                new RiskGroup.MarketScalars(
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.small(),
                        in.number(),
                        name(AlertState.class, in.text()),
                        new AlertInputs(in.number(), in.number(), in.number(), in.number(), in.number()),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number()));
        market.episode()
                .restore(in.flag(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
        in.end();
    }

    byte[] peak(RollingMaximum peak, long entry) {
        return start().number(peak.replacedAt(entry)).number(peak.value(entry)).finish();
    }

    static void restorePeak(RollingMaximum peak, long entry, byte[] value) {
        RowReader in = read(value);
        peak.restore(entry, in.number(), in.number());
        in.end();
    }

    byte[] account(RiskGroup group, int slot) {
        return start().number(group.accounts().wallet(slot)).finish();
    }

    static void restoreAccount(RiskGroup.Restorer to, String id, byte[] value) {
        RowReader in = read(value);
        to.account(id, in.number());
        in.end();
    }

    byte[] position(PositionTable table, int row) {
        return start().number(table.lots(row))
                .number(table.cost(row))
                .number(table.margin(row))
                .number(table.reserved(row))
                .flag(table.isIsolated(row))
                .small(table.light(row))
                .finish();
    }

    static void restorePosition(RiskGroup.Restorer to, Market market, String account, byte[] value) {
        RowReader in = read(value);
        to.position(
                market,
                account,
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.flag() ? MarginMode.ISOLATED : MarginMode.CROSS,
                in.small());
        in.end();
    }

    byte[] source(long sequence) {
        return start().number(sequence).finish();
    }

    static void restoreSource(RiskGroup.Restorer to, String source, byte[] value) {
        RowReader in = read(value);
        to.source(source, in.number());
        in.end();
    }

    byte[] openTrade(RiskGroup.OpenTrade trade) {
        return start().text(trade.market())
                .number(trade.lots())
                .number(trade.value())
                .finish();
    }

    static void restoreOpenTrade(RiskGroup.Restorer to, String tradeId, byte[] value) {
        RowReader in = read(value);
        to.openTrade(tradeId, new RiskGroup.OpenTrade(in.text(), in.number(), in.number()));
        in.end();
    }

    byte[] seenId(RiskGroup group, int place) {
        return start().number(group.seenIds().high(place))
                .number(group.seenIds().low(place))
                .finish();
    }

    static void restoreSeenId(RiskGroup.Restorer to, long place, byte[] value) {
        RowReader in = read(value);
        to.seenId(Math.toIntExact(place), in.number(), in.number());
        in.end();
    }

    private RowWriter start() {
        return writer.start(VERSION);
    }

    private static RowReader read(byte[] value) {
        return new RowReader(value, VERSION);
    }

    private static <E extends Enum<E>> E name(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new CorruptRow("unknown " + type.getSimpleName() + " '" + name + "'");
        }
    }
}
