package io.tearup.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six shorts A to F of 5,500, 2,500, 2,000, 3,000, 2,000 and 5,000 at 100, whose leverage falls in that order. At 92 a fund without
 * money takes a long of 10,000 over at 96.
 */
class CompareCommandTest {
    private static final Path SIX_TRADERS = Path.of("src/main/dist/examples/six-traders.ndjson");

    @TempDir
    private Path directory;

    @Test
    void shouldMeasureTheSameEventsUnderEveryRulebookAskedFor() throws Exception {
        JsonNode json = json("--rulebook", "gate", "--rulebook", "okx", "--rulebook", "tearup", "--move", "1");
        assertThat(json.path("counterparties").intValue()).isEqualTo(6);
        assertThat(json.path("moment").textValue()).isEqualTo("2026-01-05T00:01:25Z");

        // A, B and C in full at 96, 4 a contract beyond mark: 22,000, 10,000 and 8,000. The highest leverage left is
        // D's,
        // 276,000 on 144,000. At 184 D owes 132,000, E 68,000 and F 120,000.
        JsonNode gate = rulebook(json, "gate");
        assertThat(gate.path("waves").textValue()).isEqualTo("1");
        assertThat(gate.path("accounts").textValue()).isEqualTo("3");
        assertThat(gate.path("fullCloses").textValue()).isEqualTo("3");
        assertThat(gate.path("partialCloses").textValue()).isEqualTo("0");
        assertThat(gate.path("haircut").textValue()).isEqualTo("40000");
        assertThat(gate.path("topPercentShare").textValue()).isEqualTo("0.55");
        assertThat(gate.path("gini").textValue()).isEqualTo("0.616667");
        assertThat(gate.path("ninetiethLeverage").textValue()).isEqualTo("1.916667");
        assertThat(gate.path("owedAfterMove").textValue()).isEqualTo("320000");
        assertThat(gate.path("fund").textValue()).isEqualTo("0");
        assertThat(gate.path("inventory").textValue()).isEqualTo("0");
        assertThat(gate.path("overshoot").textValue()).isEqualTo("0");

        // The same accounts, at mark: the fund bears the 40,000.
        JsonNode okx = rulebook(json, "okx");
        assertThat(okx.path("accounts").textValue()).isEqualTo("3");
        assertThat(okx.path("haircut").textValue()).isEqualTo("0");
        assertThat(okx.path("gini").textValue()).isEqualTo("0");
        assertThat(okx.path("fund").textValue()).isEqualTo("-40000");

        // A part of everybody: no position is lost, and what is left is worth more against a further move.
        JsonNode tearup = rulebook(json, "tearup");
        assertThat(tearup.path("accounts").textValue()).isEqualTo("6");
        assertThat(tearup.path("fullCloses").textValue()).isEqualTo("0");
        assertThat(tearup.path("partialCloses").textValue()).isEqualTo("6");
        assertThat(tearup.path("haircut").textValue()).isEqualTo("40000");
    }

    @Test
    void shouldTellASheetARulebookInALine() {
        assertThat(run(SIX_TRADERS, "--rulebook", "gate", "--rulebook", "okx", "-o", "csv")
                        .out())
                .startsWith("rulebook,waves,accounts,fullCloses,partialCloses,haircut,topPercentShare,gini,"
                        + "ninetiethLeverage,owedAfterMove,fund,inventory,overshoot,underWater,refused")
                .hasSize(3)
                .anyMatch(line -> line.startsWith("gate,1,3,3,0,40000,0.55,0.616667,1.916667,"))
                .anyMatch(line -> line.startsWith("okx,1,3,3,0,0,"));
    }

    @Test
    void shouldWriteThePageAndItsCharts() throws Exception {
        Path page = directory.resolve("six.md");
        CommandRun run = run(SIX_TRADERS, "--rulebook", "gate", "--out", page.toString());
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        assertThat(Files.readString(page))
                .contains("./tearup compare --events six-traders.ndjson --rulebook gate --move 0.5 --out six.md")
                .contains("| `gate` | 1 | 3 | 3 | 0 | 40,000 | 55.0 % | 0.617 | 1.92 | 0 | 0 | 0 | 0 |")
                .contains("](six/haircuts.svg)");
        assertThat(Files.readString(directory.resolve("six/closes.svg"))).contains("<text x=\"598.0\" y=\"47\">3 + 0");
        assertThat(run.out().get(1)).startsWith("gate          1         3");
    }

