package io.tearup.app.explain;

import io.tearup.catalogue.Topics;
import java.util.List;

/** Where the published records are read from. */
sealed interface RecordSource permits DirectorySource, ClusterSource {
    /** The topics an explanation is made of, in the order in which they are read; see {@link DecisionLog}. */
    List<Topics.Topic> TOPICS =
            List.of(Topics.WAVES, Topics.ASSIGNMENTS, Topics.SETTLEMENTS, Topics.ALERTS, Topics.POSTINGS);

    /**
     * Reads every topic, one after the other, each in the order of its log.
     *
     * @throws io.tearup.app.UserFault if something cannot be read
     */
    void readInto(DecisionLog log) throws InterruptedException;

    /** Where the records of a topic are, for messages. */
    String place(Topics.Topic topic);
}
