package io.tearup.stream;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import org.apache.avro.specific.SpecificRecord;

/** From the bytes of an input topic to an event in the engine's units, as the topology reads them. For one thread. */
public final class EventReader implements AutoCloseable {
    private final InputReader reader;

    /** Reads what the registry behind {@code serdes} describes. */
    public EventReader(RecordSerdes serdes) {
        this.reader = new InputReader(serdes);
    }

    /**
     * The event in {@code value}, a record of {@code topic} that belongs to {@code group}.
     *
     * @throws RejectedInput if the bytes are no record of the topic or the record cannot be applied
     */
    public RiskEvent read(String topic, byte[] value, RiskGroup group) {
        SpecificRecord record = reader.read(topic, value);
        return InputTranslator.translate(record, group);
    }

    @Override
    public void close() {
        reader.close();
    }
}
