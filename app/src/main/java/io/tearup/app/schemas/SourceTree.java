package io.tearup.app.schemas;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.contract.ContractFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tearup's source tree, whose generated files are written anew. */
final class SourceTree {
    /** What is done about a file. */
    enum Action {
        /** It is as it should be. */
        NONE,
        CREATE,
        UPDATE
    }

    /**
     * One file.
     *
     * @param name path from the root, with forward slashes
     */
    record Change(String name, Action action) {}

    private final Path root;

    private SourceTree(Path root) {
        this.root = root;
    }

    /**
     * The tree at a directory.
     *
     * @param directory null for the one the program was started from
     * @throws UserFault if it is no source tree of Tearup
     */
    static SourceTree at(@Nullable Path directory) {
        String home = System.getProperty("tearup.home");
        Path root = directory == null ? Path.of(home == null ? "" : home) : directory;
        if (!Files.isDirectory(root.resolve("schemas").resolve("src"))) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--dir: " + root.toAbsolutePath().normalize()
                            + " is no source tree of Tearup: it has no schemas/src; name its root");
        }
        return new SourceTree(root);
    }

    /** Folder of the release history. */
    Path history() {
        return root.resolve(ContractFiles.history());
    }

    /** What writing the files would do, in their order. */
    List<Change> compare(Map<String, String> files) {
        List<Change> changes = new ArrayList<>();
        files.forEach((name, text) -> changes.add(new Change(name, compare(root.resolve(name), text))));
        return changes;
    }

    /** Writes the files that differ. */
    void write(Map<String, String> files) {
        files.forEach((name, text) -> {
            Path file = root.resolve(name);
            if (compare(file, text) != Action.NONE) {
                try {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, text, StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new UserFault(ExitCode.RUNTIME, file + ": cannot be written (" + e + ")");
                }
            }
        });
    }

    private static Action compare(Path file, String text) {
        try {
            if (!Files.exists(file)) {
                return Action.CREATE;
            }
            String present = Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
            return present.equals(text) ? Action.NONE : Action.UPDATE;
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
    }
}
