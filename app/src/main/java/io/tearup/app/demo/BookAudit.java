package io.tearup.app.demo;

import io.tearup.engine.Books;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.QuantityBound;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Checks the books of a run from its records alone: positions are counted anew from what was sent and what was settled, in
 * plain decimals, and compared with what Tearup published; the durable state is audited as a whole.
 */
final class BookAudit {
    /** A check: what was looked at and every fault found. */
    record Check(String what, List<String> faults) {
        boolean passed() {
            return faults.isEmpty();
        }
    }

    private record Holding(BigDecimal quantity, BigDecimal entryValue) {
        static final Holding NONE = new Holding(BigDecimal.ZERO, BigDecimal.ZERO);
    }

    private final Played played;
    private final Map<String, Assignment> assignments = new HashMap<>();
    private final List<String> positions = new ArrayList<>();
    private final List<String> profits = new ArrayList<>();
    private final Map<String, Holding> holdings = new HashMap<>();

    private BookAudit(Played played) {
        this.played = played;
        played.assignments().forEach(assignment -> assignments.put(assignment.getAssignmentId(), assignment));
    }

    /** Every check, in the order they are shown. */
    static List<Check> of(Played played, RiskGroup durableState) {
        BookAudit audit = new BookAudit(played);
        audit.recount();
        return List.of(
                new Check("no input was refused", audit.refused()),
                new Check("positions recounted from inputs and settlements, no flip, no growth", audit.positions),
                new Check("longs equal shorts in every market, pools included", audit.openInterest()),
                new Check("no haircut above the unrealised profit of the closed quantity", audit.profits),
                new Check("no counterparty left with negative equity", audit.equities()),
                new Check("postings sum to zero per wave, cash legs equal the settled results", audit.postings()),
                new Check("pool balances equal contributions plus settled results", audit.pools()),
                new Check(
                        "every wave lies between an arming and a disarming, demand = closed + residual", audit.waves()),
                new Check("queue order respected, at most one partial per wave", audit.order()),
                new Check(
                        "durable state: cash less cost is zero-sum, to the last minor unit",
                        Books.faults(durableState)));
    }

    private List<String> refused() {
        return played.deadLetters().stream()
                .map(letter -> letter.getReason() + " " + letter.getMessage())
                .toList();
    }

    /** Walks inputs and settlements in order of time and counts every position. */
    private void recount() {
        TreeMap<Instant, List<Settlement>> settled = new TreeMap<>();
        for (Settlement settlement : played.settlements()) {
            settled.computeIfAbsent(settlement.getTime(), t -> new ArrayList<>())
                    .add(settlement);
        }
        for (VenueRecord input : played.inputs()) {
            if (input.value() instanceof Fill fill) {
                BigDecimal sign = fill.getSide() == OrderSide.BUY ? BigDecimal.ONE : BigDecimal.ONE.negate();
                trade(fill.getAccount(), fill.getMarket(), fill.getQuantity().multiply(sign), fill.getPrice());
            } else if (input.value() instanceof Liquidation takeover) {
                takeover(takeover);
            }
            settled.getOrDefault(input.time(), List.of()).forEach(this::settle);
            settled.remove(input.time());
        }
        settled.values().forEach(late -> positions.add(late.size() + " settlements follow no input"));
    }

    private void takeover(Liquidation takeover) {
        BigDecimal quantity = takeover.getQuantity();
        BigDecimal price = takeover.getPrice();
        String market = takeover.getMarket();
        if (quantity == null || price == null || market == null) {
            positions.add("takeover " + takeover.getLiquidationId() + " is incomplete");
            return;
        }
        BigDecimal taken = takeover.getSide() == PositionSide.LONG ? quantity : quantity.negate();
        trade(takeover.getAccount(), market, taken.negate(), price);
        trade("pool:" + takeover.getPool(), market, taken, price);
    }

    private void settle(Settlement settlement) {
        String key = key(settlement.getAccount(), settlement.getMarket());
        Holding before = holdings.getOrDefault(key, Holding.NONE);
        BigDecimal sign = BigDecimal.valueOf(before.quantity().signum());
        BigDecimal after = before.quantity().subtract(sign.multiply(settlement.getQuantity()));
        if (before.quantity().signum() == 0
                || before.quantity().abs().compareTo(settlement.getQuantity()) < 0
                || after.compareTo(settlement.getPositionAfter()) != 0) {
            positions.add(settlement.getSettlementId() + ": " + settlement.getQuantity() + " closed of "
                    + before.quantity() + ", published as " + settlement.getPositionAfter());
        }
        Assignment assignment = assignments.get(settlement.getAssignmentId());
        if (settlement.getRole() == Role.COUNTERPARTY && assignment != null) {
            BigDecimal entryShare = before.entryValue()
                    .multiply(settlement.getQuantity())
                    .divide(before.quantity().abs(), 30, RoundingMode.HALF_EVEN);
            BigDecimal profit = sign.multiply(assignment.getMark().multiply(settlement.getQuantity()))
                    .subtract(entryShare);
            // Entry values are averages: the engine releases whole minor units, this count does not.
            BigDecimal tolerance =
                    new BigDecimal("0.000001").multiply(settlement.getQuantity().max(BigDecimal.ONE));
            if (assignment.getHaircut().compareTo(profit.max(BigDecimal.ZERO).add(tolerance)) > 0) {
                profits.add(settlement.getSettlementId() + ": haircut " + assignment.getHaircut() + " of a profit of "
                        + profit);
            }
        }
        trade(
                settlement.getAccount(),
                settlement.getMarket(),
                sign.negate().multiply(settlement.getQuantity()),
                settlement.getPrice());
    }

