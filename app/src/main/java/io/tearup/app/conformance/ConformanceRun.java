package io.tearup.app.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs every vector of a directory: a vector passes if its operation produces exactly what it expects, the same keys, values
 * and list order.
 */
final class ConformanceRun {
    private static final String SCHEMA = "adl-conformance/1";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final SortedMap<String, Tally> tallies = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Counts of one operation. */
    static final class Tally {
        private int passed;
        private int failed;
        private int unknown;

        int passed() {
            return passed;
        }

        int failed() {
            return failed;
        }

        int unknown() {
            return unknown;
        }
    }

    /** A vector that did not pass; {@code actual} is null where nothing was produced, and {@code fault} says why. */
    record Failure(
            String file,
            String id,
            String operation,
            JsonNode given,
            JsonNode params,
            JsonNode expected,
            @Nullable JsonNode actual,
            @Nullable String fault) {}

    private ConformanceRun() {}

    /**
     * Reads and runs a directory and everything below it.
     *
     * @throws UserFault naming the directory or file that cannot be used
     */
    static ConformanceRun of(Path directory) {
        ConformanceRun run = new ConformanceRun();
        int files = 0;
        for (Path file : vectorFiles(directory)) {
            files += run.file(directory, file) ? 1 : 0;
        }
        if (files == 0) {
            throw new UserFault(
                    ExitCode.USAGE,
                    directory + ": holds no vector file; one is a .json file with \"schema\": \"" + SCHEMA + "\"");
        }
        return run;
    }

    /** Counts by operation, ascending. */
    SortedMap<String, Tally> tallies() {
        return tallies;
    }

    List<Failure> failures() {
        return failures;
    }

    /** Files that were passed over, and why. */
    List<String> notes() {
        return notes;
    }

    int passed() {
        return tallies.values().stream().mapToInt(Tally::passed).sum();
    }

    int failed() {
        return tallies.values().stream().mapToInt(Tally::failed).sum();
    }

    /** Vectors of operations that do not exist here. They are failures, never skipped. */
    int unknown() {
        return tallies.values().stream().mapToInt(Tally::unknown).sum();
    }

    private static List<Path> vectorFiles(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new UserFault(
                    ExitCode.USAGE, directory + ": is not a directory; name the one that holds the vectors");
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean file(Path directory, Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new UserFault(ExitCode.USAGE, file + ": is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UserFault(ExitCode.USAGE, file + ": cannot be read: " + e.getMessage());
        }
        String name = directory.relativize(file).toString();
        String schema = root.path("schema").asText();
        if (!schema.startsWith("adl-conformance/")) {
            notes.add(name + ": passed over, it has no \"schema\": \"" + SCHEMA + "\"");
            return false;
        }
        if (!schema.equals(SCHEMA) || !root.path("vectors").isArray()) {
            throw new UserFault(ExitCode.USAGE, file + ": needs \"schema\": \"" + SCHEMA + "\" and a list \"vectors\"");
        }
        for (JsonNode vector : root.path("vectors")) {
            vector(name, vector);
        }
        return true;
    }

    private void vector(String file, JsonNode vector) {
        String name = vector.path("op").asText();
        JsonNode expected = vector.path("expect");
        JsonNode given = objectOrEmpty(vector.path("given"));
        JsonNode params = objectOrEmpty(vector.path("params"));
        Tally tally = tallies.computeIfAbsent(name, op -> new Tally());
        Operation operation = Operations.byName().get(name);
        JsonNode actual = null;
        String fault = null;
        if (operation == null) {
            tally.unknown++;
            fault = "unknown operation '" + name + "'";
        } else {
            try {
                actual = operation
                        .evaluate(new Given("given", given), new Given("params", params))
                        .node();
            } catch (BadVector | ArithmeticException | IllegalArgumentException e) {
                fault = e.getMessage();
            }
            if (expected.equals(actual)) {
                tally.passed++;
                return;
            }
            tally.failed++;
        }
        failures.add(new Failure(file, vector.path("id").asText(), name, given, params, expected, actual, fault));
    }

    private static JsonNode objectOrEmpty(JsonNode node) {
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    }
}
