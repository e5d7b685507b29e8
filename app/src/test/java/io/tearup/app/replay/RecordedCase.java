package io.tearup.app.replay;

import io.tearup.app.Progress;
import io.tearup.app.demo.CrashRecords.Sent;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The input records of a case, for tests outside of this package. */
public final class RecordedCase {
    /** Risk group of every record. */
    public static final String GROUP = "case";

    private RecordedCase() {}

    /** What a case sends under a rulebook, in order. */
    public static List<Sent> of(Path directory, String rulebook) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        List<Sent> sent = new ArrayList<>();
        CaseReplay.run(
                ReplayCase.read(directory),
                CaseReplay.Rules.of(rulebook),
                new Progress(nowhere, "opening", 1),
                new Progress(nowhere, "demands", 1),
                (topic, record, time) -> sent.add(new Sent(topic, record, time)));
        return sent;
    }
}