    private void trade(String account, String market, BigDecimal change, BigDecimal price) {
        holdings.merge(key(account, market), new Holding(change, change.multiply(price)), (held, traded) -> {
            BigDecimal quantity = held.quantity().add(change);
            if (held.quantity().signum() * change.signum() >= 0) {
                return new Holding(quantity, held.entryValue().add(traded.entryValue()));
            }
            if (quantity.signum() == held.quantity().signum()) {
                return new Holding(
                        quantity,
                        held.entryValue().multiply(quantity).divide(held.quantity(), 30, RoundingMode.HALF_EVEN));
            }
            return new Holding(quantity, quantity.multiply(price));
        });
    }

    private List<String> openInterest() {
        Map<String, BigDecimal> net = new TreeMap<>();
        holdings.forEach(
                (key, holding) -> net.merge(key.substring(key.indexOf('\n') + 1), holding.quantity(), BigDecimal::add));
        return net.entrySet().stream()
                .filter(market -> market.getValue().signum() != 0)
                .map(market -> market.getKey() + " nets to " + market.getValue().toPlainString())
                .toList();
    }

    private List<String> equities() {
        return played.settlements().stream()
                .filter(s ->
                        s.getRole() == Role.COUNTERPARTY && s.getEquityAfter().signum() < 0)
                .map(s -> s.getSettlementId() + ": equity " + s.getEquityAfter())
                .toList();
    }

    private List<String> postings() {
        List<String> faults = new ArrayList<>();
        Map<String, BigDecimal> byWave = new LinkedHashMap<>();
        Map<String, BigDecimal> cash = new HashMap<>();
        for (Posting posting : played.postings()) {
            byWave.merge(posting.getWaveId() + " " + posting.getAsset(), posting.getAmount(), BigDecimal::add);
            if (posting.getAccount().endsWith(":cash")) {
                cash.merge(posting.getWaveId() + " " + posting.getAccount(), posting.getAmount(), BigDecimal::add);
            }
        }
        byWave.forEach((wave, sum) -> {
            if (sum.signum() != 0) {
                faults.add(wave + " sums to " + sum);
            }
        });
        Map<String, BigDecimal> settled = new HashMap<>();
        for (Settlement s : played.settlements()) {
            String account = s.getRole() == Role.COUNTERPARTY ? "account:" + s.getAccount() : s.getAccount();
            settled.merge(
                    s.getWaveId() + " " + account + ":cash", s.getRealisedPnl().subtract(s.getFee()), BigDecimal::add);
        }
        settled.forEach((account, amount) -> {
            if (amount.compareTo(cash.getOrDefault(account, BigDecimal.ZERO)) != 0) {
                faults.add(account + ": settled " + amount + ", posted " + cash.get(account));
            }
        });
        return faults;
    }

    private List<String> pools() {
        Map<String, BigDecimal> expected = new TreeMap<>();
        for (VenueRecord input : played.inputs()) {
            if (input.value() instanceof Insurance insurance) {
                expected.merge(insurance.getPool(), insurance.getAmount(), BigDecimal::add);
            }
        }
        for (Settlement s : played.settlements()) {
            if (s.getRole() == Role.INSURANCE_FUND) {
                expected.merge(s.getAccount().substring("pool:".length()), s.getRealisedPnl(), BigDecimal::add);
            }
        }
        Map<String, BigDecimal> published = played.funds().stream()
                .collect(Collectors.toMap(Fund::getPool, Fund::getBalance, (earlier, later) -> later));
        return expected.entrySet().stream()
                .filter(pool -> pool.getValue().compareTo(published.getOrDefault(pool.getKey(), BigDecimal.ZERO)) != 0)
                .map(pool -> "pool " + pool.getKey() + ": expected " + pool.getValue() + ", published "
                        + published.get(pool.getKey()))
                .toList();
    }

    private List<String> waves() {
        List<String> faults = new ArrayList<>();
        Map<String, TreeMap<Instant, Boolean>> armed = new HashMap<>();
        for (Alert alert : played.alerts()) {
            boolean isArmed = alert.getState() == AlertState.ADL || alert.getState() == AlertState.RECOVERING;
            armed.computeIfAbsent(alert.getMarket(), m -> new TreeMap<>()).put(alert.getTime(), isArmed);
        }
        for (Wave wave : played.waves()) {
            if (wave.getPhase() != WavePhase.CLOSED) {
                continue;
            }
            Map.Entry<Instant, Boolean> state =
                    armed.getOrDefault(wave.getMarket(), new TreeMap<>()).floorEntry(wave.getTime());
            if (state == null || !state.getValue()) {
                faults.add(wave.getWaveId() + " ran while nothing was armed");
            }
            if (wave.getClosedQuantity().add(wave.getResidual()).compareTo(wave.getDemand()) != 0) {
                faults.add(wave.getWaveId() + ": closed and residual are not the demand");
            }
        }
        return faults;
    }

    private List<String> order() {
        List<String> faults = new ArrayList<>();
        Map<String, List<Assignment>> byWave = played.assignments().stream()
                .collect(Collectors.groupingBy(Assignment::getWaveId, LinkedHashMap::new, Collectors.toList()));
        byWave.forEach((wave, queue) -> {
            for (int i = 1; i < queue.size(); i++) {
                BigDecimal earlier = queue.get(i - 1).getScore();
                BigDecimal later = queue.get(i).getScore();
                if (earlier != null && later != null && earlier.compareTo(later) < 0) {
                    faults.add(wave + ": " + queue.get(i).getAccount() + " was passed over");
                }
            }
            long partial = queue.stream()
                    .filter(a -> a.getBoundedBy() == QuantityBound.DEMAND)
                    .count();
            if (partial > 1) {
                faults.add(wave + " has " + partial + " partial closes");
            }
        });
        return faults;
    }

    private static String key(String account, String market) {
        return account + "\n" + market;
    }
}
