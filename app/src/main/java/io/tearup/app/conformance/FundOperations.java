package io.tearup.app.conformance;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.waterfall.AdlFees;
import io.tearup.engine.waterfall.FundFlow;
import io.tearup.engine.waterfall.FundInventory;
import io.tearup.engine.waterfall.LossAllocation;
import io.tearup.engine.waterfall.PoolRedistribution;
import io.tearup.engine.waterfall.SharedLoss;
import io.tearup.engine.waterfall.Socialisation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Insurance funds, pools, fees and the stages around ADL. */
final class FundOperations {
    /** A loss that nobody holds a contract to bear. */
    private enum PerContract {
        CANNOT_RESOLVE
    }

    private FundOperations() {}

    static void register(Map<String, Operation> operations) {
        operations.put("insurance.can_pay", FundOperations::canPay);
        operations.put("insurance.fill_delta", FundOperations::fillDelta);
        operations.put("insurance.cover_fill", FundOperations::coverFill);
        operations.put("insurance.pool_payment_order", FundOperations::poolPaymentOrder);
        operations.put("insurance.exchange_bankruptcy", FundOperations::exchangeBankruptcy);
        operations.put("waterfall.liquidation", FundOperations::liquidation);
        operations.put("waterfall.loss_allocation", FundOperations::lossAllocation);
        operations.put("fund.disposal_schedule", FundOperations::disposalSchedule);
        operations.put("fund.position_pnl", FundOperations::positionPnl);
        operations.put("fund.position_cap", FundOperations::positionCap);
        operations.put("fund.net_off", FundOperations::netOff);
        operations.put("pools.secondary_trigger", FundOperations::secondaryTrigger);
        operations.put("pools.shared_loss_by_pnl", FundOperations::sharedLoss);
        operations.put("pools.withdrawal_gate", FundOperations::withdrawalGate);
        operations.put("socialise.pro_rata_floor_last", FundOperations::proRataFloorLast);
        operations.put("socialise.per_contract_both_sides", FundOperations::perContract);
        operations.put("socialise.gains_haircut", FundOperations::gainsHaircut);
        operations.put("fees.adl_fill", FundOperations::adlFees);
    }

    private static Outcome canPay(Given given, Given params) {
        return new Outcome().put("valid", FundFlow.canPay(given.number("balance"), given.number("delta")));
    }

    private static Outcome fillDelta(Given given, Given params) {
        Fraction flow = FundFlow.ofFill(
                given.side(),
                given.number("qty"),
                given.number("price"),
                given.number("bankruptcy_price"),
                params.optional("max_fee_rate"));
        return new Outcome().put("fund_delta", flow);
    }

    private static Outcome coverFill(Given given, Given params) {
        Fraction cash = given.number("cash");
        Fraction quantity = given.number("qty");
        Fraction entry = given.number("entry");
        Fraction realised = quantity.times(given.number("price").minus(entry));
        Fraction pays = FundFlow.cover(cash, realised);
        return new Outcome()
                .put(
                        "equity_at_mark",
                        cash.plus(quantity.times(given.number("mark").minus(entry))))
                .put("maintenance_margin_at_entry", quantity.abs().times(entry).times(given.number("mmr")))
                .put("realised_pnl", realised)
                .put("insurance_pays", pays)
                .put("cash_after", cash.plus(realised).plus(pays));
    }

    private static Outcome poolPaymentOrder(Given given, Given params) {
        Fraction price = given.number("price");
        SortedMap<String, Given> accounts = given.objectsById("accounts");
        List<Fraction> balances = new ArrayList<>();
        accounts.values()
                .forEach(account -> balances.add(
                        account.number("cash").plus(account.number("qty").times(price))));
        FundFlow.Payout payout = FundFlow.payOut(given.number("collateral_pool"), given.number("fund"), balances);
        SortedMap<String, Fraction> cash = new TreeMap<>();
        int i = 0;
        for (String id : accounts.keySet()) {
            cash.put(id, payout.paid().get(i++));
        }
        return new Outcome()
                .put("success", payout.success())
                .put("fund_delta", payout.fundDelta())
                .put("fund_after", payout.fund())
                .put("cash_after", cash)
                .put("collateral_pool_after", payout.pool());
    }

    private static Outcome exchangeBankruptcy(Given given, Given params) {
        Fraction users = FundFlow.bankruptcies(given.numbers("settlement_balances"));
        return new Outcome()
                .put("total_user_bankruptcy", users)
                .put("exchange_bankruptcy", users.minus(given.number("fund")).orZero());
    }

