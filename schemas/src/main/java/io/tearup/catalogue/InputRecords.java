package io.tearup.catalogue;

import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.CollateralKind;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.GroupDefinition;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.LiquidationKind;
import io.tearup.schemas.v1.Liquidity;
import io.tearup.schemas.v1.MarginMode;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.MarketOrder;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolDefinition;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the input records of one risk group for a producer that has one source.
 *
 * <p>Ids are numbered through per kind, sequences strictly increase per kind, as a venue's own feed would have them; the
 * same calls give the same records. Quantities are in units of the contract, prices and amounts in the settlement asset.
 * Not safe for use by several threads.
 */
public final class InputRecords {
    private final String riskGroup;
    private final String source;
    private long fills;
    private long trades;
    private long liquidations;
    private long collaterals;
    private long insurances;
    private long controls;
    private long marks;

    /** Writes records of {@code riskGroup} as the source of that name. */
    public InputRecords(String riskGroup, String source) {
        this.riskGroup = riskGroup;
        this.source = source;
    }

    /** Id for the two sides of the next trade. */
    public String nextTrade() {
        return source + "-t" + ++trades;
    }

    /** One side of a trade without fee. */
    public Fill fill(
            Instant time,
            String account,
            String market,
            OrderSide side,
            String quantity,
            String price,
            String tradeId) {
        return fill(time, account, market, side, Decimals.of(quantity), Decimals.of(price), tradeId);
    }

    /** As the method of that name with texts. */
    public Fill fill(
            Instant time,
            String account,
            String market,
            OrderSide side,
            BigDecimal quantity,
            BigDecimal price,
            String tradeId) {
        long number = ++fills;
        return Fill.newBuilder()
                .setRiskGroup(riskGroup)
                .setAccount(account)
                .setMarket(market)
                .setSource(source)
                .setSequence(number)
                .setFillId(source + "-f" + number)
                .setTradeId(tradeId)
                .setSide(side)
                .setQuantity(Decimals.of(quantity))
                .setPrice(Decimals.of(price))
                .setFee(Decimals.of("0"))
                .setLiquidity(side == OrderSide.BUY ? Liquidity.TAKER : Liquidity.MAKER)
                .setOrigin(FillOrigin.TRADE)
                .setTime(time)
                .build();
    }

    /**
     * A venue's answer to an assignment.
     *
     * @param origin {@link FillOrigin#ADL} if it closed the quantity, {@link FillOrigin#ADL_REJECTED} if it will not
     */
    public Fill answer(
            Instant time,
            FillOrigin origin,
            String assignmentId,
            String account,
            String market,
            OrderSide side,
            String quantity,
            String price) {
        return Fill.newBuilder(fill(time, account, market, side, quantity, price, assignmentId))
                .setOrigin(origin)
                .setAssignmentId(assignmentId)
                .build();
    }

    /** A mark price. */
    public MarkPrice mark(Instant time, String market, BigDecimal price) {
        return MarkPrice.newBuilder()
                .setRiskGroup(riskGroup)
                .setMarket(market)
                .setPrice(Decimals.of(price))
                .setSequence(++marks)
                .setTime(time)
                .build();
    }

    /**
     * A pool takes a position over.
     *
     * @param seizedMargin margin that goes with it where {@code price} is the account's entry, else null
     */
    public Liquidation takeover(
            Instant time,
            String account,
            String market,
            String pool,
            PositionSide side,
            BigDecimal quantity,
            BigDecimal price,
            @Nullable BigDecimal seizedMargin) {
        long number = ++liquidations;
        return Liquidation.newBuilder()
                .setRiskGroup(riskGroup)
                .setAccount(account)
                .setSource(source)
                .setSequence(number)
                .setLiquidationId(source + "-l" + number)
                .setKind(LiquidationKind.TAKEOVER)
                .setMarket(market)
                .setPool(pool)
                .setSide(side)
                .setQuantity(Decimals.of(quantity))
                .setPrice(Decimals.of(price))
                .setSeizedMargin(seizedMargin == null ? null : Decimals.of(seizedMargin))
                .setTime(time)
                .build();
    }

    /** Money into an account's wallet. */
    public Collateral deposit(Instant time, String account, BigDecimal amount) {
        return collateral(time, account, CollateralKind.DEPOSIT, null, amount, null);
    }

    /** Margin from the wallet to an isolated position, or back where negative. */
    public Collateral isolatedMargin(Instant time, String account, String market, BigDecimal amount) {
        return collateral(time, account, CollateralKind.ISOLATED_MARGIN, market, amount, null);
    }

    /** The margin mode of an account in a market. */
    public Collateral marginMode(Instant time, String account, String market, MarginMode mode) {
        return collateral(time, account, CollateralKind.MARGIN_MODE, market, null, mode);
    }

