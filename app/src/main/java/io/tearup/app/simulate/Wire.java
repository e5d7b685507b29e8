package io.tearup.app.simulate;

import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Readers and writers of records for one thread, against a registry in memory. Making them costs more than a small world does. */
record Wire(RecordSerdes serdes, Serializer<SpecificRecord> writer, RecordDeserializer<SpecificRecord> reader)
        implements AutoCloseable {
    /** @param registry name of the registry in memory; threads with one of their own wait for nobody */
    static Wire of(String registry) {
        RecordSerdes serdes = RecordSerdes.forRegistry("mock://" + registry);
        return new Wire(serdes, serdes.serializer(), serdes.deserializer(SpecificRecord.class));
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
