package io.tearup.engine;

import io.tearup.engine.decision.Criterion;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.AccountPricing;
import io.tearup.engine.model.ExactMath;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.AsymmetricSettlement;
import io.tearup.engine.price.AsymmetricSettlement.Mode;
import io.tearup.engine.price.CrossBankruptcy;
import io.tearup.engine.price.Quote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes a bankrupt account, or one isolated position of it, against counterparties (account-level ADL).
 *
 * <p>Order: opposite inventories of the pools are netted at mark; then the prices of all legs are fixed together; then
 * winning legs, then losing legs, by market id, each as a wave of its own. Leg prices are rounded in the counterparty's
 * favour; what the account then lacks is paid by the pools of its legs up to their cash, so that it ends at exactly zero.
 * What they cannot pay becomes a receivable. Lots that nobody can take stay with the account and end its wave in SHORTFALL;
 * another BANKRUPT record tries again.
 */
final class AccountCloser {
    private final RiskGroup group;
    private final AccountPricing pricing;
    private final WaveRunner waves;
    private final MoneyTransfers transfers;

    AccountCloser(RiskGroup group, AccountPricing pricing, WaveRunner waves, MoneyTransfers transfers) {
        this.group = group;
        this.pricing = pricing;
        this.waves = waves;
        this.transfers = transfers;
    }

    /** A leg with what its counterparties give up in all, minor units. */
    private record Leg(Market market, long lots, boolean winning, Fraction haircut, String rule) {}

    /** Prices of all legs come from here, in the order of their markets. */
    private record Priced(List<Fraction> haircuts, List<Boolean> winning, String rule) {}

    /** Tells the waves that closing the account would be, with its legs as they are: nothing is netted. */
    void tell(RiskEvent.Bankrupt event, ShadowWaves shadow) {
        int slot = group.accounts().find(event.account());
        List<Market> held = held(slot, event.market());
        held.forEach(group::countEpisode);
        legs(slot, held).forEach(leg -> shadow.tell(order(leg, slot)));
    }

    void close(RiskEvent.Bankrupt event) {
        int slot = group.accounts().find(event.account());
        long walletBefore = group.accounts().wallet(slot);
        boolean isolated = event.market() != null;
        List<Market> before = held(slot, event.market());
        for (Market market : before) {
            group.countEpisode(market);
            net(market, slot);
        }
        Map<Market, Fraction> claims = new HashMap<>();
        for (Leg leg : legs(slot, held(slot, event.market()))) {
            WaveRunner.Closed closed = waves.run(order(leg, slot));
            claims.put(leg.market(), closed.residue());
        }
        if (!held(slot, event.market()).isEmpty()) {
            return;
        }
        long wallet = group.accounts().wallet(slot);
        long missing = isolated ? walletBefore - wallet : -wallet;
        if (missing > 0) {
            cover(slot, missing, before, claims);
        }
    }

    private List<Market> held(int slot, @Nullable String isolated) {
        return held(group, slot, isolated);
    }

    /**
     * Markets by id in which a unit of an account holds lots.
     *
     * @param isolated market of an isolated position, null = the account's cross positions
     */
    static List<Market> held(RiskGroup group, int slot, @Nullable String isolated) {
        List<Market> held = new ArrayList<>();
        for (Market market : group.markets()) {
            PositionTable table = market.positions();
            int row = table.find(slot);
            boolean ofUnit = isolated == null
                    ? row != PositionTable.NONE && !table.isIsolated(row)
                    : market.id().equals(isolated);
            if (ofUnit && row != PositionTable.NONE && table.lots(row) != 0) {
                held.add(market);
            }
        }
        return held;
    }

    private static long lots(Market market, int slot) {
        return market.positions().lots(market.positions().find(slot));
    }

