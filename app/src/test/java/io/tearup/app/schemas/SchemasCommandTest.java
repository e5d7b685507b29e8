package io.tearup.app.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import io.tearup.catalogue.Topics;
import io.tearup.contract.ContractFiles;
import io.tearup.contract.PublishedSchemas;
import io.tearup.contract.SchemaHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasCommandTest {
    private static final int SUBJECTS = PublishedSchemas.topics().size();

    /** A registry within this JVM that nobody else has. */
    private final String registry = "mock://" + UUID.randomUUID();

    @Test
    void shouldCheckEverySchemaAgainstItsReleasesWithoutARegistry() {
        CommandRun check = run("check");
        assertThat(check.status()).isZero();
        assertThat(check.out())
                .hasSize(1 + SUBJECTS)
                .contains(
                        "subject                     history          registry   breaches",
                        "adl.postings.v1-value       same as 1        not asked  -");
    }

    @Test
    void shouldMissWhatARegistryDoesNotHave() {
        CommandRun check = run("check", "--registry", registry);
        assertThat(check.status()).isEqualTo(ExitCode.PREFLIGHT.status());
        assertThat(check.out())
                .contains("adl.postings.v1-value       same as 1        new, held to nothing of its own  -");
    }

    @Test
    void shouldRegisterEverySchemaOnceAndHoldItToFullTransitive() {
        assertThat(run("register", "--registry", registry, "--dry-run").out())
                .hasSize(1 + SUBJECTS)
                .contains("risk.fills.v1-value         REGISTER  register, hold to FULL_TRANSITIVE  -");
        assertThat(run("check", "--registry", registry).status())
                .as("a dry run does nothing")
                .isEqualTo(ExitCode.PREFLIGHT.status());

        assertThat(run("register", "--registry", registry).status()).isZero();

        CommandRun again = run("register", "--registry", registry);
        assertThat(again.status()).isZero();
        assertThat(again.out()).hasSize(1 + SUBJECTS);
        assertThat(again.out().subList(1, 1 + SUBJECTS))
                .allMatch(line -> line.contains("NONE    registered as version 1"));
        CommandRun check = run("check", "--registry", registry);
        assertThat(check.status()).isZero();
        assertThat(check.out()).contains("risk.mark-prices.v1-value   same as 1        same as 1  -");
    }

    @Test
    void shouldHoldASubjectThatIsRegisteredButNotHeld() {
        try (Registry client = Registry.open(registry, Map.of())) {
            client.register(Topics.FILLS.subject(), PublishedSchemas.of(Topics.FILLS));
        }
        assertThat(run("register", "--registry", registry).out())
                .anyMatch(line -> line.matches("risk.fills.v1-value +REQUIRE +hold to FULL_TRANSITIVE +-"));
        assertThat(run("check", "--registry", registry).status()).isZero();
    }

    /** What somebody else put there with another type of the same field. */
    @Test
    void shouldRegisterNothingAtAllWhereASchemaBreaksARegisteredOne() {
        Schema other = new Schema.Parser()
                .parse(PublishedSchemas.of(Topics.MARK_PRICES)
                        .toString()
                        .replace(
                                "{\"name\":\"sequence\",\"type\":\"long\"",
                                "{\"name\":\"sequence\",\"type\":\"string\""));
        assertThat(other).isNotEqualTo(PublishedSchemas.of(Topics.MARK_PRICES));
        try (Registry client = Registry.open(registry, Map.of())) {
            client.register(Topics.MARK_PRICES.subject(), other);
        }

        CommandRun register = run("register", "--registry", registry);
        assertThat(register.status()).isEqualTo(ExitCode.VERIFICATION.status());
        assertThat(register.out())
                .contains("risk.mark-prices.v1-value   IMPOSSIBLE  breaks 1 times what is registered  version 1:"
                        + " MarkPrice.sequence: its type was string and is long; a field keeps its type, a new one may be"
                        + " added");
        try (Registry client = Registry.open(registry, Map.of())) {
            assertThat(client.versions(Topics.FILLS.subject())).isEmpty();
        }

        CommandRun check = run("check", "--registry", registry);
        assertThat(check.status()).isEqualTo(ExitCode.VERIFICATION.status());
        assertThat(check.out())
                .anyMatch(line -> line.endsWith(
                        "  registry, version 1: MarkPrice.sequence: its type was string and is long; a field keeps its"
                                + " type, a new one may be added"));
    }

    @Test
    void shouldTellMachinesToo() throws IOException {
        JsonNode check = new ObjectMapper()
                .readTree(String.join(
                        "", run("check", "--registry", registry, "-o", "json").out()));
        assertThat(check).hasSize(SUBJECTS);
        assertThat(check.path(1).path("subject").textValue()).isEqualTo("risk.mark-prices.v1-value");
        assertThat(check.path(1).path("history").path("state").textValue()).isEqualTo("SAME");
        assertThat(check.path(1).path("registry").path("state").textValue()).isEqualTo("NEW");
        JsonNode register = new ObjectMapper()
                .readTree(String.join(
                        "",
                        run("register", "--registry", registry, "-o", "json").out()));
        assertThat(register.findValuesAsText("action")).hasSize(SUBJECTS).containsOnly("REGISTER");
    }

    @Test
    void shouldNameARegistryThatDoesNotAnswer() {
        CommandRun check = run("check", "--registry", "http://127.0.0.1:1");
        assertThat(check.status()).isEqualTo(ExitCode.PREFLIGHT.status());
        assertThat(check.faults())
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("registry.url: no registry answers at http://127.0.0.1:1 (")
                        .endsWith("; check the address and registry.properties"));
    }

    @Test
    void shouldWriteTheGeneratedFilesIntoASourceTreeOnce(@TempDir Path tree) throws IOException {
        Files.createDirectories(tree.resolve("schemas/src"));
        List<String> names = List.copyOf(ContractFiles.generated().keySet());

        assertThat(run("docs", "--dir", tree.toString(), "--dry-run").out())
                .containsExactlyElementsOf(
                        names.stream().map(name -> "CREATE  " + name).toList());
        assertThat(tree.resolve("docs")).doesNotExist();

        assertThat(run("docs", "--dir", tree.toString()).status()).isZero();
        assertThat(tree.resolve("schemas/asyncapi.yaml"))
                .hasContent(ContractFiles.generated().get("schemas/asyncapi.yaml"));

        Files.writeString(tree.resolve("docs/reference/schemas.md"), "by hand");
        assertThat(run("docs", "--dir", tree.toString()).out())
                .contains("UPDATE  docs/reference/schemas.md", "NONE    schemas/asyncapi.yaml");
        assertThat(run("docs", "--dir", tree.toString()).out()).allMatch(line -> line.startsWith("NONE"));
    }

    @Test
    void shouldReleaseWhatChangedAndNothingThatBreaks(@TempDir Path tree) throws IOException {
        Files.createDirectories(tree.resolve("schemas/src"));
        assertThat(run("release", "--dir", tree.toString()).out())
                .hasSize(SUBJECTS)
                .contains("CREATE  schemas/history/risk.fills.v1-value/1.avsc");
        assertThat(run("release", "--dir", tree.toString()).out()).isEmpty();

        Path first = tree.resolve("schemas/history").resolve(SchemaHistory.file(Topics.FILLS, 1));
        String released = Files.readString(first);
        Files.writeString(first, Files.readString(first).replaceFirst("\"doc\" : \"", "\"doc\" : \"Once: "));
        assertThat(run("release", "--dir", tree.toString()).out())
                .containsExactly("CREATE  schemas/history/risk.fills.v1-value/2.avsc");

        Files.writeString(first, released.replace("\"fillId\"", "\"executionId\""));
        CommandRun broken = run("release", "--dir", tree.toString());
        assertThat(broken.status()).isEqualTo(ExitCode.VERIFICATION.status());
        assertThat(broken.faults())
                .containsExactly(
                        "risk.fills.v1-value: 1: Fill.fillId: is new and has no default, so records written before cannot"
                                + " be read; give it a default",
                        "risk.fills.v1-value: 1: Fill.executionId: is gone and had no default, so consumers of the release"
                                + " cannot read new records; keep it");
        try (Stream<Path> files = Files.list(first.getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsNoSourceTree(@TempDir Path empty) {
        CommandRun docs = run("docs", "--dir", empty.toString());
        assertThat(docs.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(docs.faults())
                .containsExactly(
                        "--dir: " + empty + " is no source tree of Tearup: it has no schemas/src; name its root");
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(new SchemasCommand(), arguments);
    }
}
