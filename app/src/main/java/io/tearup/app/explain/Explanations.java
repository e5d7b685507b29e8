package io.tearup.app.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import java.util.List;

/** Explanations for other packages. */
public final class Explanations {
    /** Topics they are made of. */
    public static final List<Topics.Topic> READS = DecisionLog.TOPICS;

    private Explanations() {}

    /**
     * What is told about a wave or an assignment, as one object: the records, and what follows from them.
     *
     * @throws io.tearup.app.UserFault if the id has no form of an id, nothing of it is there, or the source cannot be read
     */
    public static ObjectNode json(String id, RecordSource source) throws InterruptedException {
        return JsonRenderer.of(Explainer.explain(DecisionId.parse(id), source));
    }
}
