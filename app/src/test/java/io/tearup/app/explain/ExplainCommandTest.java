package io.tearup.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.ExitCode;
import io.tearup.app.Tearup;
import io.tearup.app.UserFault;
import io.tearup.schemas.v1.GroupMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExplainCommandTest {
    @TempDir
    private static Path directory;

    private static Path decisions;

    @BeforeAll
    static void replay() throws Exception {
        Path events = directory.resolve("events.ndjson");
        decisions = directory.resolve("decisions");
        SmallWorld.write(events);
        assertThat(Tearup.run("replay", "--events", events.toString(), "--out", decisions.toString()))
                .isZero();
    }

    @Test
    void shouldTellHowAWaveCameAbout() throws Exception {
        assertThat(lines("usdt/BTC/1"))
                .containsExactly(
                        "wave usdt/BTC/1: pool fund closes its LONG inventory in BTC against SHORT accounts",
                        "  rulebook           gate",
                        "  ranking            LEVERAGED_RETURN",
                        "  allocation         QUEUE",
                        "  demand             1000",
                        "  closed             1000",
                        "  residual           0",
                        "  gap                0",
                        "  result             RESOLVED: the demand was covered to the lot",
                        "",
                        "step 1 of 1, 2026-01-05T00:00:20Z",
                        "",
                        "armed by DRAWDOWN: the market's result fell too far from its peak, relative to the pool's peak"
                                + " balance",
                        "  alert              3 of 2026-01-05T00:00:20Z, ADL",
                        "  balance            20000, peak 20000",
                        "  market result N    -7000, peak 0",
                        "  drawdown           35 %, trigger 30 %, stop 25 %",
                        "  headroom           -1000",
                        "  pool equity        13000",
                        "  trigger            multi-pool (MULTI_POOL) not armed, headroom 13000",
                        "  trigger            pool-equity (POOL_EQUITY) not armed, headroom 13000",
                        "  trigger            drawdown (DRAWDOWN) armed, at 35 %, arms at 30 %, headroom -1000",
                        "",
                        "price 93",
                        "  mark               92",
                        "  takeover price b   99",
                        "  rule               P* = b + (F - R) / Q with F = Nmax - trigger x Bmax",
                        "  floor F            -6000",
                        "  derived            mark + (F - N) / Q = 92 + (-6000 - (-7000)) / 1000 = 93",
                        "  haircut per unit   1 against mark, 1000 for the demand",
                        "",
                        "outcome",
                        "  candidates         3",
                        "  assignments        3",
                        "  closed             1000",
                        "  residual           0",
                        "  gap                0",
                        "  haircut            1000",
                        "  balance before     20000",
                        "  balance after      14000",
                        "  result             RESOLVED: the demand was covered to the lot",
                        "",
                        "  rank  account                 score  quantity  of position  price  haircut  bounded by",
                        "     1  ann       0.00063448275862069       400          400     93      400  POSITION",
                        "     2  bea      0.000443373493975904       400          400     93      400  POSITION",
                        "     3  cid      0.000276691729323308       200          400     93      200  DEMAND",
                        "",
                        "books",
                        "  realised           7000 by counterparty",
                        "  realised           -6000 by pool",
                        "  haircuts           1000 in sum",
                        "  postings           14 legs, sum 0 USDT: ok");
    }

    @Test
    void shouldTellWhyAnAccountWasClosed() throws Exception {
        assertThat(lines("usdt/BTC/1/1/2"))
                .startsWith(
                        "assignment usdt/BTC/1/1/2: bea closes 400 of its SHORT 400 in BTC at 93",
                        "  time               2026-01-05T00:00:20Z",
                        "  part               counterparty, at the wave's price",
                        "  rank               2")
                .containsSubsequence(
                        "  position before    -400",
                        "  entry              100",
                        "  mark               92",
                        "  price              93",
                        "  profit per unit    8 at mark, 7 at the price",
                        "  haircut per unit   1",
                        "  haircut            400",
                        "  quantity           400, bounded by POSITION: all that was left of the position",
                        "neighbours",
                        "  before it          rank 1 ann, score 0.00063448275862069, closes 400 of 400",
                        "  after it           rank 3 cid, score 0.000276691729323308, closes 200 of 400",
                        "settled",
                        "  POSTED             400 at 93, realised 2800, fee 0, equity 32800",
                        "  position left      0",
                        "armed by DRAWDOWN: the market's result fell too far from its peak, relative to the pool's peak"
                                + " balance",
                        "price 93",
                        "  floor F            -6000")
                .doesNotContain("incomplete");
        assertThat(lines("usdt/BTC/1/1/3"))
                .contains(
                        "  quantity           200, bounded by DEMAND: all that was left to close: the demand ends with"
                                + " this account",
                        "  after it           none, it was selected last",
                        "  position left      -200");
    }

    @Test
    void shouldTellAWaveAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(String.join("\n", lines("usdt/BTC/1", "-o", "json")));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "kind",
                        "waveId",
                        "riskGroup",
                        "market",
                        "pool",
                        "criterion",
                        "rulebook",
                        "ranking",
                        "allocation",
                        "role",
                        "account",
                        "inventorySide",
                        "demand",
                        "closed",
                        "residual",
                        "gap",
                        "result",
                        "haircut",
                        "steps",
                        "realised",
                        "settlements",
                        "postings",
                        "notes");
        assertThat(json.path("haircut").textValue()).isEqualTo("1000");
        JsonNode step = json.path("steps").path(0);
        assertThat(step.path("derivedPrice").textValue()).isEqualTo("93");
        assertThat(step.path("alert").path("sequence").intValue()).isEqualTo(3);
        assertThat(step.path("wave").path("floor").textValue()).isEqualTo("-6000");
        assertThat(step.path("assignments").findValuesAsText("account")).containsExactly("ann", "bea", "cid");
        assertThat(json.path("postings").path("balanced").booleanValue()).isTrue();
        assertThat(json.path("notes")).isEmpty();
    }

    @Test
    void shouldTellAWaveThatWasNotCarriedOut() throws Exception {
        Path events = directory.resolve("shadow.ndjson");
        Path told = directory.resolve("shadow");
        SmallWorld.write(events, GroupMode.SHADOW);
        assertThat(Tearup.run("replay", "--events", events.toString(), "--out", told.toString()))
                .isZero();
        JsonNode json =
                new ObjectMapper().readTree(String.join("\n", linesFrom(told, "usdt/BTC/shadow-1", "-o", "json")));
        JsonNode step = json.path("steps").path(0);
        assertThat(step.path("wave").path("mode").textValue()).isEqualTo("SHADOW");
        assertThat(step.path("assignments").findValuesAsText("account")).containsExactly("ann", "bea", "cid");
        assertThat(json.path("settlements")).isEmpty();
        assertThat(json.path("notes")).isEmpty();
        assertThat(linesFrom(told, "usdt/BTC/shadow-1/1/1").get(0))
                .isEqualTo("assignment usdt/BTC/shadow-1/1/1: ann closes 400 of its SHORT 400 in BTC at 93");
    }

    @Test
    void shouldTellAnAssignmentAsJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(String.join("\n", lines("usdt/BTC/1/1/1", "-o", "json")));
        assertThat(json.path("kind").textValue()).isEqualTo("ASSIGNMENT");
        assertThat(json.path("assignment").path("account").textValue()).isEqualTo("ann");
        assertThat(json.path("haircutPerUnit").textValue()).isEqualTo("1");
        assertThat(json.path("previous").isNull()).isTrue();
        assertThat(json.path("next").path("account").textValue()).isEqualTo("bea");
        assertThat(json.path("positionLeft").textValue()).isEqualTo("0");
        assertThat(json.path("step").path("wave").path("price").textValue()).isEqualTo("93");
    }

    @Test
    void shouldTellAssignmentsToASheet() throws Exception {
        List<String> wave = lines("usdt/BTC/1", "-o", "csv");
        assertThat(wave)
                .hasSize(4)
                .startsWith("assignmentId,rank,account,market,side,score,quantity,positionBefore,entryPrice,price,mark,"
                        + "haircut,boundedBy");
        assertThat(wave.get(1))
                .startsWith("usdt/BTC/1/1/1,1,ann,BTC,SHORT,")
                .endsWith(",400,-400,100,93,92,400,POSITION");
        assertThat(lines("usdt/BTC/1/1/1", "-o", "csv")).isEqualTo(wave.subList(0, 2));
        assertThat(new ObjectMapper()
                        .readTree(lines("usdt/BTC/1", "-o", "ndjson").get(0)))
                .isEqualTo(new ObjectMapper().readTree(String.join("\n", lines("usdt/BTC/1", "-o", "json"))));
    }

    @Test
    void shouldSayWhatIsThereWhereAnIdIsNot() {
        assertThat(faults("usdt/BTC/7"))
                .containsExactly(
                        "no wave usdt/BTC/7 in " + file("adl.waves.v1") + "; there are 1 waves and 3 assignments",
                        "waves of usdt/BTC: usdt/BTC/1");
        assertThat(faults("usdt/ETH/1"))
                .containsExactly(
                        "no wave usdt/ETH/1 in " + file("adl.waves.v1") + "; there are 1 waves and 3 assignments",
                        "no wave of usdt/ETH; others are usdt/BTC/1");
        assertThat(faults("usdt/BTC/1/1/9"))
                .containsExactly(
                        "no assignment usdt/BTC/1/1/9 in " + file("adl.assignments.v1")
                                + "; there are 1 waves and 3 assignments",
                        "assignments of wave usdt/BTC/1: usdt/BTC/1/1/1, usdt/BTC/1/1/2, usdt/BTC/1/1/3");
        assertThat(Tearup.run("explain", "usdt/BTC/7", "--from", decisions.toString()))
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatIsNoId() {
        assertThat(faults("BTC"))
                .containsExactly("'BTC' is no id; a wave is group/market/number (usdt/BTC-PERP/1), an assignment is"
                        + " group/market/number/step/rank (usdt/BTC-PERP/1/1/3)");
    }

    @Test
    void shouldTellWhatIsLeftWhereRecordsAreMissing() throws Exception {
        Path partly = Files.createDirectory(directory.resolve("partly"));
        for (String topic : List.of("adl.waves.v1", "adl.assignments.v1")) {
            Files.copy(file(topic), partly.resolve(topic + ".ndjson"));
        }
        for (String topic : List.of("adl.settlements.v1", "adl.alerts.v1", "adl.postings.v1")) {
            Files.createFile(partly.resolve(topic + ".ndjson"));
        }
        assertThat(linesFrom(partly, "usdt/BTC/1"))
                .contains("  alert              not there any more", "  postings           none")
                .endsWith(
                        "incomplete",
                        "  step 1: no alert of BTC at or before it is in " + partly.resolve("adl.alerts.v1.ndjson"),
                        "  no postings of the wave are in " + partly.resolve("adl.postings.v1.ndjson"));
    }

    @Test
    void shouldReportPostingsThatDoNotBalance() throws Exception {
        Path bent = Files.createDirectory(directory.resolve("bent"));
        for (String topic : DecisionLog.TOPICS.stream().map(each -> each.name()).toList()) {
            Files.copy(file(topic), bent.resolve(topic + ".ndjson"));
        }
        Path postings = bent.resolve("adl.postings.v1.ndjson");
        List<String> legs = new ArrayList<>(Files.readAllLines(postings));
        legs.remove(0);
        Files.write(postings, legs);
        assertThat(linesFrom(bent, "usdt/BTC/1")).contains("  postings           13 legs, sum 3200 USDT: NOT ZERO");
        assertThat(Tearup.run("explain", "usdt/BTC/1", "--from", bent.toString()))
                .isEqualTo(ExitCode.VERIFICATION.status());
    }

    @Test
    void shouldNameADirectoryThatIsNone() {
        Path nowhere = directory.resolve("nowhere");
        UserFault fault = catchThrowableOfType(UserFault.class, () -> linesFrom(nowhere, "usdt/BTC/1"));
        assertThat(fault.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(fault.faults())
                .containsExactly("--from: there is no " + nowhere.resolve("adl.waves.v1.ndjson")
                        + "; name a directory written by 'tearup replay --events FILE --out DIR'");
    }

    private static Path file(String topic) {
        return decisions.resolve(topic + ".ndjson");
    }

    private static List<String> faults(String id) {
        UserFault fault = catchThrowableOfType(UserFault.class, () -> lines(id));
        assertThat(fault.exitCode()).isEqualTo(ExitCode.USAGE);
        return fault.faults();
    }

    private static List<String> lines(String id, String... more) throws Exception {
        return linesFrom(decisions, id, more);
    }

    private static List<String> linesFrom(Path from, String id, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(id, "--from", from.toString()));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        ExplainCommand command = new ExplainCommand();
        CommandLine line = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));
        line.parseArgs(arguments.toArray(String[]::new));
        command.call();
        return out.toString().lines().toList();
    }
}
