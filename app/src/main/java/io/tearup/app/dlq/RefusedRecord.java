package io.tearup.app.dlq;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RegistryUnavailableException;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.MarkPrice;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The record of a dead letter, decoded.
 *
 * @param record null if it cannot be
 * @param undecodable why not, null if it can be
 */
record RefusedRecord(
        LetterPlace place,
        Topics.@Nullable Topic topic,
        @Nullable SpecificRecord record,
        @Nullable String undecodable) {
    /** Decodes with the schemas of the deployment's registry. */
    static RefusedRecord of(DeadLetter letter, TearupConfig config) {
        LetterPlace place = LetterPlace.of(letter);
        Topics.Topic topic = Topics.byName(place.topic()).orElse(null);
        ByteBuffer value = letter.getValue();
        if (topic == null || value == null) {
            return new RefusedRecord(
                    place,
                    topic,
                    null,
                    topic == null
                            ? "its topic is not in the catalogue"
                            : "it has no value, or one too long to be quoted");
        }
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        RecordSerdes serdes = RecordSerdes.forRegistry(config.registryUrl(), config.registryProperties());
        try (Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            SpecificRecord record = deserializer.deserialize(place.topic(), bytes);
            return topic.type().isInstance(record)
                    ? new RefusedRecord(place, topic, record, null)
                    : new RefusedRecord(
                            place, topic, null, "it is no " + topic.type().getSimpleName());
        } catch (RegistryUnavailableException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "registry.url: " + e.getMessage());
        } catch (SerializationException e) {
            return new RefusedRecord(place, topic, null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The record as it is written again: without the sequence of its source, which has gone on; its id still keeps it from
     * being applied twice.
     *
     * @throws UserFault if it cannot be written again
     */
    SpecificRecord toReplay() {
        if (record == null) {
            throw new UserFault(
                    ExitCode.VERIFICATION,
                    place + ": cannot be written again, " + undecodable + "; let its producer send it anew");
        }
        if (record instanceof MarkPrice) {
            throw new UserFault(
                    ExitCode.VERIFICATION,
                    place + ": a mark is not written again; the market's next mark is the repair");
        }
        SpecificRecord copy = SpecificData.getForClass(record.getClass()).deepCopy(record.getSchema(), record);
        Schema.Field sequence = copy.getSchema().getField("sequence");
        if (sequence != null) {
            copy.put(sequence.pos(), null);
        }
        return copy;
    }
}
