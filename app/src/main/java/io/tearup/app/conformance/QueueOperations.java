package io.tearup.app.conformance;

import io.tearup.engine.allocation.CappedProRata;
import io.tearup.engine.allocation.FillPlan;
import io.tearup.engine.allocation.HedgeExclusion;
import io.tearup.engine.allocation.LeverageLevel;
import io.tearup.engine.allocation.SequentialFill;
import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.CapPrice;
import io.tearup.engine.ranking.QueueLight;
import io.tearup.engine.trigger.Drawdown;
import io.tearup.engine.waterfall.Socialisation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who gives how much: queues, shares, levels, passes and lights. */
final class QueueOperations {
    private record Entry(String id, Fraction quantity) {}

    private QueueOperations() {}

    static void register(Map<String, Operation> operations) {
        operations.put("queue.sequential", QueueOperations::sequential);
        operations.put("queue.pro_rata", QueueOperations::proRata);
        operations.put("queue.leverage_waterfill", QueueOperations::leverageWaterfill);
        operations.put("queue.haircut_by_contract", QueueOperations::haircutByContract);
        operations.put("alp.fill_plan", QueueOperations::fillPlan);
        operations.put("alp.hedge_exclusion", QueueOperations::hedgeExclusion);
        operations.put("alp.stale_candidate", QueueOperations::staleCandidate);
        operations.put("lights.quintile", QueueOperations::quintile);
    }

    private static List<Entry> entries(List<Given> queue) {
        List<Entry> entries = new ArrayList<>();
        queue.forEach(entry -> entries.add(new Entry(entry.text("id"), entry.number("qty"))));
        return entries;
    }

    /** What each of a queue gives to a need, in order, and what is left of the need. */
    private record Filled(List<Entry> fills, Fraction remaining) {
        static Filled of(Fraction need, List<Entry> queue) {
            List<Fraction> numbers = new ArrayList<>();
            numbers.add(need);
            queue.forEach(entry -> numbers.add(entry.quantity()));
            Grid grid = Grid.of(numbers);
            SequentialFill fill = new SequentialFill(grid.units(need));
            List<Entry> fills = new ArrayList<>();
            for (Entry entry : queue) {
                long taken = fill.take(grid.units(entry.quantity()));
                if (taken > 0) {
                    fills.add(new Entry(entry.id(), grid.number(taken)));
                }
            }
            return new Filled(fills, grid.number(fill.need()));
        }
    }

    private static void describe(Entry fill, Outcome outcome) {
        outcome.put("id", fill.id()).put("qty", fill.quantity());
    }

    private static Outcome sequential(Given given, Given params) {
        List<Entry> queue = entries(given.objects("queue"));
        Filled filled = Filled.of(given.number("need_qty"), queue);
        SortedMap<String, Fraction> left = new TreeMap<>();
        queue.forEach(entry -> left.put(entry.id(), entry.quantity()));
        filled.fills().forEach(fill -> left.merge(fill.id(), fill.quantity(), Fraction::minus));
        return new Outcome()
                .objects("fills", filled.fills(), QueueOperations::describe)
                .put("remaining", filled.remaining())
                .put("left", left);
    }

    private static Outcome proRata(Given given, Given params) {
        Fraction need = given.number("need_qty");
        Fraction lot = given.number("lot");
        List<Entry> holders = new ArrayList<>(entries(given.objects("alps")));
        holders.sort(Comparator.comparing(Entry::id, CodePointOrder.INSTANCE));
        long[] lots = new long[holders.size()];
        List<BigInteger> weights = new ArrayList<>();
        for (int i = 0; i < lots.length; i++) {
            lots[i] = holders.get(i).quantity().over(lot).floor().longValueExact();
            weights.add(BigInteger.valueOf(lots[i]));
        }
        long[] shares = CappedProRata.divide(need.over(lot).floor().longValueExact(), weights, lots);
        List<Entry> fills = new ArrayList<>();
        Fraction remaining = need;
        for (int i = 0; i < shares.length; i++) {
            Fraction quantity = lot.times(shares[i]);
            fills.add(new Entry(holders.get(i).id(), quantity));
            remaining = remaining.minus(quantity);
        }
        return new Outcome().objects("fills", fills, QueueOperations::describe).put("remaining", remaining);
    }

    private static Outcome leverageWaterfill(Given given, Given params) {
        Fraction need = given.number("need_notional");
        List<Given> alps = given.objects("alps");
        List<LeverageLevel.Holder> holders = new ArrayList<>();
        for (Given alp : alps) {
            Fraction notional = alp.number("notional");
            holders.add(new LeverageLevel.Holder(notional, alp.number("equity"), notional));
        }
        Fraction level = LeverageLevel.of(need, holders);
        SortedMap<String, Fraction> reductions = new TreeMap<>();
        SortedMap<String, Fraction> leverages = new TreeMap<>();
        Fraction remaining = need;
        for (int i = 0; i < holders.size(); i++) {
            LeverageLevel.Holder holder = holders.get(i);
            Fraction reduction = holder.reduction(level);
            reductions.put(alps.get(i).text("id"), reduction);
            leverages.put(
                    alps.get(i).text("id"), holder.notional().minus(reduction).over(holder.equity()));
            remaining = remaining.minus(reduction);
        }
        return new Outcome()
                .put("reductions", reductions)
                .put("leverage_after", leverages)
                .put("level", level)
                .put("remaining", remaining);
    }

