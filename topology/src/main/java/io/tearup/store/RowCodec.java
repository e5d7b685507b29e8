package io.tearup.store;

import io.tearup.engine.model.AlertInputs;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.EarlyInput;
import io.tearup.engine.model.Episode;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.MarkHistory;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.OpenWave;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Receivable;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RollingMaximum;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.model.Watch;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Layout of every row's value. One version for all: whoever changes a layout raises it and reads the old one.
 *
 * <p>Enums are stored by name, decimals as plain text, everything else as integers. Rows of inputs, marks and positions
 * carry what changes with them, see {@link io.tearup.engine.model.Changes}. No version before this one was released.
 */
final class RowCodec {
    static final byte VERSION = 7;

    private final RowWriter writer = new RowWriter();
    private final RowReader reader = new RowReader();

    byte[] configuration(RiskGroup group) {
        GroupSpec spec = group.spec();
        RulebookSpec rulebook = group.rulebook();
        start().flag(spec != null);
        if (spec != null) {
            writer.text(spec.settlementAsset()).small(spec.moneyScale()).number(spec.patience());
        }
        writer.flag(rulebook != null);
        if (rulebook != null) {
            RulebookCodec.write(writer, rulebook);
        }
        return writer.text(group.mode().name())
                .text(group.modeBeforeFrozen().name())
                .text(group.frozenBecause())
                .finish();
    }

    void restoreConfiguration(RiskGroup.Restorer to, byte[] value) {
        RowReader in = read(value);
        GroupSpec spec = in.flag() ? new GroupSpec(in.text(), in.small(), in.number()) : null;
        RulebookSpec rulebook = in.flag() ? RulebookCodec.read(in) : null;
        to.configuration(spec, rulebook, name(GroupMode.class, in.text()), name(GroupMode.class, in.text()), in.text());
        in.end();
    }

    byte[] group(RiskGroup group) {
        start();
        numbers(writer, group);
        return writer.finish();
    }

    private static void numbers(RowWriter to, RiskGroup group) {
        to.number(group.clock())
                .number(group.external())
                .number(group.fees())
                .number(group.duplicates())
                .number(group.gaps())
                .number(group.lastAuditSequence())
                .small(group.seenIds().next())
                .number(group.markHistory().next())
                .number(group.lastReceivableNumber())
                .number(group.lastTransferNumber());
    }

    void restoreGroup(RiskGroup.Restorer to, byte[] value) {
        RowReader in = read(value);
        to.group(numbers(in));
        in.end();
    }

    private static RiskGroup.Scalars numbers(RowReader in) {
        return new RiskGroup.Scalars(
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.small(),
                in.number(),
                in.number(),
                in.number());
    }

    byte[] pool(Pool pool) {
        return start().text(pool.spec().kind().name())
                .number(pool.cash())
                .number(pool.owed())
                .number(pool.fundSequence())
                .finish();
    }

