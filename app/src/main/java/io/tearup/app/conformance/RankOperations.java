package io.tearup.app.conformance;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.AccountOrder;
import io.tearup.engine.ranking.AccountOrder.Direction;
import io.tearup.engine.ranking.EffectiveLeverage;
import io.tearup.engine.ranking.HyperliquidIndex;
import io.tearup.engine.ranking.LeveragedReturn;
import io.tearup.engine.ranking.LeveragedReturn.MarginRate;
import io.tearup.engine.ranking.MaintenanceCover;
import io.tearup.engine.ranking.PositionReturn;
import io.tearup.engine.ranking.ProfitByLeverage;
import io.tearup.engine.ranking.ProfitByMarginRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Scores and the order they lead to. */
final class RankOperations {
    /** Why a position is not ranked. */
    private enum Ineligible {
        EQUITY_NOT_POSITIVE
    }

    /** Methods of {@code rank.order}. */
    private enum Method {
        PNL_MARGIN_RATE,
        EQUITY_OVER_MM,
        ACCOUNT_LEVERAGE,
        IM_OVER_MARGIN,
        PNL_X_NET_DELTA,
        ROI_X_LEVERAGE_FLOOR0,
        PNL_X_LEVERAGE,
        PRIORITY
    }

    private RankOperations() {}

    static void register(Map<String, Operation> operations) {
        operations.put("rank.pnl_x_leverage", RankOperations::pnlByLeverage);
        operations.put("rank.pnl_x_margin_ratio", RankOperations::pnlByMarginRatio);
        operations.put("rank.pnl_margin_rate", RankOperations::pnlMarginRate);
        operations.put("rank.hyperliquid_index", RankOperations::hyperliquidIndex);
        operations.put("rank.position_return", RankOperations::positionReturn);
        operations.put("rank.order", RankOperations::order);
    }

    private static Outcome pnlByLeverage(Given given, Given params) {
        ProfitByLeverage.Rated rated = ProfitByLeverage.rate(
                given.side(),
                given.number("qty"),
                given.number("entry"),
                given.number("mark"),
                given.number("bankruptcy"));
        if (rated == null) {
            return new Outcome().put("eligible", false).put("reason", Ineligible.EQUITY_NOT_POSITIVE.name());
        }
        return new Outcome()
                .put("eligible", true)
                .put("effective_leverage", rated.leverage())
                .put("pnl_pct", rated.profitPercentage())
                .put("score", rated.score());
    }

    private static Outcome pnlByMarginRatio(Given given, Given params) {
        ProfitByMarginRatio.Rated rated = ProfitByMarginRatio.rate(
                given.number("upnl"),
                given.number("wallet"),
                Fraction.ONE,
                given.optional("margin_ratio"),
                given.orZero("maintenance_margin"));
        return new Outcome()
                .put("pnl_pct", rated.profitPercentage())
                .put("margin_ratio", rated.marginRatio())
                .put("score", rated.score());
    }

    private static Outcome pnlMarginRate(Given given, Given params) {
        Fraction score = LeveragedReturn.score(
                given.number("pnl_pct"),
                given.number("margin_rate"),
                params.choice("margin_rate_kind", MarginRate.class));
        return new Outcome().put("score", score);
    }

    private static Outcome hyperliquidIndex(Given given, Given params) {
        Fraction score = HyperliquidIndex.score(
                given.side(),
                given.number("qty"),
                given.number("entry"),
                given.number("mark"),
                given.number("account_value"),
                params.choice("variant", HyperliquidIndex.Variant.class));
        return new Outcome().put("score", score);
    }

    private static Outcome positionReturn(Given given, Given params) {
        return new Outcome()
                .put(
                        "return",
                        PositionReturn.of(
                                given.side(),
                                given.number("entry"),
                                given.number("mark"),
                                params.choice("contract", Contract.class)));
    }

    private static Outcome order(Given given, Given params) {
        Method method = params.choice("method", Method.class);
        SortedMap<String, Fraction> scores = new TreeMap<>();
        TreeSet<String> excluded = new TreeSet<>(CodePointOrder.INSTANCE);
        List<Given> scored = new ArrayList<>();
        for (Given account : given.objects("accounts")) {
            Fraction score = score(method, account, given);
            if (score == null) {
                excluded.add(account.text("id"));
            } else {
                scores.put(account.text("id"), score);
                scored.add(account);
            }
        }
        return new Outcome()
                .put("scores", scores)
                .texts("order", order(method, scored, scores))
                .texts("excluded", excluded);
    }

    private static List<String> order(Method method, List<Given> accounts, SortedMap<String, Fraction> scores) {
        if (method == Method.PRIORITY) {
            return AccountOrder.byPriority(accounts.stream()
                    .map(a -> new AccountOrder.Priority(
                            a.text("id"), a.number("leverage"), a.number("upnl"), a.number("balance")))
                    .toList());
        }
        List<AccountOrder.Scored> scored = new ArrayList<>();
        scores.forEach((id, score) -> scored.add(new AccountOrder.Scored(id, score)));
        return AccountOrder.of(
                scored, method == Method.EQUITY_OVER_MM ? Direction.LOWEST_FIRST : Direction.HIGHEST_FIRST);
    }

    /** Score of an account, null if the method excludes it. */
    private static @Nullable Fraction score(Method method, Given account, Given given) {
        return switch (method) {
            case PNL_MARGIN_RATE ->
                LeveragedReturn.score(
                        account.number("pnl_pct"), account.number("margin_rate"), MarginRate.MM_OVER_EQUITY);
            case EQUITY_OVER_MM -> MaintenanceCover.cover(account.number("equity"), account.number("position_mm"));
            case ACCOUNT_LEVERAGE ->
                EffectiveLeverage.score(account.number("gross_notional"), account.number("equity"));
            case IM_OVER_MARGIN -> EffectiveLeverage.score(account.number("im"), account.number("margin"));
            case PNL_X_NET_DELTA -> AccountOrder.netDeltaReturn(account.number("pnl_pct"), account.number("net_delta"));
            case ROI_X_LEVERAGE_FLOOR0 ->
                AccountOrder.flooredReturn(
                        account.number("roi"), account.number("leverage"), account.flag("in_liquidation"));
            case PNL_X_LEVERAGE -> pnlByLeverage(account, given.number("mark"));
            case PRIORITY -> account.number("leverage");
        };
    }

    private static @Nullable Fraction pnlByLeverage(Given account, Fraction mark) {
        Side side = account.side();
        Fraction quantity = account.number("qty");
        Fraction entry = account.number("entry");
        Fraction bankruptcy =
                entry.minus(account.number("collateral").over(quantity).times(side.sign()));
        ProfitByLeverage.Rated rated = ProfitByLeverage.rate(side, quantity, entry, mark, bankruptcy);
        return rated == null ? null : rated.score();
    }
}
