package io.tearup.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Form of the lines on standard error, by the environment variable {@code TEARUP_LOG_FORMAT}; logback.xml reads it. */
final class LogFormat {
    static final String VARIABLE = "TEARUP_LOG_FORMAT";

    /** The files of log-format/. */
    private static final List<String> FORMATS = List.of("text", "json");

    private LogFormat() {}

    /** What is wrong with the format asked for, null if nothing is: Logback would log nowhere and say so on standard output. */
    static @Nullable String fault(Map<String, String> environment) {
        String asked = environment.getOrDefault(VARIABLE, "text");
        return FORMATS.contains(asked)
                ? null
                : VARIABLE + " must be one of " + String.join(", ", FORMATS) + ", is '" + asked + "'";
    }
}
