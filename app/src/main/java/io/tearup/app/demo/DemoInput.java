package io.tearup.app.demo;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.ndjson.RecordLine;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the demo's venue sends: input for {@code replay --events}, {@code compare} and the replay connector. */
public final class DemoInput {
    private DemoInput() {}

    /**
     * The records of a crash in the order in which the demo sends them.
     *
     * @param accounts number of trading accounts, at least 100
     */
    public static List<RecordLine> draw(long seed, int accounts) {
        return MarketCrash.draw(seed, accounts).stream()
                .map(record -> new RecordLine(record.topic(), record.key(), record.time(), record.value()))
                .toList();
    }

    /**
     * Writes the records of a crash in the order in which the demo sends them.
     *
     * @param accounts number of trading accounts, at least 100
     * @return how many records
     * @throws UserFault if the file cannot be written
     */
    public static int write(Path file, long seed, int accounts) {
        List<RecordLine> records = draw(seed, accounts);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (RecordLine record : records) {
                out.write(record.format());
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be written (" + e + ")");
        }
        return records.size();
    }
}
