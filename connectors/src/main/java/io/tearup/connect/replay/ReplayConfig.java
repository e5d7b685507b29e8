package io.tearup.connect.replay;

import io.tearup.catalogue.Topics;
import io.tearup.connect.RecordConverter;
import java.math.BigDecimal;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The options of a replay. */
final class ReplayConfig extends AbstractConfig {
    static final String FILES = "files";
    static final String TOPICS = "topics";
    static final String SPEED = "speed";
    static final String FROM = "from";
    static final String TO = "to";
    static final String VALUE_CONVERTER = "value.converter";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    FILES,
                    ConfigDef.Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                    ConfigDef.Importance.HIGH,
                    "Files ending in .ndjson or .csv, and directories, of which every such file is played. They are merged by the"
                            + " time of their records; the order within a file is kept. Every worker needs them at the same"
                            + " place.")
            .define(
                    TOPICS,
                    ConfigDef.Type.LIST,
                    List.of(),
                    new Checked(value -> topics((List<?>) value)),
                    ConfigDef.Importance.MEDIUM,
                    "Topics of CSV files by their names, such as fills-*.csv=risk.fills.v1,marks.csv=risk.mark-prices.v1; the"
                            + " first that fits counts. A file that none fits is named after its topic: risk.fills.v1.csv or"
                            + " risk.fills.v1-2026-01-05.csv.")
            .define(
                    SPEED,
                    ConfigDef.Type.STRING,
                    "0",
                    new Checked(value -> speed((String) value)),
                    ConfigDef.Importance.MEDIUM,
                    "How many times as fast as their times say records are sent: 1 as it was, 0.5 half, 60 a minute in a"
                            + " second; 0 as fast as possible.")
            .define(
                    FROM,
                    ConfigDef.Type.STRING,
                    null,
                    new Checked(value -> time((String) value)),
                    ConfigDef.Importance.MEDIUM,
                    "Records before this time are left out, such as 2026-01-05T12:00:00Z.")
            .define(
                    TO,
                    ConfigDef.Type.STRING,
                    null,
                    new Checked(value -> time((String) value)),
                    ConfigDef.Importance.MEDIUM,
                    "Records at or after this time are left out.")
            .define(
                    VALUE_CONVERTER,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    new Checked(ReplayConfig::requireRecordConverter),
                    ConfigDef.Importance.HIGH,
                    "Must be " + RecordConverter.class.getName() + ", which writes the catalogue's Avro.");

    /** What a rule says against a value is said by throwing. */
    private record Checked(Rule rule) implements ConfigDef.Validator {
        @FunctionalInterface
        interface Rule {
            Object read(Object value);
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value == null) {
                return;
            }
            try {
                rule.read(value);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new ConfigException(name, value, e.getMessage());
            }
        }
    }

    ReplayConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
        if (from() != null && to() != null && !from().isBefore(to())) {
            throw new ConfigException(TO, to(), "must be after " + FROM + ", which is " + from());
        }
    }

    List<Path> files() {
        return getList(FILES).stream().map(file -> Path.of(file).normalize()).toList();
    }

    /** The topic that the options give a CSV file, empty where none fits. */
    Optional<Topics.Topic> topicOf(Path file) {
        Path name = file.getFileName();
        return topics(getList(TOPICS)).entrySet().stream()
                .filter(entry -> name != null && entry.getKey().matches(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    BigDecimal speed() {
        return speed(getString(SPEED));
    }

    @Nullable
    Instant from() {
        String from = getString(FROM);
        return from == null ? null : time(from);
    }

    @Nullable
    Instant to() {
        String to = getString(TO);
        return to == null ? null : time(to);
    }

    private static BigDecimal speed(String text) {
        BigDecimal speed;
        try {
            speed = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number such as 0, 1 or 60", e);
        }
        if (speed.signum() < 0 || speed.precision() - speed.scale() > 9 || speed.scale() > 9) {
            throw new IllegalArgumentException("must be within 0..999999999 with at most 9 decimals");
        }
        return speed;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an ISO-8601 time such as 2026-01-05T12:00:00Z", e);
        }
    }

    private static Map<PathMatcher, Topics.Topic> topics(List<?> pairs) {
        Map<PathMatcher, Topics.Topic> topics = new LinkedHashMap<>();
        for (Object pair : pairs) {
            String text = pair.toString();
            int equals = text.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("must be pairs of a file name and a topic, such as fills-*.csv="
                        + Topics.FILLS.name() + ", has '" + text + "'");
            }
            String name = text.substring(equals + 1).strip();
            Topics.Topic topic = inputTopic(name)
                    .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no input topic, which are "
                            + Topics.inputs().stream().map(Topics.Topic::name).toList()));
            try {
                topics.put(
                        FileSystems.getDefault()
                                .getPathMatcher(
                                        "glob:" + text.substring(0, equals).strip()),
                        topic);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("'" + e.getPattern() + "' is no file name pattern", e);
            }
        }
        return topics;
    }

    static Optional<Topics.Topic> inputTopic(String name) {
        return Topics.byName(name).filter(topic -> topic.direction() == Topics.Direction.INPUT);
    }

    private static String requireRecordConverter(Object converter) {
        if (!converter.equals(RecordConverter.class.getName())) {
            throw new IllegalArgumentException("must be " + RecordConverter.class.getName()
                    + ": any other converter would write records that Tearup cannot read");
        }
        return RecordConverter.class.getName();
    }
}