    private static Outcome liquidation(Given given, Given params) {
        List<FundFlow.Level> book = new ArrayList<>();
        given.objects("book")
                .forEach(level -> book.add(new FundFlow.Level(level.number("price"), level.number("qty"))));
        Fraction quantity = given.number("qty");
        FundFlow.Liquidation result = FundFlow.liquidate(
                given.number("cash"),
                quantity,
                given.number("fund"),
                book,
                params.optional("max_fee_rate"),
                params.optional("max_fund_loss"));
        return new Outcome()
                .put("filled_qty", result.filled())
                .put("remaining_qty", result.remaining())
                .put("status", result.status().name())
                .put("fund_received", result.received())
                .put("fund_paid", result.paid())
                .put("fund_after", result.fund())
                .put("cash_after", result.cash())
                .put("qty_after", result.remaining().times(quantity.signum()))
                .put("adl_price", result.status() == FundFlow.Status.REQUIRES_ADL ? result.bankruptcyPrice() : null);
    }

    private static Outcome lossAllocation(Given given, Given params) {
        LossAllocation allocation = LossAllocation.of(
                given.number("loss"),
                given.number("fund"),
                given.orZero("fund_reserve"),
                given.optional("fund_limit"),
                given.orZero("fee_pool"),
                params.choice("fund_mode", LossAllocation.FundMode.class));
        return new Outcome()
                .put("fund_pays", allocation.fundPays())
                .put("fee_pool_pays", allocation.feePoolPays())
                .put("remaining", allocation.remaining());
    }

    private static Outcome disposalSchedule(Given given, Given params) {
        return new Outcome()
                .numbers(
                        "trades",
                        FundInventory.disposals(
                                given.number("position"),
                                given.number("book_volume_in_range"),
                                params.number("disposal_fraction"),
                                params.number("full_disposal_size"),
                                params.number("max_fraction_of_book")));
    }

    private static Outcome positionPnl(Given given, Given params) {
        FundInventory.Book book = FundInventory.Book.FLAT;
        Fraction unrealised = Fraction.ZERO;
        Fraction covered = Fraction.ZERO;
        List<Outcome> states = new ArrayList<>();
        for (Given step : given.objects("steps")) {
            Fraction mark = step.number("mark");
            if (step.has("side")) {
                book = book.trade(step.side(), step.number("qty"), mark);
            }
            unrealised = book.unrealised(mark);
            covered = covered.plus(step.orZero("deficit_covered"));
            states.add(new Outcome()
                    .put("qty", book.quantity())
                    .put("realised", book.realised())
                    .put("unrealised", unrealised));
        }
        Fraction end =
                given.number("pool_start").minus(covered).plus(book.realised()).plus(unrealised);
        return new Outcome()
                .objects("states", states, (state, each) -> each.node().setAll(state.node()))
                .put("pool_end", end);
    }

    private static Outcome positionCap(Given given, Given params) {
        Fraction incoming = given.number("incoming_notional");
        Fraction room = FundInventory.room(
                given.number("fund"), params.number("max_notional_multiple"), given.number("net_notional"), incoming);
        return new Outcome().put("fund_takes", room).put("adl_notional", incoming.minus(room));
    }

    private static Outcome netOff(Given given, Given params) {
        List<Fraction> positions = new ArrayList<>();
        given.objects("positions").forEach(position -> positions.add(position.number("qty")));
        FundInventory.Netted netted = FundInventory.Netted.of(positions);
        return new Outcome()
                .put("netted_qty", netted.netted())
                .put("price", given.number("mark"))
                .put("residual_qty", netted.residual());
    }

    private static Outcome secondaryTrigger(Given given, Given params) {
        SortedMap<String, Fraction> balances = given.numbersById("balances");
        Fraction combined = sum(balances.values());
        boolean triggered = PoolRedistribution.isTriggered(combined);
        List<Fraction> before = List.copyOf(balances.values());
        List<Fraction> after = triggered ? PoolRedistribution.redistribute(before) : before;
        SortedMap<String, Fraction> balancesAfter = new TreeMap<>();
        SortedMap<String, Fraction> deficits = new TreeMap<>();
        int i = 0;
        for (String pool : balances.keySet()) {
            Fraction balance = after.get(i++);
            balancesAfter.put(pool, balance);
            if (triggered && balance.isNegative()) {
                deficits.put(pool, balance.negate());
            }
        }
        return new Outcome()
                .put("combined", combined)
                .put("triggered", triggered)
                .put("after_redistribution", balancesAfter)
                .put("adl_by_pool", deficits);
    }

