package io.tearup.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate: no schema may break any form in which it was ever released, and what was released stays as it was. */
class CompatibilityGateTest {
    private static final Path FOLDER = Path.of("history");

    @Test
    void shouldBreakNoReleaseOfAnySchema() {
        assertThat(breaches(SchemaHistory.at(FOLDER)))
                .as(
                        "changes that FULL_TRANSITIVE forbids; what must change anyway is a new major version: a new namespace"
                                + " and a new topic, see schemas/README.md")
                .isEmpty();
    }

    @Test
    void shouldHaveReleasedEverySchema() {
        SchemaHistory history = SchemaHistory.at(FOLDER);
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            assertThat(history.of(topic))
                    .as("releases of %s; 'tearup schemas release' adds the first", topic.subject())
                    .isNotEmpty();
        }
    }

    @Test
    void shouldHoldReleasesOfKnownSubjectsWithoutGapsOnly() throws IOException {
        SchemaHistory history = SchemaHistory.at(FOLDER);
        List<String> expected = new ArrayList<>();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            history.of(topic).forEach(release -> expected.add(SchemaHistory.file(topic, release.number())));
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> FOLDER.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void shouldBundleWhatTheFolderHolds() {
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            assertThat(SchemaHistory.bundled().of(topic))
                    .isEqualTo(SchemaHistory.at(FOLDER).of(topic));
        }
    }

    /** As if a release had carried a field that is gone since: the gate names the subject, the release, the field and the reason. */
    @Test
    void shouldNameSubjectReleaseFieldAndReason(@TempDir Path folder) throws IOException {
        Topics.Topic topic = Topics.MARK_PRICES;
        String released = PublishedSchemas.of(topic)
                .toString()
                .replace("{\"name\":\"sequence\"", "{\"name\":\"source\",\"type\":\"string\"},{\"name\":\"sequence\"");
        for (int number : List.of(1, 2)) {
            Path file = folder.resolve(SchemaHistory.file(topic, number));
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    number == 2 ? released : PublishedSchemas.text(PublishedSchemas.of(topic)),
                    StandardCharsets.UTF_8);
        }
        assertThat(breaches(SchemaHistory.at(folder)))
                .containsExactly(
                        "risk.mark-prices.v1-value, release 2: MarkPrice.source: is gone and had no default, so"
                                + " consumers of the release cannot read new records; keep it");
    }

    @Test
    void shouldNameAFileThatIsNoSchema(@TempDir Path folder) throws IOException {
        Path file = folder.resolve(SchemaHistory.file(Topics.FILLS, 1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SchemaHistory.at(folder).of(Topics.FILLS))
                .hasMessageStartingWith(folder + "/risk.fills.v1-value/1.avsc: is no Avro schema (");
    }

    private static List<String> breaches(SchemaHistory history) {
        List<String> breaches = new ArrayList<>();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Schema schema = PublishedSchemas.of(topic);
            for (SchemaHistory.Release release : history.of(topic)) {
                SchemaEvolution.faults(release.schema(), schema)
                        .forEach(fault ->
                                breaches.add(topic.subject() + ", release " + release.number() + ": " + fault));
            }
        }
        return breaches;
    }
}
