package io.tearup.app.explain;

import static io.tearup.app.explain.Figures.percent;
import static io.tearup.app.explain.Figures.plain;
import static io.tearup.app.explain.Figures.term;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.TriggerReading;
import io.tearup.schemas.v1.Wave;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An explanation as text for people. */
final class TextRenderer {
    private final PrintWriter out;

    private TextRenderer(PrintWriter out) {
        this.out = out;
    }

    static void print(Explanation explanation, PrintWriter out) {
        TextRenderer renderer = new TextRenderer(out);
        if (explanation instanceof Explanation.OfWave wave) {
            renderer.wave(wave);
        } else if (explanation instanceof Explanation.OfAssignment assignment) {
            renderer.assignment(assignment);
        }
        if (!explanation.notes().isEmpty()) {
            renderer.section("incomplete");
            explanation.notes().forEach(note -> out.println("  " + note));
        }
    }

    private void wave(Explanation.OfWave told) {
        Wave first = told.first().wave();
        Wave last = told.last().wave();
        out.println("wave " + told.waveId() + ": " + told.first().closes() + " against "
                + told.first().side() + " accounts");
        if (first.getMode() == GroupMode.SHADOW) {
            row("mode", "SHADOW: this is what would be, nothing is moved");
        }
        row("rulebook", first.getRulebook());
        row("ranking", first.getRanking());
        row("allocation", first.getAllocation());
        row("demand", plain(first.getDemand()));
        row("closed", plain(told.closed()));
        row("residual", plain(last.getResidual()));
        row("gap", plain(last.getGap()));
        row("result", Words.of(last.getResult()));
        for (WaveStep step : told.steps()) {
            step(step, told.steps().size());
        }
        section("books");
        for (var realised : told.realised().entrySet()) {
            row("realised", plain(realised.getValue()) + " by " + Words.of(realised.getKey()));
        }
        row("haircuts", plain(told.haircut()) + " in sum");
        postings(told.postings());
    }

    private void step(WaveStep step, int steps) {
        Wave wave = step.wave();
        section("step " + step.number() + " of " + steps + ", " + wave.getTime());
        trigger(step);
        price(step);
        section("outcome");
        row("candidates", String.valueOf(wave.getCandidates()));
        row("assignments", String.valueOf(wave.getAssignments()));
        if (steps > 1) {
            row("demand", plain(wave.getDemand()));
        }
        row("closed", plain(wave.getClosedQuantity()));
        row("residual", plain(wave.getResidual()));
        row("gap", plain(wave.getGap()));
        row("haircut", plain(wave.getHaircut()));
        if (wave.getPoolGap() != null && wave.getPoolGap().signum() != 0) {
            row("pool gap", plain(wave.getPoolGap()) + " by the second pass");
        }
        if (wave.getGainsHaircut() != null && wave.getGainsHaircut().signum() != 0) {
            row("gains haircut", plain(wave.getGainsHaircut()) + " without closing");
        }
        row("balance before", plain(wave.getBalanceBefore()));
        row("balance after", plain(wave.getBalanceAfter()));
        row("result", Words.of(wave.getResult()));
        if (!step.assignments().isEmpty()) {
            out.println();
            table(step.assignments());
        }
    }

    private void trigger(WaveStep step) {
        TriggerCriterion criterion = step.wave().getCriterion();
        section("armed by " + criterion + ": " + Words.of(criterion));
        Alert alert = step.alert();
        if (alert == null) {
            row("alert", "not there any more");
            return;
        }
        row("alert", alert.getSequence() + " of " + alert.getTime() + ", " + alert.getState());
        row("balance", plain(alert.getBalance()) + ", peak " + plain(alert.getBalancePeak()));
        row("market result N", plain(alert.getMarketPnl()) + ", peak " + plain(alert.getMarketPnlPeak()));
        // A rulebook without a drawdown trigger leaves its ratios at zero.
        if (alert.getTriggerRatio().signum() != 0) {
            row(
                    "drawdown",
                    percent(alert.getDrawdown()) + ", trigger " + percent(alert.getTriggerRatio()) + ", stop "
                            + percent(alert.getStopRatio()));
        }
        row("headroom", plain(alert.getHeadroom()));
        row("pool equity", plain(alert.getPoolEquity()));
        for (TriggerReading reading : alert.getReadings()) {
            row(
                    "trigger",
                    reading.getTrigger() + " (" + reading.getCriterion() + ") "
                            + (reading.getArmed() ? "armed" : "not armed")
                            + (reading.getRatio() == null ? "" : ", at " + percent(reading.getRatio()))
                            + (reading.getTriggerRatio() == null
                                    ? ""
                                    : ", arms at " + percent(reading.getTriggerRatio()))
                            + ", headroom " + plain(reading.getHeadroom()));
        }
    }

