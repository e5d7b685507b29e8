package io.tearup.contract;

import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Every form in which a schema was released, by subject: files {@code <subject>/1.avsc}, {@code 2.avsc} and so on. A release is
 * never changed or removed, because records written with it may still be on a topic and consumers built with it still run.
 */
public final class SchemaHistory {
    /** Folder of the history in the jar. */
    static final String BUNDLED = "/io/tearup/schemas/history/";

    /** Gives the text of a file of the history, null if there is none of this name. */
    private interface Texts {
        @Nullable
        String read(String name) throws IOException;
    }

    /**
     * One release of a subject's schema.
     *
     * @param number from 1, ascending without gaps
     */
    public record Release(int number, Schema schema) {}

    private final Texts files;
    private final String place;

    private SchemaHistory(Texts files, String place) {
        this.files = files;
        this.place = place;
    }

    /** The history this program was built with. */
    public static SchemaHistory bundled() {
        return new SchemaHistory(
                name -> {
                    try (InputStream in = SchemaHistory.class.getResourceAsStream(BUNDLED + name)) {
                        return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    }
                },
                "the bundled history: ");
    }

    /** The history in a directory. */
    public static SchemaHistory at(Path directory) {
        return new SchemaHistory(
                name -> {
                    Path file = directory.resolve(name);
                    return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : null;
                },
                directory + "/");
    }

    /** Name of the file of a release below the history's folder. */
    public static String file(Topics.Topic topic, int number) {
        return topic.subject() + "/" + number + ".avsc";
    }

    /**
     * The releases of a topic's value, oldest first; empty if it was never released.
     *
     * @throws SchemaParseException naming the file, if one is no Avro schema
     */
    public List<Release> of(Topics.Topic topic) {
        List<Release> releases = new ArrayList<>();
        String text = read(file(topic, 1));
        while (text != null) {
            int number = releases.size() + 1;
            releases.add(new Release(number, parse(text, place + file(topic, number))));
            text = read(file(topic, number + 1));
        }
        return releases;
    }

    private @Nullable String read(String name) {
        try {
            return files.read(name);
        } catch (IOException e) {
            throw new UncheckedIOException(place + name + " cannot be read", e);
        }
    }

    private static Schema parse(String text, String file) {
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw new SchemaParseException(file + ": is no Avro schema (" + e.getMessage() + ")");
        }
    }
}
