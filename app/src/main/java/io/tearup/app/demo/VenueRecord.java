package io.tearup.app.demo;

import io.tearup.catalogue.Topics;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** A record the invented venue sends. Times are distinct and rising, so that merging the topics by time has one result. */
record VenueRecord(Topics.Topic topic, SpecificRecord value, Instant time) {
    String key() {
        return topic.keyOf(value).toString();
    }
}
