package io.tearup.app.demo;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.QuantityBound;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.schemas.v1.WaveResult;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run as a story: what the pools had, when a trigger armed and on which numbers, who was closed and why, when it
 * disarmed. Times are hours since the first record.
 */
final class Timeline {
    private static final int FIRST_IN_LINE = 3;

    private record Line(Instant time, int order, String text) {}

    private final Played played;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, List<Assignment>> byStep;

    private Timeline(Played played) {
        this.played = played;
        byStep = played.assignments().stream()
                .collect(Collectors.groupingBy(
                        a -> a.getAssignmentId()
                                .substring(0, a.getAssignmentId().lastIndexOf('/')),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    static void print(Played played, PrintWriter out) {
        Timeline timeline = new Timeline(played);
        timeline.contributions();
        timeline.alerts();
        timeline.waves();
        timeline.lines.sort(Comparator.comparing(Line::time).thenComparingInt(Line::order));
        for (Line line : timeline.lines) {
            out.println(clock(line.time()) + "  " + line.text());
        }
        timeline.totals(out);
    }

    private void contributions() {
        for (VenueRecord input : played.inputs()) {
            if (input.value() instanceof Insurance insurance) {
                String tag = insurance.getMarket() == null ? "" : " for " + insurance.getMarket();
                add(input.time(), 0, "pool " + insurance.getPool() + " receives " + money(insurance.getAmount()) + tag);
            }
        }
    }

    private void alerts() {
        Map<String, AlertState> states = new HashMap<>();
        for (Alert alert : played.alerts()) {
            AlertState before = states.put(alert.getMarket(), alert.getState());
            boolean armed = isArmed(alert.getState());
            if (before == alert.getState() || (before != null && isArmed(before) && armed)) {
                continue;
            }
            if (before == null && alert.getState() == AlertState.NORMAL) {
                continue;
            }
            if (before == null && armed && alert.getBalancePeak().signum() == 0) {
                // A pool that was defined a moment ago and has no money yet.
                states.remove(alert.getMarket());
                continue;
            }
            add(alert.getTime(), 1, describe(alert, before));
        }
    }

    private static String describe(Alert alert, @Nullable AlertState before) {
        String numbers = alert.getMarket() + ": drawdown " + percent(alert.getDrawdown()) + " of a peak of "
                + money(alert.getBalancePeak()) + " (pool " + alert.getPool() + " holds " + money(alert.getBalance())
                + ", market result " + money(alert.getMarketPnl()) + ")";
        if (isArmed(alert.getState())) {
            return "ARMED    " + numbers + " by " + alert.getCriterion() + ", trigger "
                    + percent(alert.getTriggerRatio())
                    + (alert.getFloor() == null ? "" : ", floor " + money(alert.getFloor()));
        }
        if (before != null && isArmed(before)) {
            return "DISARMED " + numbers;
        }
        return String.format(Locale.ROOT, "%-8s ", alert.getState()) + numbers + ", headroom "
                + money(alert.getHeadroom());
    }

    private void waves() {
        for (Wave wave : played.waves()) {
            if (wave.getPhase() != WavePhase.CLOSED) {
                continue;
            }
            String end = wave.getResult() == WaveResult.SHORTFALL
                    ? "SHORTFALL of " + plain(wave.getResidual()) + ", gap " + money(wave.getGap())
                    : String.valueOf(wave.getResult());
            List<Assignment> closed = byStep.getOrDefault(wave.getWaveId() + "/" + wave.getStep(), List.of());
            StringBuilder text = new StringBuilder("wave     " + wave.getWaveId() + ": "
                    + plain(wave.getClosedQuantity()) + " of " + plain(wave.getDemand()) + " at "
                    + plain(wave.getPrice()) + " (mark " + plain(wave.getMark()) + ", taken over at "
                    + rounded(wave.getTakeoverPrice()) + "), " + closed.size() + " counterparties give "
                    + money(wave.getHaircut()) + ", " + end);
            for (Assignment first : closed.subList(0, Math.min(FIRST_IN_LINE, closed.size()))) {
                text.append("\n             #")
                        .append(first.getRank())
                        .append(' ')
                        .append(first.getAccount())
                        .append(' ')
                        .append(first.getSide())
                        .append(" from ")
                        .append(rounded(first.getEntryPrice()))
                        .append(", score ")
                        .append(rounded(first.getScore()))
                        .append(": closes ")
                        .append(plain(first.getQuantity()))
                        .append(" of ")
                        .append(plain(first.getPositionBefore().abs()))
                        .append(because(first));
            }
            add(wave.getTime(), 2, text.toString());
        }
    }

    private static String because(Assignment assignment) {
        return assignment.getBoundedBy() == QuantityBound.DEMAND
                ? " (the demand ends here)"
                : assignment.getBoundedBy() == QuantityBound.CAPACITY ? " (more would put it below maintenance)" : "";
    }

    private void totals(PrintWriter out) {
        long counterparties = played.assignments().stream()
                .map(Assignment::getAccount)
                .distinct()
                .count();
        BigDecimal haircut =
                played.assignments().stream().map(Assignment::getHaircut).reduce(BigDecimal.ZERO, BigDecimal::add);
        long waves = played.waves().stream()
                .filter(wave -> wave.getPhase() == WavePhase.CLOSED)
                .count();
        out.println();
        out.println("total    " + waves + " waves, " + played.assignments().size() + " closes of " + counterparties
                + " accounts, haircuts " + money(haircut) + ", "
                + played.ranks().size() + " changes of lights");
    }

    private void add(Instant time, int order, String text) {
        lines.add(new Line(time, order, text));
    }

    private static boolean isArmed(AlertState state) {
        return state == AlertState.ADL || state == AlertState.RECOVERING;
    }

    private static String clock(Instant time) {
        Duration since = Duration.between(MarketCrash.START, time);
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", since.toHours(), since.toMinutesPart(), since.toSecondsPart());
    }

    private static String money(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    private static String percent(@Nullable BigDecimal ratio) {
        return ratio == null
                ? "undefined"
                : ratio.movePointRight(2).setScale(2, RoundingMode.HALF_EVEN).toPlainString() + " %";
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String rounded(@Nullable BigDecimal value) {
        return value == null ? "none" : plain(value.setScale(6, RoundingMode.HALF_EVEN));
    }
}
