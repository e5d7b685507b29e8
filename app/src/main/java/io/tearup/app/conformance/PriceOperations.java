package io.tearup.app.conformance;

import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.AsymmetricSettlement;
import io.tearup.engine.price.BankruptcyMatch;
import io.tearup.engine.price.BankruptcyMatch.CrossAccount;
import io.tearup.engine.price.BilateralClose;
import io.tearup.engine.price.BilateralClose.Holder;
import io.tearup.engine.price.IsolatedBankruptcy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Prices of ADL trades and what trades at them leave behind. */
final class PriceOperations {
    private static final Fraction MILLIONTH = Fraction.ofPpm(1);

    /** Error of a match whose maker can still be liquidated. */
    private enum Transfer {
        NOT_UNDERWATER
    }

    private PriceOperations() {}

    static void register(Map<String, Operation> operations) {
        operations.put("bankruptcy_price.cross_mmr", PriceOperations::crossByMaintenance);
        operations.put("bankruptcy_price.margin", PriceOperations::isolated);
        operations.put("adl.bilateral", PriceOperations::bilateral);
        operations.put("adl.match_at_bankruptcy", PriceOperations::matchAtBankruptcy);
        operations.put("adl.offset_loop", PriceOperations::offsetLoop);
        operations.put("adl.final_settlement", PriceOperations::finalSettlement);
        operations.put("adl.margin_ratio_preserving", PriceOperations::marginRatioPreserving);
        operations.put("settle.asymmetric", PriceOperations::asymmetric);
    }

    private static BankruptcyMatch matching(Given given) {
        Map<String, BankruptcyMatch.MarketRisk> markets = new TreeMap<>();
        given.objectsById("markets")
                .forEach((id, market) -> markets.put(
                        id,
                        new BankruptcyMatch.MarketRisk(
                                market.number("price"), market.number("mmr_ppm").times(MILLIONTH))));
        return new BankruptcyMatch(markets, given.text("symbol"));
    }

    private static CrossAccount account(Given given) {
        return new CrossAccount(given.number("quote_balance"), given.numbersById("positions"));
    }

    private static Outcome account(CrossAccount account) {
        return new Outcome().put("quote_balance", account.quote()).put("positions", account.positions());
    }

    private static Outcome crossByMaintenance(Given given, Given params) {
        CrossAccount account = account(given);
        Fraction delta = given.number("delta");
        if (!BankruptcyMatch.reduces(account.position(given.text("symbol")), delta)) {
            return Outcome.error(BankruptcyMatch.Refusal.INVALID_POSITION_SIZE_DELTA);
        }
        return new Outcome().put("quote_delta", matching(given).quoteDelta(account, delta));
    }

    private static Outcome isolated(Given given, Given params) {
        Contract contract = params.choice("contract", Contract.class);
        Side side = given.side();
        Fraction entry = given.number("entry");
        IsolatedBankruptcy bankruptcy;
        if (given.has("leverage")) {
            bankruptcy = IsolatedBankruptcy.ofLeverage(side, contract, entry, given.number("leverage"));
        } else {
            Fraction margin =
                    given.orZero("margin").plus(given.orZero("wallet_balance")).minus(given.orZero("funding_loss"));
            bankruptcy = IsolatedBankruptcy.ofMargin(side, contract, entry, margin, given.number("qty"));
        }
        Outcome outcome = new Outcome().put("bankruptcy_price", bankruptcy.price());
        if (given.has("mmr")) {
            outcome.put("liquidation_price", bankruptcy.liquidationPrice(given.number("mmr")));
        }
        if (given.has("tick")) {
            outcome.put("bankruptcy_price_tick", bankruptcy.onGrid(given.number("tick")));
        }
        if (given.has("mark")) {
            outcome.put(
                    "settlement_price",
                    bankruptcy.settlementPrice(given.number("mark"), params.orZero("max_deviation_from_mark")));
        }
        return outcome;
    }

    private static Outcome bilateral(Given given, Given params) {
        Fraction mark = given.number("mark");
        SortedMap<String, Given> accounts = given.objectsById("accounts");
        SortedMap<String, Fraction> equities = new TreeMap<>();
        String bankrupt = null;
        Given owing = null;
        Fraction quantity = null;
        for (Map.Entry<String, Given> account : accounts.entrySet()) {
            Given a = account.getValue();
            Fraction held = a.number("qty");
            Fraction equity = a.number("cash").plus(held.times(mark.minus(a.number("entry"))));
            equities.put(account.getKey(), equity);
            quantity = quantity == null ? held.abs() : quantity.min(held.abs());
            if (equity.isNegative()) {
                bankrupt = account.getKey();
                owing = a;
            }
        }
        if (bankrupt == null || owing == null || quantity == null || accounts.size() != 2) {
            throw new BadVector(given.place() + ".accounts: needs two accounts, one of them with negative equity");
        }
        Fraction price =
                BilateralClose.zeroEquityPrice(owing.number("cash"), owing.number("qty"), owing.number("entry"));
        SortedMap<String, Fraction> realised = new TreeMap<>();
        SortedMap<String, Fraction> cash = new TreeMap<>();
        Fraction haircut = Fraction.ZERO;
        for (Map.Entry<String, Given> account : accounts.entrySet()) {
            Given a = account.getValue();
            Fraction closed = quantity.times(a.number("qty").signum());
            Fraction result = closed.times(price.minus(a.number("entry")));
            realised.put(account.getKey(), result);
            cash.put(account.getKey(), a.number("cash").plus(result));
            if (!account.getKey().equals(bankrupt)) {
                haircut = closed.times(mark.minus(price));
            }
        }
        return new Outcome()
                .put("bankrupt", bankrupt)
                .put("equity_at_mark", equities)
                .put("adl_price", price)
                .put("qty", quantity)
                .put("realised_pnl", realised)
                .put("cash_after", cash)
                .put("haircut", haircut);
    }