    /** What the pool holds against the account cancels out at mark: equity does not change, nobody is touched. */
    private void net(Market market, int slot) {
        long lots = lots(market, slot);
        long inventory = market.inventoryLots();
        if (Long.signum(inventory) == -Long.signum(lots)) {
            Pool pool = group.requirePool(market.spec().pool());
            Quote atMark = new Quote(
                    Criterion.ACCOUNT_BANKRUPT,
                    "",
                    market.markTicks(),
                    Fraction.of(market.markTicks()),
                    "internal netting with the pool's inventory at mark",
                    null);
            long netted = Math.min(Math.absExact(lots), Math.absExact(inventory));
            waves.net(new Order(pool, market, atMark, slot, Side.of(lots), netted));
        }
    }

    private Order order(Leg leg, int slot) {
        Market market = leg.market();
        Fraction perTick = market.spec().valuePerLotTick().times(leg.lots());
        Fraction exact = Fraction.of(market.markTicks()).plus(leg.haircut().over(perTick));
        // The account sells a long: down is the counterparty's favour.
        BigInteger rounded = leg.lots() > 0 ? exact.floor() : exact.ceil();
        long ticks = Math.max(1, rounded.longValueExact());
        Quote quote = new Quote(Criterion.ACCOUNT_BANKRUPT, "", ticks, exact, leg.rule(), null);
        Pool pool = group.requirePool(market.spec().pool());
        return new Order(pool, market, quote, slot, Side.of(leg.lots()), Math.absExact(leg.lots()));
    }

    private List<Leg> legs(int slot, List<Market> markets) {
        if (markets.isEmpty()) {
            return List.of();
        }
        MarginUnit unit = new MarginUnit(group);
        Market first = markets.get(0);
        unit.load(first, first.positions().find(slot));
        Priced priced = price(slot, markets, unit.equity());
        List<Leg> legs = new ArrayList<>();
        for (boolean winning : new boolean[] {true, false}) {
            for (int i = 0; i < markets.size(); i++) {
                if (priced.winning().get(i) == winning) {
                    Market market = markets.get(i);
                    Fraction haircut = priced.haircuts().get(i);
                    legs.add(new Leg(market, lots(market, slot), winning, haircut, priced.rule()));
                }
            }
        }
        return legs;
    }

    private Priced price(int slot, List<Market> markets, long equity) {
        if (pricing == AccountPricing.BANKRUPTCY) {
            return byMaintenance(slot, markets, equity);
        }
        Map<String, Long> present = new HashMap<>();
        markets.forEach(market -> present.put(market.id(), market.markTicks()));
        if (pricing == AccountPricing.MARK) {
            return since(present, slot, markets, equity, Mode.ALL_AT_MARK, "mark");
        }
        Map<String, Long> previous = PreviousMarks.find(
                group, present, marks -> Math.addExact(equity, change(slot, markets, present, marks)));
        if (previous == null) {
            return atZeroEquity(slot, markets, equity);
        }
        return pricing == AccountPricing.PREVIOUS_MARK
                ? since(previous, slot, markets, equity, Mode.LOSERS_AT_PREV, "losing legs at the previous mark")
                : since(
                        previous,
                        slot,
                        markets,
                        equity,
                        Mode.EXACT_ZERO,
                        "losing legs share the shortfall by their loss since the previous mark");
    }

    /** How equity differs at other marks, minor units, rounded down. */
    private static long change(int slot, List<Market> markets, Map<String, Long> from, Map<String, Long> to) {
        Fraction change = Fraction.ZERO;
        for (Market market : markets) {
            Fraction perTick = market.spec().valuePerLotTick().times(lots(market, slot));
            long ticks = to.getOrDefault(market.id(), 0L) - from.getOrDefault(market.id(), 0L);
            change = change.plus(perTick.times(ticks));
        }
        return change.floor().longValueExact();
    }

    private static Priced since(
            Map<String, Long> previous, int slot, List<Market> markets, long equity, Mode mode, String rule) {
        List<AsymmetricSettlement.Leg> legs = new ArrayList<>();
        List<Boolean> winning = new ArrayList<>();
        for (Market market : markets) {
            AsymmetricSettlement.Leg leg = new AsymmetricSettlement.Leg(
                    market.spec().valuePerLotTick().times(lots(market, slot)),
                    Fraction.of(previous.getOrDefault(market.id(), market.markTicks())),
                    Fraction.of(market.markTicks()));
            legs.add(leg);
            winning.add(leg.loss().signum() == 0);
        }
        return new Priced(AsymmetricSettlement.haircuts(Fraction.of(equity), legs, mode), winning, rule);
    }

