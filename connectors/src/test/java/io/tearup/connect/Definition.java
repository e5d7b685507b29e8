package io.tearup.connect;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A connector definition as it is shipped. */
record Definition(String file, String name, Map<String, String> config) {
    static final Path DIRECTORY = Path.of("definitions");

    static List<Definition> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().map(Definition::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Definition read(Path path) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            JsonNode json = mapper.readTree(path.toFile());
            Map<String, String> config = mapper.convertValue(json.path("config"), new TypeReference<>() {});
            String file = path.getFileName().toString();
            return new Definition(
                    file.substring(0, file.length() - ".json".length()),
                    json.path("name").textValue(),
                    config);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is no JSON", e);
        }
    }

    String get(String key) {
        return config.getOrDefault(key, "");
    }

    String connectorClass() {
        return get("connector.class");
    }

    boolean isSink() {
        return config.containsKey("topics");
    }

    List<String> topics() {
        return Arrays.asList(get("topics").split(","));
    }

    @Override
    public String toString() {
        return file;
    }
}