    void restorePool(RiskGroup.Restorer to, String id, byte[] value) {
        RowReader in = read(value);
        PoolSpec spec = new PoolSpec(id, name(PoolKind.class, in.text()));
        to.poolState(spec, in.number(), in.number(), in.number());
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

    void restoreMarketDefinition(RiskGroup.Restorer to, String id, byte[] value) {
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

    byte[] market(Market market) {
        return start().number(market.markTicks())
                .number(market.markSequence())
                .number(market.inventoryLots())
                .number(market.inventoryCost())
                .number(market.inventoryCostRest())
                .number(market.inventoryRealised())
                .number(market.inventoryBasis())
                .number(market.waveNumber())
                .number(market.openWave().number())
                .small(market.openWave().steps())
                .text(market.openWave().cursor())
                .small(market.openWave().legs())
                .number(market.episodeNumber())
                .flag(market.inEpisode())
                .number(market.alertSequence())
                .text(market.alertState().name())
                .number(market.alertInputs().balance())
                .number(market.alertInputs().balancePeak())
                .number(market.alertInputs().pnl())
                .number(market.alertInputs().pnlPeak())
                .number(market.alertInputs().poolEquity())
                .number(market.lightsAt())
                .number(market.shortfallResidual())
                .number(market.shortfallPrice())
                .number(market.shortfallGap())
                .small(market.attempts())
                .text(market.mode().name())
                .number(market.toldInShadow())
                .finish();
    }

    void restoreMarket(RiskGroup.Restorer to, Market market, byte[] value) {
        RowReader in = read(value);
        to.marketState(
                market,
                new RiskGroup.MarketScalars(
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        new OpenWave(in.number(), in.small(), in.name(), in.small()),
                        in.number(),
                        in.flag(),
                        in.number(),
                        name(AlertState.class, in.name()),
                        new AlertInputs(in.number(), in.number(), in.number(), in.number(), in.number()),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.small(),
                        name(GroupMode.class, in.name()),
                        in.number()));
        in.end();
    }

    byte[] watch(Watch watch) {
        Episode e = watch.episode();
        return start().flag(watch.watched())
                .number(watch.peak().window())
                .flag(e.armed())
                .number(e.frozenAt())
                .number(e.balancePeak())
                .number(e.pnlPeak())
                .number(e.residue())
                .number(e.capPrice())
                .number(e.capBasis())
                .finish();
    }

    void restoreWatch(Watch watch, byte[] value) {
        RowReader in = read(value);
        watch.restore(in.flag(), in.number());
        watch.episode()
                .restore(in.flag(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
        in.end();
    }

    byte[] markHistory(RiskGroup group, long number) {
        MarkHistory history = group.markHistory();
        start().text(history.market(number)).number(history.time(number)).number(history.ticksBefore(number));
        numbers(writer, group);
        return writer.finish();
    }

    /** Puts a mark back and tells the group's numbers, which are not put back yet. */
    RiskGroup.Scalars restoreMarkHistory(RiskGroup.Restorer to, long number, byte[] value) {
        RowReader in = read(value);
        to.markHistory(number, in.name(), in.number(), in.number());
        RiskGroup.Scalars numbers = numbers(in);
        in.end();
        return numbers;
    }

    byte[] early(EarlyInput input) {
        return start().number(input.until()).bytes(input.receipt()).finish();
    }

    void restoreEarly(RiskGroup.Restorer to, long number, byte[] value) {
        RowReader in = read(value);
        to.early(number, new EarlyInput(number, in.number(), in.bytes()));
        in.end();
    }

    byte[] reservation(Reservation r) {
        return start().text(r.assignmentId())
                .text(r.market())
                .number(r.wave())
                .text(r.account())
                .text(r.side().name())
                .number(r.lots())
                .number(r.posted())
                .number(r.givenUp())
                .flag(r.refused())
                .number(r.ticks())
                .number(r.markTicks())
                .number(r.episode())
                .text(r.residue().numerator().toString())
                .text(r.residue().denominator().toString())
                .text(r.trigger())
                .small(r.attempt())
                .number(r.expiresAt())
                .number(r.forgetAt())
                .small(r.parts())
                .finish();
    }

    void restoreReservation(RiskGroup.Restorer to, long number, byte[] value) {
        RowReader in = read(value);
        to.reservation(
                number,
                new Reservation(
                        number,
                        in.text(),
                        in.text(),
                        in.number(),
                        in.text(),
                        name(Side.class, in.text()),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.flag(),
                        in.number(),
                        in.number(),
                        in.number(),
                        new Fraction(whole(in.text()), whole(in.text())),
                        in.text(),
                        in.small(),
                        in.number(),
                        in.number(),
                        in.small()));
        in.end();
    }

    private static BigInteger whole(String text) {
        try {
            return new BigInteger(text);
        } catch (NumberFormatException e) {
            throw new CorruptRow("'" + text + "' is no whole number");
        }
    }

    byte[] legs(int legs) {
        return start().small(legs).finish();
    }

    void restoreLegs(RiskGroup.Restorer to, String market, long wave, byte[] value) {
        RowReader in = read(value);
        to.legs(market, wave, in.small());
        in.end();
    }

    byte[] receivable(Receivable receivable) {
        return start().text(receivable.pool())
                .text(receivable.market())
                .text(receivable.account())
                .number(receivable.amount())
                .finish();
    }

    void restoreReceivable(RiskGroup.Restorer to, long number, byte[] value) {
        RowReader in = read(value);
        to.receivable(number, new Receivable(number, in.text(), in.text(), in.text(), in.number()));
        in.end();
    }

    byte[] peak(RollingMaximum peak, long entry) {
        return start().number(peak.replacedAt(entry)).number(peak.value(entry)).finish();
    }

    void restorePeak(RollingMaximum peak, long entry, byte[] value) {
        RowReader in = read(value);
        peak.restore(entry, in.number(), in.number());
        in.end();
    }

    byte[] account(RiskGroup group, int slot) {
        return start().number(group.accounts().wallet(slot))
                .text(group.accounts().owner(slot))
                .finish();
    }

    void restoreAccount(RiskGroup.Restorer to, String id, byte[] value) {
        RowReader in = read(value);
        readAccount(to, to.account(id), in);
        in.end();
    }

    private static void readAccount(RiskGroup.Restorer to, int slot, RowReader in) {
        to.accountState(slot, in.number(), in.name());
    }

    byte[] position(RiskGroup group, PositionTable table, int row) {
        start();
        writePosition(writer, group, table, row);
        return writer.finish();
    }

    /** A position that holds nothing, for its account. */
    byte[] closedPosition(RiskGroup group, int slot) {
        start();
        writeAccount(writer, group, slot);
        return writer.number(0)
                .number(0)
                .number(0)
                .number(0)
                .flag(false)
                .small(0)
                .number(0)
                .number(0)
                .number(0)
                .finish();
    }

    private static void writeAccount(RowWriter to, RiskGroup group, int slot) {
        to.number(group.accounts().wallet(slot)).text(group.accounts().owner(slot));
    }

    private static void writePosition(RowWriter to, RiskGroup group, PositionTable table, int row) {
        writeAccount(to, group, table.account(row));
        to.number(table.lots(row))
                .number(table.cost(row))
                .number(table.margin(row))
                .number(table.reserved(row))
                .flag(table.isIsolated(row))
                .small(table.light(row))
                .number(table.burdenEpisode(row))
                .number(table.burdenBase(row))
                .number(table.burdenUsed(row));
    }

    void restorePosition(RiskGroup.Restorer to, Market market, String account, byte[] value) {
        RowReader in = read(value);
        int slot = to.account(account);
        readAccount(to, slot, in);
        to.position(
                market,
                slot,
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.flag() ? MarginMode.ISOLATED : MarginMode.CROSS,
                in.small(),
                in.number(),
                in.number(),
                in.number());
        in.end();
    }

    byte[] source(long sequence) {
        return start().number(sequence).finish();
    }

    void restoreSource(RiskGroup.Restorer to, String source, byte[] value) {
        RowReader in = read(value);
        to.source(source, in.number());
        in.end();
    }

    byte[] openTrade(RiskGroup.OpenTrade trade) {
        start();
        trade(writer, trade);
        return writer.finish();
    }

    private static void trade(RowWriter to, RiskGroup.OpenTrade trade) {
        to.text(trade.market()).number(trade.lots()).number(trade.value());
    }

    void restoreOpenTrade(RiskGroup.Restorer to, String tradeId, byte[] value) {
        RowReader in = read(value);
        to.openTrade(tradeId, trade(in));
        in.end();
    }

    static RiskGroup.OpenTrade trade(RowReader in) {
        return new RiskGroup.OpenTrade(in.name(), in.number(), in.number());
    }

    /** Begins the row of ids that are neighbours, from the place of the first. */
    void startIds(RowWriter to, int firstPlace) {
        to.start(VERSION).small(firstPlace);
    }

    /** Adds an id, with what its input changed. */
    void id(
            RowWriter to,
            RiskGroup group,
            int place,
            @Nullable String source,
            @Nullable String tradeId,
            @Nullable Market market,
            int accountSlot) {
        to.flag(true).bits(group.seenIds().high(place)).bits(group.seenIds().low(place));
        to.flag(source != null);
        if (source != null) {
            to.text(source).number(group.lastSequence(source));
        }
        to.flag(tradeId != null);
        if (tradeId != null) {
            RiskGroup.OpenTrade trade = group.openTrade(tradeId);
            to.text(tradeId).flag(trade != null);
            if (trade != null) {
                trade(to, trade);
            }
        }
        to.flag(market != null);
        if (market != null) {
            int row = market.positions().find(accountSlot);
            boolean open = row != PositionTable.NONE;
            to.text(market.id()).text(group.accounts().id(accountSlot)).flag(open);
            if (open) {
                writePosition(to, group, market.positions(), row);
            }
        }
    }

    byte[] finishIds(RowWriter ids, RiskGroup group) {
        numbers(ids.flag(false), group);
        return ids.finish();
    }

    /** Begins to read a row of ids: the place of the first, then each after a flag, see {@link IdRow}. */
    RowReader openIds(byte[] value) {
        return read(value);
    }

    /** Ends to read a row of ids. */
    RiskGroup.Scalars endIds(RowReader in) {
        RiskGroup.Scalars numbers = numbers(in);
        in.end();
        return numbers;
    }

    private RowWriter start() {
        return writer.start(VERSION);
    }

    private RowReader read(byte[] value) {
        return reader.open(value, VERSION);
    }

    static <E extends Enum<E>> E name(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new CorruptRow("unknown " + type.getSimpleName() + " '" + name + "'");
        }
    }
}