    private static Outcome sharedLoss(Given given, Given params) {
        SortedMap<String, Fraction> results = given.numbersById("symbol_pnl");
        Fraction after = given.number("pool_start").plus(sum(results.values()));
        Fraction losses = Fraction.ZERO;
        for (Fraction result : results.values()) {
            losses = losses.plus(result.negate().orZero());
        }
        SortedMap<String, Fraction> allotment = new TreeMap<>();
        for (Map.Entry<String, Fraction> result : results.entrySet()) {
            if (result.getValue().isNegative()) {
                allotment.put(
                        result.getKey(),
                        SharedLoss.allotment(
                                after.negate().orZero(), result.getValue().negate(), losses));
            }
        }
        return new Outcome().put("pool_after", after).put("allotment", allotment);
    }

    private static Outcome withdrawalGate(Given given, Given params) {
        Outcome gated = new Outcome();
        given.numbersById("negative_accounts").forEach((pool, count) -> gated.put(pool, count.isPositive()));
        return new Outcome().put("gated", gated);
    }

    private static Outcome proRataFloorLast(Given given, Given params) {
        Fraction collected = given.number("collected");
        List<Given> gains = given.objects("gains");
        List<Fraction> amounts = new ArrayList<>();
        gains.forEach(gain -> amounts.add(gain.number("amount")));
        List<Fraction> paid = Socialisation.payFloored(collected, amounts);
        SortedMap<String, Fraction> paidById = new TreeMap<>();
        SortedMap<String, Fraction> haircut = new TreeMap<>();
        for (int i = 0; i < paid.size(); i++) {
            paidById.put(gains.get(i).text("id"), paid.get(i));
            haircut.put(gains.get(i).text("id"), amounts.get(i).minus(paid.get(i)));
        }
        String last = gains.get(gains.size() - 1).text("id");
        return new Outcome()
                .put("paid", paidById)
                .put("remainder_to", collected.isLessThan(sum(amounts)) ? last : null)
                .put("haircut", haircut);
    }

    private static Outcome perContract(Given given, Given params) {
        Fraction longs = given.number("long_oi");
        Fraction shorts = given.number("short_oi");
        LossAllocation before = LossAllocation.of(
                given.number("loss"),
                given.number("fund"),
                Fraction.ZERO,
                null,
                given.number("fee_pool"),
                LossAllocation.FundMode.PARTIAL);
        Fraction openInterest = longs.plus(shorts);
        if (before.remaining().isPositive() && openInterest.signum() == 0) {
            return Outcome.error(PerContract.CANNOT_RESOLVE);
        }
        Fraction each = Socialisation.perContract(before.remaining(), openInterest);
        return new Outcome()
                .put("error", (String) null)
                .put("fund_pays", before.fundPays())
                .put("fee_pool_pays", before.feePoolPays())
                .put("socialised", before.remaining())
                .put("per_contract", each)
                .put("long_pays", each.times(longs))
                .put("short_pays", each.times(shorts));
    }

    private static Outcome gainsHaircut(Given given, Given params) {
        Fraction shortfall = given.number("shortfall");
        SortedMap<String, Fraction> gains = given.numbersById("gains");
        Fraction positive = Fraction.ZERO;
        for (Fraction gain : gains.values()) {
            positive = positive.plus(gain.orZero());
        }
        Fraction rate = Socialisation.haircutRate(shortfall, positive);
        SortedMap<String, Fraction> haircuts = new TreeMap<>();
        gains.forEach((id, gain) -> haircuts.put(id, rate.times(gain.orZero())));
        return new Outcome()
                .put("haircut_rate", rate)
                .put("haircuts", haircuts)
                .put("unabsorbed", shortfall.minus(sum(haircuts.values())));
    }

    private static Outcome adlFees(Given given, Given params) {
        Fraction value = given.number("qty").times(given.number("price"));
        return new Outcome()
                .put("alp_fee", AdlFees.of(value, params.orZero("alp_fee_bps")))
                .put("liquidated_fee", AdlFees.of(value, params.orZero("liquidated_fee_bps")));
    }

    private static Fraction sum(Iterable<Fraction> values) {
        Fraction sum = Fraction.ZERO;
        for (Fraction value : values) {
            sum = sum.plus(value);
        }
        return sum;
    }
}
