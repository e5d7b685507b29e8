package io.tearup.connect.replay;

import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A file of a replay and how its lines are to be read. */
sealed interface ReplayFile {
    /** Where it is. */
    Path path();

    /** A line of JSON per record. */
    record Ndjson(Path path) implements ReplayFile {}

    /** A header and a row per record of one topic. */
    record Csv(Path path, Topics.Topic topic) implements ReplayFile {}

    /**
     * The files that the options name, directories by the names of their files.
     *
     * @throws ReplayFault if there is none, one does not exist, or a CSV file's topic is not known
     */
    static List<ReplayFile> of(ReplayConfig config) {
        Set<Path> paths = new LinkedHashSet<>();
        for (Path path : config.files()) {
            if (Files.isDirectory(path)) {
                paths.addAll(within(path));
            } else if (isPlayable(path)) {
                paths.add(path);
            } else {
                throw ReplayFault.file(path, "must be a directory or end in .ndjson or .csv");
            }
        }
        List<ReplayFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(path.toString().endsWith(".csv") ? new Csv(path, topicOf(path, config)) : new Ndjson(path));
        }
        return List.copyOf(files);
    }

    private static List<Path> within(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> playable = files.filter(ReplayFile::isPlayable).sorted().toList();
            if (playable.isEmpty()) {
                throw ReplayFault.file(directory, "has no file that ends in .ndjson or .csv");
            }
            return playable;
        } catch (IOException e) {
            throw ReplayFault.file(directory, "cannot be read (" + e + ")");
        }
    }

    private static boolean isPlayable(Path path) {
        String name = path.toString();
        return name.endsWith(".ndjson") || name.endsWith(".csv");
    }

    private static Topics.Topic topicOf(Path path, ReplayConfig config) {
        return config.topicOf(path)
                .or(() -> Topics.inputs().stream()
                        .filter(topic -> {
                            String name = String.valueOf(path.getFileName());
                            return name.equals(topic.name() + ".csv") || name.startsWith(topic.name() + "-");
                        })
                        .findFirst())
                .orElseThrow(() -> ReplayFault.file(
                        path,
                        "has no topic; name it after one, " + Topics.FILLS.name() + ".csv, or say it with "
                                + ReplayConfig.TOPICS + ": " + path.getFileName() + "=" + Topics.FILLS.name()));
    }
}
