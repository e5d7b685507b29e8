package io.tearup.stream;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolKind;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.LiquidationKind;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * From records of the input topics to events in the engine's units.
 *
 * <p>A decimal must lie exactly on its grid: whole lots, whole ticks, whole minor units. What does not is refused, never
 * rounded. Every refusal names the record, the field and the value.
 */
final class InputTranslator {
    /** Most characters of an id. */
    static final int MAX_ID = 256;

    private InputTranslator() {}

    /** Risk group of an input record. */
    static String groupOf(SpecificRecord record) {
        return record.get(record.getSchema().getField("riskGroup").pos()).toString();
    }

    /**
     * The event a record stands for.
     *
     * @throws RejectedInput with the reason it cannot be applied
     */
    static RiskEvent translate(SpecificRecord record, RiskGroup group) {
        if (record instanceof Fill fill) {
            return fill(fill, group);
        } else if (record instanceof MarkPrice mark) {
            return mark(mark, group);
        } else if (record instanceof Liquidation liquidation) {
            return liquidation(liquidation, group);
        } else if (record instanceof Collateral collateral) {
            return collateral(collateral, group);
        } else if (record instanceof Insurance insurance) {
            return insurance(insurance, group);
        } else if (record instanceof Control control) {
            return control(control, group);
        }
        throw new RejectedInput(
                RejectReason.UNDECODABLE, record.getSchema().getName() + " is not a record of an input topic");
    }

    private static RiskEvent fill(Fill fill, RiskGroup group) {
        MarketSpec market = group.requireMarket(fill.getMarket()).spec();
        String what = "fill " + fill.getFillId();
        long lots = lots(fill.getQuantity(), market, what);
        return switch (fill.getOrigin()) {
            case TRADE -> fill(fill, FillOrigin.TRADE, lots, market, group, what);
            case LIQUIDATION -> fill(fill, FillOrigin.LIQUIDATION, lots, market, group, what);
            case TRANSFER -> fill(fill, FillOrigin.TRANSFER, lots, market, group, what);
            case ADL ->
                new RiskEvent.AdlFill(
                        WireTime.micros(fill.getTime()),
                        origin(fill.getSource(), fill.getSequence(), fill.getFillId(), what),
                        id(fill.getAccount(), what + " account"),
                        market.id(),
                        signed(fill.getSide(), lots, what),
                        ticks(fill.getPrice(), market, what),
                        money(fill.getFee(), group, what + " fee"),
                        assignment(fill, what));
            case ADL_REJECTED ->
                new RiskEvent.AdlReject(
                        WireTime.micros(fill.getTime()),
                        origin(fill.getSource(), fill.getSequence(), fill.getFillId(), what),
                        id(fill.getAccount(), what + " account"),
                        market.id(),
                        lots,
                        assignment(fill, what));
            case UNKNOWN -> throw missing(what, "origin");
        };
    }

    private static RiskEvent fill(
            Fill fill, FillOrigin origin, long lots, MarketSpec market, RiskGroup group, String what) {
        return new RiskEvent.Fill(
                WireTime.micros(fill.getTime()),
                origin(fill.getSource(), fill.getSequence(), fill.getFillId(), what),
                id(fill.getTradeId(), what + " tradeId"),
                id(fill.getAccount(), what + " account"),
                market.id(),
                signed(fill.getSide(), lots, what),
                ticks(fill.getPrice(), market, what),
                money(fill.getFee(), group, what + " fee"),
                origin,
                fill.getAssignmentId());
    }

    /** The assignment that an answer of the venue is about; longer than other ids, as it is made of some. */
    private static String assignment(Fill fill, String what) {
        String id = fill.getAssignmentId();
        if (id == null || id.isEmpty()) {
            throw missing(what, "assignmentId");
        }
        return id;
    }

    private static long signed(OrderSide side, long lots, String what) {
        return switch (side) {
            case BUY -> lots;
            case SELL -> -lots;
            case UNKNOWN -> throw missing(what, "side");
        };
    }