    @Test
    void shouldWriteItsOwnPageAnewAndNobodyElses() throws Exception {
        Path page = directory.resolve("page.md");
        Files.writeString(page, "# Mine");
        CommandRun refused = run(SIX_TRADERS, "--rulebook", "gate", "--out", page.toString());
        assertThat(refused.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(refused.faults())
                .containsExactly(
                        "--out: " + page + " is there and was not written by 'tearup compare'; name another file");
        assertThat(page).hasContent("# Mine");

        Files.delete(page);
        run(SIX_TRADERS, "--rulebook", "gate", "--out", page.toString());
        assertThat(run(SIX_TRADERS, "--rulebook", "okx", "--out", page.toString())
                        .status())
                .isEqualTo(ExitCode.OK.status());
        assertThat(Files.readString(page)).contains("| `okx` |").doesNotContain("| `gate` |");
    }

    @Test
    void shouldRefuseEventsThatCannotBeCompared() throws Exception {
        List<String> lines = Files.readAllLines(SIX_TRADERS);
        List<String> two = new ArrayList<>(lines);
        lines.forEach(line -> two.add(line.replace("usdt", "usdc")));
        assertThat(refused(two)).contains("risk groups [usdc, usdt]; compare one group at a time");
        assertThat(refused(lines.subList(4, lines.size()))).contains("has no GROUP record");
        assertThat(refused(lines.subList(0, 3))).contains("has no RULEBOOK record");
        assertThat(refused(lines.subList(0, 12))).contains("has no record of risk.liquidations.v1");
    }

    /** The account whose position was taken over has money left, so nobody may demand it closed. */
    @Test
    void shouldTellWhatWasRefusedAndEndWithThree() {
        CommandRun run = run(SIX_TRADERS, "--rulebook", "gate", "--rulebook", "hyperliquid");
        assertThat(run.status()).isEqualTo(ExitCode.VERIFICATION.status());
        assertThat(run.faults())
                .anyMatch(fault -> fault.startsWith("tearup: hyperliquid: refused: bankrupt comparison-l1"));
    }

    @Test
    void shouldNameAnOptionThatIsWrong() {
        assertThat(CommandRun.of(new CompareCommand(), "--accounts", "99").faults())
                .contains("tearup: --accounts must be within 100..200000, is 99");
        assertThat(CommandRun.of(new CompareCommand(), "--move", "-1").faults())
                .contains("tearup: --move must be above -1 with at most six decimals, is -1");
        assertThat(CommandRun.of(new CompareCommand(), "--out", "page.txt").faults())
                .contains("tearup: --out must name a .md file, is page.txt");
        CommandRun unknown = run(SIX_TRADERS, "--rulebook", "gates");
        assertThat(unknown.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(unknown.faults()).anyMatch(fault -> fault.contains("unknown rulebook 'gates', known are"));
    }

    @Test
    void shouldRefuseARulebookThatWaitsForAVenue() throws Exception {
        Path own = directory.resolve("own.yaml");
        Files.writeString(own, """
                name: own
                triggers: [{kind: POOL_EQUITY}]
                ranking: {kind: EFFECTIVE_LEVERAGE}
                allocation: {kind: QUEUE}
                settlement: {kind: CONFIRMED, expiry: 30s, retries: 3}
                """);
        CommandRun run = run(SIX_TRADERS, "--rulebook", own.toString());
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(run.faults()).anyMatch(fault -> fault.startsWith("--rulebook: own settles what a venue confirms"));
    }

    private String refused(List<String> lines) throws Exception {
        Path file = directory.resolve("events.ndjson");
        Files.write(file, lines);
        CommandRun run = run(file);
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        return String.join("\n", run.faults());
    }

    private static JsonNode json(String... options) throws Exception {
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(List.of("-o", "json"));
        CommandRun run = run(SIX_TRADERS, more.toArray(String[]::new));
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        return new ObjectMapper().readTree(String.join("\n", run.out()));
    }

    private static CommandRun run(Path events, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--events", events.toString()));
        arguments.addAll(List.of(options));
        return CommandRun.of(new CompareCommand(), arguments.toArray(String[]::new));
    }

    private static JsonNode rulebook(JsonNode json, String name) {
        for (JsonNode each : json.path("rulebooks")) {
            if (each.path("rulebook").textValue().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + name + " in " + json);
    }
}
