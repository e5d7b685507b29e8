package io.tearup.app.doctor;

import io.tearup.app.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the state directory can be written and has room. Changes nothing in it.
 *
 * <p>Nobody can hold it: Kafka Streams locks a directory for stores that are kept there, and Tearup's state is in memory and in its
 * changelog.
 */
public final class StateDirectoryChecks {
    private static final long MEBI = 1L << 20;
    private static final long ROOM = 256 * MEBI;

    private StateDirectoryChecks() {}

    /** The check. */
    public static Check of(Path directory) {
        String what = "stateDir";
        Path existing = directory.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Check.failed(what, existing + " cannot be written; name another or change its owner");
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String told = directory + " can be written, " + free / MEBI + " MiB are free";
            return free >= ROOM
                    ? Check.ok(what, told)
                    : Check.warning(what, told + "; temporary files want " + ROOM / MEBI + " MiB");
        } catch (IOException e) {
            return Check.unknown(what, existing + ": " + e);
        }
    }
}
