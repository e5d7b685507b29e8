package io.tearup.connect.replay;

import java.nio.file.Path;
import org.apache.kafka.connect.errors.ConnectException;

/** What stops a replay: named with file, line and column, and with what to do. */
final class ReplayFault extends ConnectException {
    private static final long serialVersionUID = 1L;

    private ReplayFault(String message) {
        super(message);
    }

    /** A line that is no record. Everything before it was sent; a corrected line is read when the task is restarted. */
    static ReplayFault line(Path file, long line, int column, String what) {
        return new ReplayFault(file + ":" + line + ":" + column + ": " + what
                + "; correct the line and restart the task, which goes on from this line");
    }

    /** A file that cannot be used at all. */
    static ReplayFault file(Path file, String what) {
        return new ReplayFault(file + ": " + what);
    }
}