    private static RiskEvent mark(MarkPrice mark, RiskGroup group) {
        MarketSpec market = group.requireMarket(mark.getMarket()).spec();
        return new RiskEvent.Mark(
                WireTime.micros(mark.getTime()),
                market.id(),
                ticks(mark.getPrice(), market, "mark of " + market.id()),
                mark.getSequence());
    }

    private static RiskEvent liquidation(Liquidation liquidation, RiskGroup group) {
        String what = "liquidation " + liquidation.getLiquidationId();
        if (liquidation.getKind() == LiquidationKind.BANKRUPT) {
            return new RiskEvent.Bankrupt(
                    WireTime.micros(liquidation.getTime()),
                    origin(liquidation.getSource(), liquidation.getSequence(), liquidation.getLiquidationId(), what),
                    id(liquidation.getAccount(), what + " account"),
                    liquidation.getMarket());
        }
        if (liquidation.getKind() != LiquidationKind.TAKEOVER) {
            throw missing(what, "kind");
        }
        MarketSpec market = group.requireMarket(present(liquidation.getMarket(), what, "market"))
                .spec();
        PositionSide side = liquidation.getSide();
        if (side == null || side == PositionSide.UNKNOWN) {
            throw missing(what, "side");
        }
        BigDecimal seized = liquidation.getSeizedMargin();
        long seizedMargin = seized == null ? 0 : money(seized, group, what + " seizedMargin");
        if (seizedMargin < 0) {
            throw notPositive(what + " seizedMargin", seized);
        }
        return new RiskEvent.Takeover(
                WireTime.micros(liquidation.getTime()),
                origin(liquidation.getSource(), liquidation.getSequence(), liquidation.getLiquidationId(), what),
                id(liquidation.getAccount(), what + " account"),
                market.id(),
                liquidation.getPool(),
                side == PositionSide.LONG ? Side.LONG : Side.SHORT,
                lots(present(liquidation.getQuantity(), what, "quantity"), market, what),
                ticks(present(liquidation.getPrice(), what, "price"), market, what),
                seizedMargin);
    }

    private static RiskEvent collateral(Collateral collateral, RiskGroup group) {
        RiskEvent.Sequenced change = change(collateral, group);
        String owner = collateral.getOwner();
        return owner == null
                ? change
                : new RiskEvent.WithOwner(
                        change,
                        collateral.getAccount(),
                        id(owner, "collateral " + collateral.getCollateralId() + " owner"));
    }

    private static RiskEvent.Sequenced change(Collateral collateral, RiskGroup group) {
        String what = "collateral " + collateral.getCollateralId();
        long time = WireTime.micros(collateral.getTime());
        Origin origin = origin(collateral.getSource(), collateral.getSequence(), collateral.getCollateralId(), what);
        String account = id(collateral.getAccount(), what + " account");
        return switch (collateral.getKind()) {
            case DEPOSIT -> new RiskEvent.Cash(time, origin, account, positive(collateral, group, what), null);
            case WITHDRAWAL -> new RiskEvent.Cash(time, origin, account, -positive(collateral, group, what), null);
            case FUNDING ->
                new RiskEvent.Cash(
                        time,
                        origin,
                        account,
                        money(present(collateral.getAmount(), what, "amount"), group, what + " amount"),
                        collateral.getMarket());
            case ISOLATED_MARGIN ->
                new RiskEvent.IsolatedMargin(
                        time,
                        origin,
                        account,
                        present(collateral.getMarket(), what, "market"),
                        money(present(collateral.getAmount(), what, "amount"), group, what + " amount"));
            case MARGIN_MODE ->
                new RiskEvent.ModeChange(
                        time, origin, account, present(collateral.getMarket(), what, "market"), mode(collateral, what));
            // No rule asks for a chosen leverage, only for the margin it leads to: admitted in its place, without
            // effect.
            case LEVERAGE -> new RiskEvent.Cash(time, origin, account, 0, null);
            case UNKNOWN -> throw missing(what, "kind");
        };
    }

