package io.tearup.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import io.tearup.app.explain.SmallWorld;
import io.tearup.ndjson.RecordLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bankrupt long of 1,000 against the shorts ann, bea and cid of 400 each, whose leverage falls in that order. */
class CompareCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldMeasureTheSameEventsUnderEveryRulebookAskedFor() throws Exception {
        CommandRun run = CommandRun.of(
                new CompareCommand(),
                "--events",
                file(SmallWorld.of("usdt")),
                "--rulebook",
                "gate",
                "--rulebook",
                "okx",
                "--rulebook",
                "dydx",
                "--rulebook",
                "qfex",
                "--move",
                "3",
                "-o",
                "json");
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        JsonNode json = new ObjectMapper().readTree(String.join("\n", run.out()));
        assertThat(json.path("counterparties").intValue())
                .as("ann, bea and cid")
                .isEqualTo(3);
        assertThat(json.path("moment").textValue()).isEqualTo("2026-01-05T00:00:20Z");

        // Of ann and bea 400 each in full, of cid 200 in part, at 93: 1 per contract beyond what the fund may lose. cid
        // keeps a
        // short of 200, worth 18,400, on 53,000; at 368 it has lost 55,200 more.
        JsonNode gate = rulebook(json, "gate");
        assertThat(gate.path("waves").textValue()).isEqualTo("1");
        assertThat(gate.path("accounts").textValue()).isEqualTo("3");
        assertThat(gate.path("fullCloses").textValue()).isEqualTo("2");
        assertThat(gate.path("partialCloses").textValue()).isEqualTo("1");
        assertThat(gate.path("haircut").textValue()).isEqualTo("1000");
        assertThat(gate.path("topPercentShare").textValue()).isEqualTo("0.4");
        assertThat(gate.path("gini").textValue()).isEqualTo("0.133333");
        assertThat(gate.path("ninetiethLeverage").textValue()).isEqualTo("0.34717");
        assertThat(gate.path("owedAfterMove").textValue()).isEqualTo("2200");
        assertThat(gate.path("fund").textValue()).isEqualTo("14000");
        assertThat(gate.path("inventory").textValue()).isEqualTo("0");
        assertThat(gate.path("overshoot").textValue()).isEqualTo("0");

        // Its fund has lost 35 % only on paper, so it waits; it holds 1,000 at 92.
        JsonNode okx = rulebook(json, "okx");
        assertThat(okx.path("accounts").textValue()).isEqualTo("0");
        assertThat(okx.path("fund").textValue()).isEqualTo("13000");
        assertThat(okx.path("inventory").textValue()).isEqualTo("92000");

        assertThat(rulebook(json, "dydx").path("accounts").textValue())
                .as("a fund that is not empty pays")
                .isEqualTo("0");

        // No pool takes over: the long owes 7,000 at 92 and its counterparties give exactly that, at 99.
        JsonNode qfex = rulebook(json, "qfex");
        assertThat(qfex.path("haircut").textValue()).isEqualTo("7000");
        assertThat(qfex.path("fullCloses").textValue()).isEqualTo("2");
        assertThat(qfex.path("fund").textValue()).isEqualTo("20000");
    }

    @Test
    void shouldWriteThePageAndItsCharts() throws Exception {
        Path page = directory.resolve("three.md");
        CommandRun run = CommandRun.of(
                new CompareCommand(),
                "--events",
                file(SmallWorld.of("usdt")),
                "--rulebook",
                "gate",
                "--out",
                page.toString());
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        assertThat(Files.readString(page))
                .contains("./tearup compare --events events.ndjson --rulebook gate --move 0.5 --out three.md")
                .contains("| `gate` | 1 | 3 | 2 | 1 | 1,000 | 40.0 % | 0.133 | 0.35 | 0 | 14,000 | 0 | 0 |")
                .contains("](three/haircuts.svg)");
        assertThat(Files.readString(directory.resolve("three/closes.svg")))
                .contains("<text x=\"598.0\" y=\"47\">2 + 1");
        assertThat(run.out().get(1)).startsWith("gate          1         3");
    }

    @Test
    void shouldRefuseEventsThatCannotBeCompared() throws Exception {
        List<RecordLine> two = new ArrayList<>(SmallWorld.of("usdt"));
        two.addAll(SmallWorld.of("usdc"));
        assertThat(refused(two)).contains("risk groups [usdc, usdt]; compare one group at a time");
        assertThat(refused(SmallWorld.of("usdt").subList(4, 21))).contains("has no GROUP record");
        assertThat(refused(SmallWorld.of("usdt").subList(0, 3))).contains("has no RULEBOOK record");
        assertThat(refused(SmallWorld.of("usdt").subList(0, 12))).contains("has no record of risk.liquidations.v1");
    }

    @Test
    void shouldTellWhatWasRefusedAndEndWithThree() throws Exception {
        List<RecordLine> events = new ArrayList<>(SmallWorld.of("usdt"));
        events.remove(2);
        CommandRun run = CommandRun.of(
                new CompareCommand(), "--events", file(events), "--rulebook", "gate", "--rulebook", "tearup");
        assertThat(run.status()).isEqualTo(ExitCode.VERIFICATION.status());
        assertThat(run.faults())
                .anyMatch(fault -> fault.startsWith("tearup: gate: refused: ") && fault.contains("BTC"));
    }

    @Test
    void shouldNameAnOptionThatIsWrong() throws Exception {
        assertThat(CommandRun.of(new CompareCommand(), "--accounts", "99").faults())
                .contains("--accounts must be within 100..200000, is 99");
        assertThat(CommandRun.of(new CompareCommand(), "--move", "-1").faults())
                .contains("--move must be above -1 with at most six decimals, is -1");
        assertThat(CommandRun.of(new CompareCommand(), "--out", "page.txt").faults())
                .contains("--out must name a .md file, is page.txt");
        CommandRun unknown =
                CommandRun.of(new CompareCommand(), "--events", file(SmallWorld.of("usdt")), "--rulebook", "gates");
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
        CommandRun run = CommandRun.of(
                new CompareCommand(), "--events", file(SmallWorld.of("usdt")), "--rulebook", own.toString());
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(run.faults()).anyMatch(fault -> fault.startsWith("--rulebook: own settles what a venue confirms"));
    }

    private String refused(List<RecordLine> events) throws Exception {
        CommandRun run = CommandRun.of(new CompareCommand(), "--events", file(events));
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        return String.join("\n", run.faults());
    }

    private String file(List<RecordLine> events) throws Exception {
        Path file = directory.resolve("events.ndjson");
        Files.writeString(
                file, events.stream().map(event -> event.format() + "\n").collect(Collectors.joining()));
        return file.toString();
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
