package io.tearup.app.exact;

import io.tearup.catalogue.RegisteredSchemas;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import org.jspecify.annotations.Nullable;

/**
 * What a run left behind: its input, what it wrote, and how far it came. Looked at once, so that input, output and
 * progress belong together even where the run goes on.
 */
public interface RecordedRun extends AutoCloseable {
    /** Where it is, for messages. */
    String place();

    String applicationId();

    Ingress ingress();

    RiskGroupLayout layout();

    RegisteredSchemas schemas();

    /** Offset after the last record the run has committed of a source, 0 if it has read none. */
    long inputEnd(String topic, int partition);

    /** Records of a source or of an output topic; records of a source may go beyond {@link #inputEnd}. */
    RecordCursor records(String topic, int partition);

    /**
     * Whether the run stood still while it was looked at. If not, its topics may have records that belong to input beyond
     * the ends, and they are no difference.
     */
    boolean settled();

    /**
     * Hash of a group's state as its changelog has it, which is what a standby holds and a restart restores; null if the
     * run did not stand still or has no changelog.
     */
    @Nullable
    String stateHash(String group);

    @Override
    void close();
}