    private static Outcome haircutByContract(Given given, Given params) {
        Fraction need = given.number("need_qty");
        Side side = given.choice("alp_side", Side.class);
        Fraction each = Socialisation.perClosedContract(given.number("deficit"), need);
        Filled filled = Filled.of(need, entries(given.objects("queue")));
        SortedMap<String, Fraction> after = new TreeMap<>();
        given.objects("queue").forEach(entry -> after.put(entry.text("id"), entry.number("equity")));
        SortedMap<String, Fraction> haircuts = new TreeMap<>();
        for (Entry fill : filled.fills()) {
            Fraction haircut = each.times(fill.quantity());
            haircuts.put(fill.id(), haircut);
            after.merge(fill.id(), haircut, Fraction::minus);
        }
        after.keySet().retainAll(haircuts.keySet());
        return new Outcome()
                .objects("fills", filled.fills(), QueueOperations::describe)
                .put("haircut_per_unit", each)
                .put("adl_price", given.number("mark").minus(each.times(side.sign())))
                .put("haircuts", haircuts)
                .put("equity_after", after);
    }

    private static Outcome fillPlan(Given given, Given params) {
        List<FillPlan.Counterparty> queue = new ArrayList<>();
        for (Given alp : given.objects("alps")) {
            queue.add(new FillPlan.Counterparty(
                    alp.text("id"),
                    alp.side(),
                    alp.number("qty"),
                    alp.number("entry"),
                    alp.optional("equity_at_mark"),
                    alp.flag("in_liquidation")));
        }
        FillPlan.Result result = new FillPlan(given.number("adl_price"), given.number("mark"))
                .allocate(given.number("need_qty"), queue, params.flag("second_pass"));
        Outcome outcome = new Outcome()
                .objects(
                        "fills",
                        result.fills(),
                        (fill, each) -> each.put("id", fill.id())
                                .put("qty", fill.quantity())
                                .put("price", fill.price())
                                .put("haircut", fill.haircut())
                                .put("realised_pnl", fill.realised()))
                .texts("skipped", result.skipped())
                .texts("excluded", result.excluded())
                .put("remaining", result.remaining());
        if (given.has("fund")) {
            fundAfter(given.object("fund"), params, result, outcome);
        }
        return outcome;
    }

    private static void fundAfter(Given fund, Given params, FillPlan.Result result, Outcome outcome) {
        Fraction after = fund.number("realised").plus(fund.orZero("margin_credit"));
        for (FillPlan.Fill fill : result.fills()) {
            Fraction book = fill.quantity().times(fill.side().opposite().sign());
            after = CapPrice.result(after, Fraction.ZERO, book, fill.price(), fund.number("avg_takeover"));
        }
        Fraction pnlPeak = fund.number("pnl_max");
        Fraction balancePeak = fund.number("pool_max");
        Fraction floor = CapPrice.floor(pnlPeak, balancePeak, params.orZero("trigger"));
        outcome.put("fund_pnl_after", after)
                .put("drawdown_after", Drawdown.of(after, pnlPeak, balancePeak))
                .put("cap_breach", floor.minus(after).orZero());
    }

    private static Outcome hedgeExclusion(Given given, Given params) {
        HedgeExclusion eligible =
                HedgeExclusion.of(given.number("long"), given.number("short"), params.choice("mode", MarginMode.class));
        return new Outcome()
                .put("eligible_long", eligible.eligibleLong())
                .put("eligible_short", eligible.eligibleShort());
    }

    private static Outcome staleCandidate(Given given, Given params) {
        Fraction selected = given.number("selected_qty");
        Filled filled = Filled.of(selected, List.of(new Entry("", given.number("qty_at_execution"))));
        return new Outcome().put("filled", selected.minus(filled.remaining())).put("remaining", filled.remaining());
    }

    private static Outcome quintile(Given given, Given params) {
        List<Entry> queue = entries(given.objects("queue"));
        Grid grid = Grid.of(queue.stream().map(Entry::quantity).toList());
        long total = 0;
        for (Entry entry : queue) {
            total = Math.addExact(total, grid.units(entry.quantity()));
        }
        SortedMap<String, Fraction> buckets = new TreeMap<>();
        long ahead = 0;
        for (Entry entry : queue) {
            long own = grid.units(entry.quantity());
            int quintile =
                    QueueLight.quintile(BigInteger.valueOf(ahead), BigInteger.valueOf(own), BigInteger.valueOf(total));
            buckets.put(entry.id(), Fraction.of(QueueLight.bucket(quintile)));
            ahead += own;
        }
        return new Outcome().put("bucket", buckets);
    }
}
