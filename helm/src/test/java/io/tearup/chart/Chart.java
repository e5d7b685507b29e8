package io.tearup.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart of this module, or a copy of it that a test has changed. */
final class Chart {
    static final String RELEASE = "adl";
    static final String NAMESPACE = "risk";

    /** A Kubernetes the chart supports; without one Helm assumes a version of long ago. */
    private static final String KUBERNETES = "1.31.0";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path HERE = Path.of("tearup");

    /**
     * Helm leaves hooks and tests out of what it renders here, and knows them by an annotation. So a copy with another name for it is
     * rendered, and the name put back.
     */
    private static final String HOOK = "helm.sh/hook";

    private static final String RENDERED_HOOK = "rendered-helm.sh/hook";

    private final Path directory;

    private Chart(Path directory) {
        this.directory = directory;
    }

    /** The chart as it stands. */
    static Chart ofThisModule() {
        return new Chart(HERE);
    }

    /** A copy in a directory, to change files of. */
    static Chart copiedTo(Path target) {
        try (Stream<Path> files = Files.walk(HERE)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(HERE.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(target);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** The resources under the values of {@code ci/<ci>-values.yaml} and some more, each {@code key=value}. */
    Rendered render(String ci, String... more) {
        TemplateCommand template = new Helm(withRenderedHooks())
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(ci(ci));
        for (String setting : more) {
            int equals = setting.indexOf('=');
            template.set(setting.substring(0, equals), typed(setting.substring(equals + 1)));
        }
        return new Rendered(documents(template.call().replace(RENDERED_HOOK, HOOK)));
    }

    private Path withRenderedHooks() {
        try {
            Path copy = Files.createTempDirectory("tearup-chart-").resolve("tearup");
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    Path target = copy.resolve(directory.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.writeString(target, Files.readString(file).replace(HOOK, RENDERED_HOOK));
                    }
                    target.toFile().deleteOnExit();
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strict lint under the values of a ci file: Helm lints the chart's own values, so they are written over those. */
    static LintResult lint(String ci, Path copy) {
        Chart chart = copiedTo(copy);
        ObjectNode values = (ObjectNode) yaml(chart.file("values.yaml"));
        merge(values, (ObjectNode) yaml(ci(ci)));
        try {
            Files.writeString(chart.file("values.yaml"), values.toPrettyString(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Helm(copy).lint().strict().call();
    }

    /** The first document of a YAML file. */
    static JsonNode yaml(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first document of a YAML text. */
    static JsonNode parse(String text) {
        return documents(text).get(0);
    }

    /** A resource as one of the types that know its fields. */
    static <T> T as(JsonNode resource, Class<T> type) {
        return JSON.convertValue(resource, type);
    }

    private static Path ci(String name) {
        return HERE.resolve("ci").resolve(name + "-values.yaml");
    }

    private static List<JsonNode> documents(String text) {
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document != null) {
                documents.add(Objects.requireNonNull(JSON.valueToTree(document)));
            }
        }
        return documents;
    }

    private static Object typed(String value) {
        if (value.matches("true|false")) {
            return Boolean.valueOf(value);
        }
        return value.matches("[0-9]{1,9}") ? Integer.valueOf(value) : value;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            JsonNode present = into.get(entry.getKey());
            if (present instanceof ObjectNode mapping && entry.getValue() instanceof ObjectNode more) {
                merge(mapping, more);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        }
    }
}