    /** After a gap there is no mark to go back to: the shortfall follows unrealised loss, or notional if there is none. */
    private static Priced atZeroEquity(int slot, List<Market> markets, long equity) {
        List<Fraction> losses = new ArrayList<>();
        List<Fraction> notionals = new ArrayList<>();
        Fraction allLosses = Fraction.ZERO;
        Fraction allNotional = Fraction.ZERO;
        for (Market market : markets) {
            int row = market.positions().find(slot);
            Fraction loss = Fraction.of(market.unrealised(row)).negate().orZero();
            Fraction notional = Fraction.of(market.spec().value(Math.absExact(lots(market, slot)), market.markTicks()));
            losses.add(loss);
            notionals.add(notional);
            allLosses = allLosses.plus(loss);
            allNotional = allNotional.plus(notional);
        }
        boolean byLoss = allLosses.isPositive();
        List<Fraction> weights = byLoss ? losses : notionals;
        Fraction all = byLoss ? allLosses : allNotional;
        List<Fraction> haircuts = new ArrayList<>();
        List<Boolean> winning = new ArrayList<>();
        for (Fraction weight : weights) {
            haircuts.add(AsymmetricSettlement.share(Fraction.of(equity).negate().orZero(), weight, all));
            winning.add(weight.signum() == 0);
        }
        return new Priced(haircuts, winning, "zero equity, shared by unrealised loss");
    }

    /** Each leg at its bankruptcy price in turn: the last one takes exactly what is left. */
    private Priced byMaintenance(int slot, List<Market> markets, long equity) {
        List<Fraction> haircuts = new ArrayList<>();
        List<Boolean> winning = new ArrayList<>();
        Fraction total = Fraction.ZERO;
        for (Market market : markets) {
            total = total.plus(maintenance(market, slot));
        }
        Fraction left = Fraction.of(equity);
        for (Market market : markets) {
            Fraction held = Fraction.of(lots(market, slot));
            Fraction price = market.spec().valuePerLotTick().times(market.markTicks());
            Fraction released = maintenance(market, slot);
            Fraction quote = CrossBankruptcy.quoteDelta(price, held.negate(), left, released, total);
            Fraction haircut = quote.minus(held.times(price));
            haircuts.add(haircut.orZero());
            winning.add(false);
            left = left.plus(haircut);
            total = total.minus(released);
        }
        return new Priced(haircuts, winning, "bankruptcy price, equity shared by maintenance margin");
    }

    private static Fraction maintenance(Market market, int slot) {
        return CrossBankruptcy.maintenance(
                Fraction.of(lots(market, slot)),
                market.spec().valuePerLotTick().times(market.markTicks()),
                Fraction.of(market.spec().maintenancePpm(), ExactMath.PPM));
    }

    /** Pools pay what rounding took at their own legs first, then the rest in the order of the legs. */
    private void cover(int slot, long missing, List<Market> markets, Map<Market, Fraction> claims) {
        long left = missing;
        for (boolean whole : new boolean[] {false, true}) {
            for (Market market : markets) {
                Pool pool = group.requirePool(market.spec().pool());
                long claim = claims.getOrDefault(market, Fraction.ZERO).ceil().longValueExact();
                long wanted = whole ? left : Math.min(left, claim);
                long paid = Math.min(wanted, Math.max(0, pool.cash()));
                if (paid > 0) {
                    transfers.coverAccount(pool, market, slot, paid);
                    left -= paid;
                }
            }
        }
        if (left > 0) {
            Market market = markets.get(0);
            group.addReceivable(
                    group.requirePool(market.spec().pool()),
                    market.id(),
                    group.accounts().id(slot),
                    left);
        }
    }
}