    private static MarginMode mode(Collateral collateral, String what) {
        io.tearup.schemas.v1.MarginMode mode = present(collateral.getMarginMode(), what, "marginMode");
        return switch (mode) {
            case CROSS -> MarginMode.CROSS;
            case ISOLATED -> MarginMode.ISOLATED;
            case UNKNOWN -> throw missing(what, "marginMode");
        };
    }

    private static long positive(Collateral collateral, RiskGroup group, String what) {
        BigDecimal amount = present(collateral.getAmount(), what, "amount");
        long minor = money(amount, group, what + " amount");
        if (minor <= 0) {
            throw notPositive(what + " amount", amount);
        }
        return minor;
    }

    private static RiskEvent insurance(Insurance insurance, RiskGroup group) {
        String what = "insurance " + insurance.getInsuranceId();
        long amount = money(insurance.getAmount(), group, what + " amount");
        if (amount <= 0) {
            throw notPositive(what + " amount", insurance.getAmount());
        }
        if (insurance.getKind() == InsuranceKind.UNKNOWN) {
            throw missing(what, "kind");
        }
        return new RiskEvent.Contribution(
                WireTime.micros(insurance.getTime()),
                origin(insurance.getSource(), insurance.getSequence(), insurance.getInsuranceId(), what),
                insurance.getPool(),
                insurance.getKind() == InsuranceKind.CONTRIBUTION ? amount : -amount,
                insurance.getMarket());
    }

    private static RiskEvent control(Control control, RiskGroup group) {
        String what = "control " + control.getControlId();
        long time = WireTime.micros(control.getTime());
        String who = control.getWho();
        if (control.getEffectiveSequence() != null) {
            throw new RejectedInput(
                    RejectReason.UNSUPPORTED,
                    what + ": effectiveSequence is not supported; a control takes effect where it is read");
        }
        return switch (control.getKind()) {
            case GROUP -> {
                var g = present(control.getGroup(), what, "group");
                yield new RiskEvent.DefineGroup(
                        time,
                        who,
                        new GroupSpec(
                                id(g.getSettlementAsset(), what),
                                g.getMoneyScale(),
                                g.getPatience() == null ? 0 : g.getPatience()),
                        g.getStartMode() == null ? GroupMode.LIVE : groupMode(g.getStartMode(), what + " startMode"));
            }
            case POOL -> {
                var p = present(control.getPool(), what, "pool");
                PoolKind kind = switch (p.getKind()) {
                    case ISOLATED -> PoolKind.ISOLATED;
                    case SHARED -> PoolKind.SHARED;
                    case UNKNOWN -> throw missing(what, "pool.kind");
                };
                yield new RiskEvent.DefinePool(time, who, new PoolSpec(id(p.getPool(), what), kind));
            }
            case MARKET ->
                new RiskEvent.DefineMarket(time, who, market(present(control.getMarket(), what, "market"), group));
            case RULEBOOK ->
                new RiskEvent.SetRulebook(time, who, rulebook(present(control.getRulebook(), what, "rulebook"), group));
            case MODE -> {
                String reason = control.getReason() == null ? "no reason given" : control.getReason();
                String market = control.getModeMarket();
                if (market != null) {
                    yield new RiskEvent.SetMarketMode(
                            time,
                            who,
                            group.requireMarket(market).id(),
                            groupMode(present(control.getMode(), what, "mode"), what + " mode"),
                            reason);
                }
                yield control.getMode() == null
                        ? new RiskEvent.Thaw(time, who, reason)
                        : new RiskEvent.SetMode(time, who, groupMode(control.getMode(), what + " mode"), reason);
            }
            case CLOSE_INVENTORY -> {
                var order = present(control.getOrder(), what, "order");
                MarketSpec market = group.requireMarket(order.getMarket()).spec();
                BigDecimal price = order.getPrice();
                yield new RiskEvent.CloseInventory(
                        time,
                        who,
                        id(control.getControlId(), what),
                        market.id(),
                        price == null ? null : Long.valueOf(ticks(price, market, what)));
            }
            case SETTLE_MARKET -> {
                var order = present(control.getOrder(), what, "order");
                MarketSpec market = group.requireMarket(order.getMarket()).spec();
                yield new RiskEvent.SettleMarket(
                        time,
                        who,
                        id(control.getControlId(), what),
                        market.id(),
                        ticks(present(order.getPrice(), what, "order.price"), market, what));
            }
            case UNKNOWN -> throw missing(what, "kind");
        };
    }

