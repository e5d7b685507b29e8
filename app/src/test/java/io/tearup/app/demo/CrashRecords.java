package io.tearup.app.demo;

import io.tearup.catalogue.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The demo's crash for tests outside of the demo, for any risk group. */
public final class CrashRecords {
    /** One record; times are distinct within a group. */
    public record Sent(Topics.Topic topic, SpecificRecord value, Instant time) {}

    private CrashRecords() {}

    /** Draws a crash of a group. */
    public static List<Sent> of(String group, long seed, int accounts) {
        return MarketCrash.draw(seed, accounts).stream()
                .map(record -> new Sent(record.topic(), renamed(record.value(), group), record.time()))
                .toList();
    }

    private static SpecificRecord renamed(SpecificRecord value, String group) {
        // Drawn a moment ago and nobody else's.
        value.put(value.getSchema().getField("riskGroup").pos(), group);
        return value;
    }
}