    private static Outcome matchAtBankruptcy(Given given, Given params) {
        BankruptcyMatch.Match match = matching(given)
                .match(account(given.object("liquidated")), account(given.object("offsetting")), given.number("delta"));
        BankruptcyMatch.Refusal refusal = match.refusal();
        Outcome outcome =
                new Outcome().put("accepted", refusal == null).put("error", refusal == null ? null : refusal.name());
        if (refusal == null) {
            outcome.put("quote_delta", match.quoteDelta())
                    .put("liquidated_after", account(match.liquidated()))
                    .put("offsetting_after", account(match.offsetting()));
        }
        return outcome;
    }

    private static Outcome offsetLoop(Given given, Given params) {
        List<BankruptcyMatch.Counterparty> counterparties = new ArrayList<>();
        for (Given counterparty : given.objects("counterparties")) {
            counterparties.add(new BankruptcyMatch.Counterparty(counterparty.text("id"), account(counterparty)));
        }
        BankruptcyMatch.Offset offset =
                matching(given).offset(account(given.object("liquidated")), counterparties, given.number("delta"));
        Outcome after = new Outcome();
        offset.counterparties().forEach(c -> after.put(c.id(), account(c.account())));
        return new Outcome()
                .objects(
                        "fills",
                        offset.fills(),
                        (fill, each) -> each.put("id", fill.id()).put("qty", fill.quantity()))
                .put("remaining", offset.remaining())
                .put("liquidated_after", account(offset.liquidated()))
                .put("counterparties_after", after);
    }

    private static Outcome finalSettlement(Given given, Given params) {
        BilateralClose.Closed closed = BilateralClose.finalSettlement(
                holder(given.object("liquidated"), "cash"),
                holder(given.object("offsetting"), "cash"),
                given.number("mark"));
        return new Outcome()
                .put("price", closed.price())
                .put("qty", closed.quantity())
                .put("liquidated_after", holder(closed.first(), "cash"))
                .put("offsetting_after", holder(closed.second(), "cash"));
    }

    private static Outcome marginRatioPreserving(Given given, Given params) {
        Fraction mark = given.number("mark");
        Holder maker = holder(given.object("maker"), "margin");
        if (!BilateralClose.isUnderwater(maker, mark)) {
            return Outcome.error(Transfer.NOT_UNDERWATER);
        }
        BilateralClose.Closed closed =
                BilateralClose.transfer(maker, holder(given.object("taker"), "margin"), given.number("amount"), mark);
        return new Outcome()
                .put("filled", closed.quantity())
                .put("maker_after", holder(closed.first(), "margin"))
                .put("taker_after", holder(closed.second(), "margin"));
    }

    private static Holder holder(Given given, String money) {
        return new Holder(given.number(money), given.number("qty"));
    }

    private static Outcome holder(Holder holder, String money) {
        return new Outcome().put(money, holder.cash()).put("qty", holder.quantity());
    }

    private static Outcome asymmetric(Given given, Given params) {
        List<String> symbols = new ArrayList<>();
        List<AsymmetricSettlement.Leg> legs = new ArrayList<>();
        Fraction equity = given.number("equity_prev");
        for (Given position : given.objects("positions")) {
            AsymmetricSettlement.Leg leg = new AsymmetricSettlement.Leg(
                    position.number("qty"), position.number("prev_mark"), position.number("mark"));
            symbols.add(position.text("symbol"));
            legs.add(leg);
            equity = equity.plus(leg.result());
        }
        List<Fraction> haircuts =
                AsymmetricSettlement.haircuts(equity, legs, params.choice("mode", AsymmetricSettlement.Mode.class));
        SortedMap<String, Fraction> haircutBySymbol = new TreeMap<>();
        SortedMap<String, Fraction> priceBySymbol = new TreeMap<>();
        Fraction after = equity;
        for (int i = 0; i < legs.size(); i++) {
            haircutBySymbol.put(symbols.get(i), haircuts.get(i));
            priceBySymbol.put(symbols.get(i), legs.get(i).priceFor(haircuts.get(i)));
            after = after.plus(haircuts.get(i));
        }
        return new Outcome()
                .put("equity_at_marks", equity)
                .put("haircuts", haircutBySymbol)
                .put("prices", priceBySymbol)
                .put("equity_after", after)
                .put("residual_shortfall", after.negate().orZero());
    }
}
