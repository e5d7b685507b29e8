package io.tearup.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;

/** A directory a command writes: it appears as a whole or not at all, and nothing is overwritten. */
public final class OutputDirectory {
    /** Writes files into a directory. */
    @FunctionalInterface
    public interface Content<T> {
        /** Writes into a directory that exists and is empty. */
        T writeInto(Path draft) throws IOException;
    }

    private OutputDirectory() {}

    /**
     * Makes a directory.
     *
     * @param out directory that is made; it must not exist or be empty
     * @throws UserFault if it is not empty or cannot be written
     */
    public static <T> T write(Path out, Content<T> content) {
        Path target = out.toAbsolutePath().normalize();
        requireEmpty(target);
        try {
            // Beside the target, so that it can be moved there at once; below a directory of a new name, so that
            // nothing of the user's is overwritten.
            Path parent = Objects.requireNonNullElse(target.getParent(), target);
            Files.createDirectories(parent);
            Path holder = Files.createTempDirectory(parent, ".tearup-");
            Path draft = holder.resolve("out");
            try {
                Files.createDirectory(draft);
                T written = content.writeInto(draft);
                Files.deleteIfExists(target);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
                return written;
            } finally {
                delete(draft);
                delete(holder);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UserFault(ExitCode.RUNTIME, out + ": cannot be written (" + e + ")");
        }
    }

    private static void requireEmpty(Path out) {
        if (!Files.exists(out)) {
            return;
        }
        try (Stream<Path> content = Files.list(out)) {
            if (content.findAny().isPresent()) {
                throw new UserFault(
                        ExitCode.USAGE, out + ": is not empty; name a directory that does not exist or is empty");
            }
        } catch (IOException e) {
            throw new UserFault(ExitCode.USAGE, out + ": is no directory");
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
