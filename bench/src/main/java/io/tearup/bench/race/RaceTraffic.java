package io.tearup.bench.race;

import io.tearup.catalogue.RecordSerdes;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The race's input as bytes, for measurements without a broker. */
public final class RaceTraffic {
    /** Risk group of every record. */
    public static final String GROUP = RaceInput.GROUP;

    /** A record's topic and its bytes. */
    public record Sent(String topic, byte[] value) {}

    private RaceTraffic() {}

    /** At least {@code records} records of {@code accounts} accounts. */
    public static List<Sent> of(int records, int accounts, RecordSerdes serdes) {
        List<Sent> sent = new ArrayList<>();
        try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
            new RaceInput(
                            records,
                            accounts,
                            (topic, record) ->
                                    sent.add(new Sent(topic.name(), serializer.serialize(topic.name(), record))))
                    .write();
        }
        return sent;
    }
}
