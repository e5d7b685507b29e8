package io.tearup.engine.price;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Matches a bankrupt cross account against solvent ones at its bankruptcy price, one after the other (dYdX v4
 * {@code OffsetSubaccountPerpetualPosition}).
 *
 * <p>A counterparty whom the price would leave with negative equity does not overlap and is passed over; exactly zero is
 * accepted. Vectors: {@code adl.match_at_bankruptcy}, {@code adl.offset_loop}.
 */
public final class BankruptcyMatch {
    private final Map<String, MarketRisk> markets;
    private final String symbol;

    /** Why a match was refused. */
    public enum Refusal {
        INVALID_POSITION_SIZE_DELTA,
        NON_OVERLAPPING_BANKRUPTCY
    }

    /** A market as this rule sees it: quote quanta per base quantum, and the maintenance rate. */
    public record MarketRisk(Fraction price, Fraction maintenanceRate) {}

    /** A cross account: quote balance and signed positions by market. */
    public record CrossAccount(Fraction quote, SortedMap<String, Fraction> positions) {
        /** Position in a market, zero if there is none. */
        public Fraction position(String symbol) {
            return positions.getOrDefault(symbol, Fraction.ZERO);
        }

        private CrossAccount change(String symbol, Fraction quoteDelta, Fraction delta) {
            SortedMap<String, Fraction> changed = new TreeMap<>(CodePointOrder.INSTANCE);
            changed.putAll(positions);
            changed.put(symbol, position(symbol).plus(delta));
            return new CrossAccount(quote.plus(quoteDelta), changed);
        }
    }

    /** A match, or why there is none; the amounts are meaningful only without a refusal. */
    public record Match(
            @Nullable Refusal refusal, Fraction quoteDelta, CrossAccount liquidated, CrossAccount offsetting) {}

    /** A counterparty of an offset loop. */
    public record Counterparty(String id, CrossAccount account) {}

    /** What one counterparty took, a magnitude. */
    public record Fill(String id, Fraction quantity) {}

    /** Result of an offset loop; {@code remaining} is a magnitude. */
    public record Offset(
            List<Fill> fills, Fraction remaining, CrossAccount liquidated, List<Counterparty> counterparties) {
        public Offset {
            fills = List.copyOf(fills);
            counterparties = List.copyOf(counterparties);
        }
    }

    public BankruptcyMatch(Map<String, MarketRisk> markets, String symbol) {
        this.markets = Map.copyOf(markets);
        this.symbol = symbol;
    }

    /** Whether a change takes a position towards zero and not beyond. */
    public static boolean reduces(Fraction position, Fraction delta) {
        return delta.signum() != 0
                && position.signum() == -delta.signum()
                && delta.abs().isAtMost(position.abs());
    }

    /** Quote the account receives for a change of its position at its bankruptcy price; the change reduces it. */
    public Fraction quoteDelta(CrossAccount account, Fraction delta) {
        MarketRisk market = market(symbol);
        Fraction held = account.position(symbol);
        Fraction total = Fraction.ZERO;
        for (Map.Entry<String, Fraction> position : account.positions().entrySet()) {
            total = total.plus(maintenance(position.getKey(), position.getValue()));
        }
        Fraction released = maintenance(symbol, held).minus(maintenance(symbol, held.plus(delta)));
        return CrossBankruptcy.quoteDelta(market.price(), delta, equity(account), released, total);
    }

    /** Matches {@code delta}, the change of the liquidated account's position, with one offsetting account. */
    public Match match(CrossAccount liquidated, CrossAccount offsetting, Fraction delta) {
        Fraction other = offsetting.position(symbol);
        if (!reduces(liquidated.position(symbol), delta)
                || other.signum() != delta.signum()
                || delta.abs().isMoreThan(other.abs())) {
            return refused(Refusal.INVALID_POSITION_SIZE_DELTA, liquidated, offsetting);
        }
        Fraction quote = quoteDelta(liquidated, delta);
        CrossAccount after = offsetting.change(symbol, quote.negate(), delta.negate());
        if (equity(after).isNegative()) {
            return refused(Refusal.NON_OVERLAPPING_BANKRUPTCY, liquidated, offsetting);
        }
        return new Match(null, quote, liquidated.change(symbol, quote, delta), after);
    }

    /** Matches counterparties in their order until the change is done or none is left. */
    public Offset offset(CrossAccount liquidated, List<Counterparty> counterparties, Fraction delta) {
        List<Fill> fills = new ArrayList<>();
        List<Counterparty> after = new ArrayList<>();
        CrossAccount present = liquidated;
        Fraction remaining = delta;
        for (Counterparty counterparty : counterparties) {
            Fraction held = counterparty.account().position(symbol);
            if (remaining.signum() == 0 || held.signum() != remaining.signum()) {
                after.add(counterparty);
                continue;
            }
            Fraction part = remaining.abs().min(held.abs()).times(remaining.signum());
            Match match = match(present, counterparty.account(), part);
            if (match.refusal() == null) {
                present = match.liquidated();
                remaining = remaining.minus(part);
                fills.add(new Fill(counterparty.id(), part.abs()));
            }
            after.add(new Counterparty(counterparty.id(), match.offsetting()));
        }
        return new Offset(fills, remaining.abs(), present, after);
    }

    /** Quote balance plus every position at its price. */
    public Fraction equity(CrossAccount account) {
        Fraction equity = account.quote();
        for (Map.Entry<String, Fraction> position : account.positions().entrySet()) {
            equity = equity.plus(
                    position.getValue().times(market(position.getKey()).price()));
        }
        return equity;
    }

    private static Match refused(Refusal refusal, CrossAccount liquidated, CrossAccount offsetting) {
        return new Match(refusal, Fraction.ZERO, liquidated, offsetting);
    }

    private Fraction maintenance(String of, Fraction position) {
        MarketRisk market = market(of);
        return CrossBankruptcy.maintenance(position, market.price(), market.maintenanceRate());
    }

    private MarketRisk market(String of) {
        MarketRisk market = markets.get(of);
        if (market == null) {
            throw new IllegalArgumentException("no market '" + of + "', known are " + markets.keySet());
        }
        return market;
    }
}
