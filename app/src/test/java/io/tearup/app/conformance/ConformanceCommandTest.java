package io.tearup.app.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tearup.app.Tearup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
    private static final String PASSES = """
            {"id": "P-1", "op": "fees.adl_fill", "given": {"qty": "3", "price": "7"},
             "params": {"alp_fee_bps": "10", "liquidated_fee_bps": "0.5"},
             "expect": {"liquidated_fee": "0.00105", "alp_fee": "0.021"}}""";
    private static final String FAILS = """
            {"id": "F-1", "op": "insurance.can_pay", "given": {"balance": "5", "delta": "-5"}, "params": {},
             "expect": {"valid": false}}""";
    private static final String UNKNOWN =
            "{\"id\": \"U-1\", \"op\": \"nobody.knows\", \"given\": {}, \"params\": {}, \"expect\": {}}";
    private static final String LACKS_A_NUMBER = """
            {"id": "L-1", "op": "insurance.can_pay", "given": {"balance": "5"}, "params": {},
             "expect": {"valid": true}}""";
    private static final String DIVIDES_BY_ZERO = """
            {"id": "D-1", "op": "rank.position_return", "given": {"side": "LONG", "entry": "0", "mark": "1"},
             "params": {"contract": "LINEAR"}, "expect": {"return": "0"}}""";

    @TempDir
    private Path directory;

    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Tearup.run(arguments);
            return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    private void vectors(String name, String... vectors) throws IOException {
        Files.writeString(
                directory.resolve(name),
                "{\"schema\": \"adl-conformance/1\", \"vectors\": [" + String.join(",", vectors) + "]}");
    }

    @Test
    void shouldPassTheVectorsOfTheRules() {
        Path shared = Path.of("../../shared/vectors");
        assumeTrue(Files.isDirectory(shared), "left out: no conformance vectors at ../shared/vectors");
        Run run = run("conformance", shared.toString());
        assertThat(run.out()).doesNotContain("expected");
        assertThat(run.status()).isZero();
    }

    @Test
    void shouldPrintATableByOperation() throws IOException {
        vectors("fees.json", PASSES);
        Run run = run("conformance", directory.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("operation passed failed unknown", "fees.adl_fill 1 0 0", "all 1 0 0");
    }

    @Test
    void shouldListEveryMismatchAndExitWithThree() throws IOException {
        vectors("a.json", PASSES, FAILS);
        Run run = run("conformance", directory.toString());
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out())
                .endsWith("F-1  insurance.can_pay  (a.json)\n"
                        + "  given    {\"balance\":\"5\",\"delta\":\"-5\"} params {}\n"
                        + "  expected {\"valid\":false}\n"
                        + "  actual   {\"valid\":true}\n");
    }

    @Test
    void shouldTellASheetWhatPassedAndPeopleWhatDidNot() throws IOException {
        vectors("a.json", PASSES, FAILS);
        Run run = run("conformance", directory.toString(), "-o", "csv");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out().lines())
                .containsExactly("operation,passed,failed,unknown", "fees.adl_fill,1,0,0", "insurance.can_pay,0,1,0");
        assertThat(run.err()).contains("F-1  insurance.can_pay  (a.json)").endsWith("actual   {\"valid\":true}\n");
    }

    @Test
    void shouldCountAnUnknownOperationAsAFailure() throws IOException {
        vectors("a.json", UNKNOWN, PASSES);
        Run run = run("conformance", directory.toString(), "-o", "json");
        assertThat(run.status()).isEqualTo(3);
        JsonNode json = JsonMapper.builder().build().readTree(run.out());
        assertThat(json.path("passed").asInt()).isEqualTo(1);
        assertThat(json.path("failed").asInt()).isZero();
        assertThat(json.path("unknown").asInt()).isEqualTo(1);
        assertThat(json.path("failures").path(0).path("id").asText()).isEqualTo("U-1");
        assertThat(json.path("failures").path(0).path("fault").asText()).isEqualTo("unknown operation 'nobody.knows'");
    }

    @Test
    void shouldSayWhatAVectorLacksAndGoOn() throws IOException {
        vectors("a.json", LACKS_A_NUMBER, DIVIDES_BY_ZERO, PASSES);
        Run run = run("conformance", directory.toString());
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("actual   given.delta is missing").contains("actual   division of ");
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " "))).contains("all 1 2 0");
    }

    @Test
    void shouldNameAFileThatIsNoJson() throws IOException {
        Files.writeString(directory.resolve("broken.json"), "{\"schema\":");
        Run run = run("conformance", directory.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("tearup: " + directory.resolve("broken.json") + ": is not JSON: ");
    }

    @Test
    void shouldSayWhereNoVectorsAre() throws IOException {
        Files.writeString(directory.resolve("other.json"), "{}");
        Run run = run("conformance", directory.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("holds no vector file");
        assertThat(run("conformance", directory.resolve("nowhere").toString()).err())
                .contains("nowhere: is not a directory; name the one that holds the vectors");
    }
}