    private static GroupMode groupMode(io.tearup.schemas.v1.GroupMode mode, String what) {
        return switch (mode) {
            case LIVE -> GroupMode.LIVE;
            case SHADOW -> GroupMode.SHADOW;
            case FROZEN -> GroupMode.FROZEN;
            case UNKNOWN ->
                throw new RejectedInput(
                        RejectReason.MISSING_FIELD, what + " is none this version knows: is the sender newer?");
        };
    }

    private static MarketSpec market(MarketDefinition definition, RiskGroup group) {
        return MarketSpec.of(
                id(definition.getMarket(), "market"),
                id(definition.getPool(), "market " + definition.getMarket() + " pool"),
                definition.getLotSize(),
                definition.getTickSize(),
                definition.getMaintenanceMarginRate(),
                group.requireSpec().moneyScale(),
                definition.getSubMinorValues());
    }

    private static RulebookSpec rulebook(RulebookDefinition definition, RiskGroup group) {
        return RulebookDefinitions.resolve(definition, group.requireSpec().moneyScale());
    }

    private static Origin origin(String source, @Nullable Long sequence, String id, String what) {
        return new Origin(source.isEmpty() ? source : id(source, what + " source"), sequence, id(id, what + " id"));
    }

    /** An id as the engine and its store take it: not empty, not long, no control characters. */
    private static String id(String id, String what) {
        if (id.isEmpty()) {
            throw new RejectedInput(RejectReason.MISSING_FIELD, what + " is empty");
        }
        if (id.length() > MAX_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new RejectedInput(
                    RejectReason.MISSING_FIELD,
                    what + " must have at most " + MAX_ID + " characters and no control characters");
        }
        return id;
    }

    private static long lots(BigDecimal quantity, MarketSpec market, String what) {
        return grid(quantity, market.lotSize(), what + " quantity", "lot of " + market.id());
    }

    private static long ticks(BigDecimal price, MarketSpec market, String what) {
        return grid(price, market.tickSize(), what + " price", "tick of " + market.id());
    }

    private static long grid(BigDecimal value, BigDecimal step, String what, String stepName) {
        if (value.signum() <= 0) {
            throw notPositive(what, value);
        }
        BigDecimal[] parts = value.divideAndRemainder(step);
        if (parts[1].signum() != 0) {
            throw new RejectedInput(
                    RejectReason.OFF_GRID,
                    what + " " + plain(value) + " is not a multiple of the " + stepName + ", " + plain(step));
        }
        return whole(parts[0], what);
    }

    private static long money(BigDecimal amount, RiskGroup group, String what) {
        int scale = group.requireSpec().moneyScale();
        BigDecimal minor = amount.movePointRight(scale);
        if (minor.stripTrailingZeros().scale() > 0) {
            throw new RejectedInput(
                    RejectReason.OFF_GRID, what + " " + plain(amount) + " is finer than the minor unit 1e-" + scale);
        }
        return whole(minor, what);
    }

    private static long whole(BigDecimal value, String what) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new RejectedInput(RejectReason.OVERFLOW, what + " " + plain(value) + " does not fit 64 bits");
        }
    }

    private static <T> T present(@Nullable T value, String what, String field) {
        if (value == null) {
            throw missing(what, field);
        }
        return value;
    }

    private static RejectedInput missing(String what, String field) {
        return new RejectedInput(RejectReason.MISSING_FIELD, what + ": " + field + " is missing or unknown");
    }

    private static RejectedInput notPositive(String what, @Nullable BigDecimal value) {
        return new RejectedInput(
                RejectReason.NOT_POSITIVE,
                what + " must be positive, is " + (value == null ? "missing" : plain(value)));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
