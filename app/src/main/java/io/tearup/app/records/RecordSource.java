package io.tearup.app.records;

import io.tearup.catalogue.Topics;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Where published records are read from. */
public sealed interface RecordSource permits DirectorySource, ClusterSource {
    /**
     * Reads topics, one after the other, each in the order of its log.
     *
     * @throws io.tearup.app.UserFault if something cannot be read
     */
    void read(List<Topics.Topic> topics, Consumer<SpecificRecord> reader) throws InterruptedException;

    /** Where the records of a topic are, for messages. */
    String place(Topics.Topic topic);
}