    private Collateral collateral(
            Instant time,
            String account,
            CollateralKind kind,
            @Nullable String market,
            @Nullable BigDecimal amount,
            @Nullable MarginMode mode) {
        long number = ++collaterals;
        return Collateral.newBuilder()
                .setRiskGroup(riskGroup)
                .setAccount(account)
                .setSource(source)
                .setSequence(number)
                .setCollateralId(source + "-c" + number)
                .setKind(kind)
                .setMarket(market)
                .setAmount(amount == null ? null : Decimals.of(amount))
                .setMarginMode(mode)
                .setTime(time)
                .build();
    }

    /** Money into a pool, tagged to a market where {@code market} is not null. */
    public Insurance contribution(Instant time, String pool, BigDecimal amount, @Nullable String market) {
        long number = ++insurances;
        return Insurance.newBuilder()
                .setRiskGroup(riskGroup)
                .setPool(pool)
                .setSource(source)
                .setSequence(number)
                .setInsuranceId(source + "-i" + number)
                .setKind(InsuranceKind.CONTRIBUTION)
                .setAmount(Decimals.of(amount))
                .setMarket(market)
                .setTime(time)
                .build();
    }

    /** Defines a group that begins LIVE, by its money; {@code moneyScale} is the number of decimals of its minor unit. */
    public Control group(Instant time, String settlementAsset, int moneyScale) {
        return group(time, settlementAsset, moneyScale, GroupMode.LIVE, Duration.ZERO);
    }

    /** As the method without them, with the mode in which the group begins, and how long its liquidations wait. */
    public Control group(Instant time, String settlementAsset, int moneyScale, GroupMode startMode, Duration patience) {
        return control(time, ControlKind.GROUP)
                .setGroup(GroupDefinition.newBuilder()
                        .setSettlementAsset(settlementAsset)
                        .setMoneyScale(moneyScale)
                        .setStartMode(startMode)
                        .setPatience(TimeUnit.MICROSECONDS.convert(patience))
                        .build())
                .build();
    }

    /** Defines a pool. */
    public Control pool(Instant time, String pool, PoolKind kind) {
        return control(time, ControlKind.POOL)
                .setPool(PoolDefinition.newBuilder().setPool(pool).setKind(kind).build())
                .build();
    }

    /** Defines a market. */
    public Control market(Instant time, MarketDefinition definition) {
        return control(time, ControlKind.MARKET).setMarket(definition).build();
    }

    /** Chooses the rulebook. */
    public Control rulebook(Instant time, RulebookDefinition definition) {
        return control(time, ControlKind.RULEBOOK).setRulebook(definition).build();
    }

    /** Orders a pool's inventory in a market closed now, at a price or, if it is null, at mark. */
    public Control closeInventory(Instant time, String market, @Nullable BigDecimal price) {
        return control(time, ControlKind.CLOSE_INVENTORY)
                .setOrder(order(market, price))
                .build();
    }

    /** Settles a market for good at an oracle price. */
    public Control settleMarket(Instant time, String market, BigDecimal oraclePrice) {
        return control(time, ControlKind.SETTLE_MARKET)
                .setOrder(order(market, oraclePrice))
                .build();
    }

    private static MarketOrder order(String market, @Nullable BigDecimal price) {
        return MarketOrder.newBuilder()
                .setMarket(market)
                .setPrice(price == null ? null : Decimals.of(price))
                .build();
    }

    /** Says that no pool takes an account over, or with a market, one isolated position of it. */
    public Liquidation bankrupt(Instant time, String account, @Nullable String market) {
        long number = ++liquidations;
        return Liquidation.newBuilder()
                .setRiskGroup(riskGroup)
                .setAccount(account)
                .setSource(source)
                .setSequence(number)
                .setLiquidationId(source + "-l" + number)
                .setKind(LiquidationKind.BANKRUPT)
                .setMarket(market)
                .setTime(time)
                .build();
    }

    /** Lets a frozen group go on as before. */
    public Control thaw(Instant time, String reason) {
        return control(time, ControlKind.MODE).setReason(reason).build();
    }

    /** Sets the mode of a market. */
    public Control marketMode(Instant time, String market, GroupMode mode, String reason) {
        return control(time, ControlKind.MODE)
                .setModeMarket(market)
                .setMode(mode)
                .setReason(reason)
                .build();
    }

    /** Sets the mode. */
    public Control mode(Instant time, GroupMode mode, String reason) {
        return control(time, ControlKind.MODE).setMode(mode).setReason(reason).build();
    }

    private Control.Builder control(Instant time, ControlKind kind) {
        return Control.newBuilder()
                .setRiskGroup(riskGroup)
                .setKind(kind)
                .setControlId(source + "-o" + ++controls)
                .setWho(source)
                .setTime(time);
    }
}
