package io.tearup.stream;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RiskGroup;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of an input topic to an event in the engine's units: straight where {@link DirectReader} can, else through
 * a record object. One record at a time: first {@link #open}, which tells its risk group, then {@link #event}. For one
 * thread.
 */
public final class EventReader implements AutoCloseable {
    private final InputReader reader;
    private final DirectReader direct;
    private String topic = "";
    private byte @Nullable [] value;

    /** The opened record where it was read as an object. */
    private @Nullable SpecificRecord record;

    /** Reads what the registry behind {@code serdes} describes. */
    public EventReader(RecordSerdes serdes) {
        this.reader = new InputReader(serdes);
        this.direct = new DirectReader(reader::writerSchema);
    }

    /**
     * Begins with a record and tells its risk group.
     *
     * @throws RejectedInput {@code UNDECODABLE} if the bytes are no record of the topic
     */
    public String open(String newTopic, byte @Nullable [] newValue) {
        topic = newTopic;
        value = newValue;
        record = null;
        String group = direct.open(newTopic, newValue);
        return group == null ? InputTranslator.groupOf(read()) : group;
    }

    /**
     * The event of the record that was opened.
     *
     * @param group its risk group
     * @throws RejectedInput with the reason it cannot be applied
     */
    public RiskEvent event(RiskGroup group) {
        RiskEvent event = record == null ? direct.event(group) : null;
        return event == null ? InputTranslator.translate(read(), group) : event;
    }

    /**
     * Tells what a record will change that comes soon, as far as it is plain to see. It is to be opened again when its turn comes.
     *
     * @param groups whom to tell of the records of a group; null = nobody
     */
    void announce(String soonTopic, byte @Nullable [] soonValue, Function<String, @Nullable Lookahead> groups) {
        String group = direct.open(soonTopic, soonValue);
        Lookahead to = group == null ? null : groups.apply(group);
        if (to != null) {
            direct.announce(to);
        }
    }

    private SpecificRecord read() {
        SpecificRecord known = record;
        if (known == null) {
            known = reader.read(topic, value);
            record = known;
        }
        return known;
    }

    @Override
    public void close() {
        reader.close();
    }
}