    private void price(WaveStep step) {
        Wave wave = step.wave();
        section("price " + plain(wave.getPrice()));
        row("mark", plain(wave.getMark()));
        row(wave.getRole() == Role.BANKRUPT ? "entry price" : "takeover price b", plain(wave.getTakeoverPrice()));
        row("rule", wave.getPriceRule());
        if (wave.getFloor() != null) {
            row("floor F", plain(wave.getFloor()));
        }
        Alert alert = step.alert();
        BigDecimal derived = step.derivedPrice();
        if (derived != null && alert != null && wave.getFloor() != null) {
            row(
                    "derived",
                    "mark + (F - N) / Q = " + plain(wave.getMark()) + " + (" + plain(wave.getFloor()) + " - "
                            + term(alert.getMarketPnl()) + ") / " + term(step.inventory()) + " = " + plain(derived));
            if (!Figures.same(derived, wave.getPrice())) {
                row(
                        "rounding",
                        plain(wave.getPrice().subtract(derived)) + ": the tick in the counterparties' favour, "
                                + (wave.getInventorySide() == PositionSide.LONG ? "at most" : "at least")
                                + " b, or a price derived before that still holds");
            }
        }
        if (alert != null && alert.getPoolEquity().signum() < 0) {
            row("deficit D", plain(alert.getPoolEquity().negate()) + " of the pool");
        }
        row(
                "haircut per unit",
                plain(step.haircutPerUnit()) + " against mark, " + plain(step.worth()) + " for the demand");
    }

    private void assignment(Explanation.OfAssignment told) {
        Assignment made = told.assignment();
        out.println("assignment " + made.getAssignmentId() + ": " + made.getAccount() + " closes "
                + plain(made.getQuantity()) + " of its " + made.getSide() + " "
                + plain(made.getPositionBefore().abs()) + " in " + made.getMarket() + " at " + plain(made.getPrice()));
        row("time", made.getTime().toString());
        row("part", Words.of(made.getRole()) + ", " + Words.ofPass(made.getPass()));
        row("rank", String.valueOf(made.getRank()));
        row("score", plain(made.getScore()));
        row("position before", plain(made.getPositionBefore()));
        row("entry", plain(made.getEntryPrice()));
        row("mark", plain(made.getMark()));
        row("price", plain(made.getPrice()));
        row(
                "profit per unit",
                plain(told.profitPerUnit()) + " at mark, " + plain(told.keptPerUnit()) + " at the price");
        row("haircut per unit", plain(told.haircutPerUnit()));
        if (made.getRaisesLeverage()) {
            row("leverage", "closing at this price raises that of what is left");
        }
        row("haircut", plain(made.getHaircut()));
        row(
                "quantity",
                plain(made.getQuantity()) + ", bounded by " + made.getBoundedBy() + ": "
                        + Words.of(made.getBoundedBy()));
        section("neighbours");
        row("before it", neighbour(told.previous(), "none, it was selected first"));
        row("after it", neighbour(told.next(), "none, it was selected last"));
        section("settled");
        for (Settlement settlement : told.settlements()) {
            row(
                    settlement.getStatus().toString(),
                    plain(settlement.getQuantity()) + " at " + plain(settlement.getPrice()) + ", realised "
                            + plain(settlement.getRealisedPnl()) + ", fee " + plain(settlement.getFee()) + ", equity "
                            + plain(settlement.getEquityAfter()));
        }
        if (told.settlements().isEmpty()) {
            row(
                    "nothing",
                    made.getMode() == GroupMode.SHADOW ? "in SHADOW nothing is moved" : "no settlement of it is there");
        } else {
            row("position left", plain(told.left()));
        }
        WaveStep step = told.step();
        if (step != null) {
            Wave wave = step.wave();
            section("wave " + wave.getWaveId() + ", step " + step.number() + ": " + step.closes());
            row("demand", plain(wave.getDemand()));
            row(
                    "rulebook",
                    wave.getRulebook() + ", ranking " + wave.getRanking() + ", allocation " + wave.getAllocation());
            row("candidates", String.valueOf(wave.getCandidates()));
            row("result", Words.of(wave.getResult()));
            trigger(step);
            price(step);
        }
    }

    private static String neighbour(@Nullable Assignment other, String none) {
        return other == null
                ? none
                : "rank " + other.getRank() + " " + other.getAccount() + ", score " + plain(other.getScore())
                        + ", closes " + plain(other.getQuantity()) + " of "
                        + plain(other.getPositionBefore().abs());
    }

    private void postings(PostingCheck check) {
        String sums = check.sums().entrySet().stream()
                .map(sum -> plain(sum.getValue()) + " " + sum.getKey())
                .collect(Collectors.joining(", "));
        row(
                "postings",
                check.legs() == 0
                        ? "none"
                        : check.legs() + " legs, sum " + sums + (check.balanced() ? ": ok" : ": NOT ZERO"));
    }

    private void table(List<Assignment> assignments) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("rank", "account", "score", "quantity", "of position", "price", "haircut", "bounded by"));
        for (Assignment assignment : assignments) {
            rows.add(List.of(
                    String.valueOf(assignment.getRank()),
                    assignment.getAccount(),
                    plain(assignment.getScore()),
                    plain(assignment.getQuantity()),
                    plain(assignment.getPositionBefore().abs()),
                    plain(assignment.getPrice()),
                    plain(assignment.getHaircut()),
                    String.valueOf(assignment.getBoundedBy())));
        }
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                // Names to the left, numbers to the right.
                boolean name = column == 1 || column == widths.length - 1;
                line.append("  ")
                        .append(String.format(
                                Locale.ROOT, "%" + (name ? "-" : "") + widths[column] + "s", row.get(column)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private void section(String title) {
        out.println();
        out.println(title);
    }

    private void row(String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-18s %s", name, value));
    }
}
