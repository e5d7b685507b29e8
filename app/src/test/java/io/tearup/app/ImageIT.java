package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that the profile {@code image} built, unpacked: what it says of itself, and the program in it, run by the JRE of this
 * machine in the place of the base's.
 */
class ImageIT {
    private static final Path TAR = Path.of("target/tearup-image.tar");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path directory;

    private Path root;
    private JsonNode config;

    @BeforeEach
    void unpack() throws Exception {
        assumeTrue(
                Files.exists(TAR),
                "no image was built: mvn verify -Pimage -Dtearup.image.base=scratch builds one offline and tests it");
        Path image = Files.createDirectories(directory.resolve("image"));
        root = Files.createDirectories(directory.resolve("root"));
        run(List.of("tar", "-xf", TAR.toAbsolutePath().toString(), "-C", image.toString()));
        JsonNode manifest =
                JSON.readTree(image.resolve("manifest.json").toFile()).path(0);
        config =
                JSON.readTree(image.resolve(manifest.path("Config").textValue()).toFile());
        String base = config.at("/config/Labels")
                .path("org.opencontainers.image.base.name")
                .textValue();
        assumeTrue("scratch".equals(base), "the image stands on " + base + ", which is not unpacked here");
        for (JsonNode layer : manifest.path("Layers")) {
            run(List.of("tar", "-xf", image.resolve(layer.textValue()).toString(), "-C", root.toString()));
        }
    }

    @Test
    void shouldRunAsNobodyInParticularFromItsEntryPointAndSayWhatItIs() {
        JsonNode container = config.path("config");
        // The chart's pods run as this user.
        assertThat(container.path("User").textValue()).isEqualTo("10001:10001");
        assertThat(container.path("Entrypoint")).hasSize(1);
        assertThat(container.at("/Entrypoint/0").textValue()).isEqualTo("/app/bin/tearup");
        assertThat(container.path("ExposedPorts").has("8080/tcp")).isTrue();
        JsonNode labels = container.path("Labels");
        assertThat(labels.path("org.opencontainers.image.title").textValue()).isEqualTo("Tearup");
        assertThat(labels.path("org.opencontainers.image.licenses").textValue()).isEqualTo("Apache-2.0");
        assertThat(labels.path("org.opencontainers.image.version").textValue()).isNotEmpty();
        assertThat(config.path("created").textValue())
                .as("not the time of the build")
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void shouldHoldTheProgramAndWhatTheChartsTestNeeds() throws Exception {
        assertThat(root.resolve("app/bin/tearup")).isExecutable();
        assertThat(root.resolve("app/LICENSE")).isRegularFile();
        assertThat(root.resolve("app/tearup.example.yaml")).isRegularFile();
        // As helm/tearup/templates/tests/settlement.yaml does it.
        Path decisions = directory.resolve("decisions");
        String examples = root.resolve("app/examples/worked-example.ndjson").toString();
        program("replay", "--events", examples, "--out", decisions.toString());
        assertThat(program("explain", "usdt/BTC/1/1/1", "--from", decisions.toString()))
                .contains("closes 1000 of its SHORT 1000 in BTC at 93");
        assertThat(program("--version")).startsWith("tearup ").doesNotContain("development");
    }

    @Test
    void shouldHoldNothingOfItsBuildMachine() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.map(file -> root.relativize(file).toString()))
                    .noneMatch(file -> file.matches(".*(junit|assertj|test-classes|\\.env|settings\\.xml).*"))
                    .allMatch(file -> file.isEmpty() || file.equals("app") || file.startsWith("app/"));
        }
    }

    /** Runs the program of the image as its launcher would. */
    private String program(String... arguments) throws Exception {
        String classpath = Files.readString(root.resolve("app/jib-classpath-file"))
                .strip()
                .replace("/app/", root.resolve("app") + "/");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classpath,
                "io.tearup.app.Tearup"));
        assertThat(Files.readString(root.resolve("app/bin/tearup")))
                .contains("-cp @/app/jib-classpath-file io.tearup.app.Tearup \"$@\"");
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(said.toFile())
                .redirectError(directory.resolve("talk").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(directory.resolve("talk")))
                .isZero();
        return Files.readString(said);
    }
}
