package io.tearup.stream;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RejectedInput;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Routes one of the venue's topics into the internal topic: the bytes as they came, keyed by the risk group that the record
 * itself names, whatever its own key and partition. A record that does not decode goes to every group's partition: nobody
 * knows whose books it belongs to, so every group must hear of it.
 */
final class IngressRouter implements Processor<byte[], byte[], String, byte[]> {
    /** Key of a record whose group is not known. */
    static final String ALL_GROUPS = "|";

    private final Topics.Topic topic;
    private final RiskGroupLayout layout;
    private final InputReader reader;
    private @Nullable ProcessorContext<String, byte[]> context;

    IngressRouter(Topics.Topic topic, TopologySettings settings) {
        this.topic = topic;
        this.layout = settings.layout();
        this.reader = new InputReader(settings.serdes());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> newContext) {
        context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> input) {
        ProcessorContext<String, byte[]> to = Objects.requireNonNull(context, "init comes first");
        RecordMetadata at = to.recordMetadata().orElseThrow();
        RecordHeaders headers = new RecordHeaders();
        boolean tooLong = RecordSize.isTooLong(input.key(), input.value());
        if (tooLong) {
            RecordSize.write(headers, input.key(), input.value());
        }
        new SourceOfRecord(at.topic(), at.partition(), at.offset(), tooLong ? null : input.key()).writeTo(headers);
        to.forward(new Record<>(routingKey(input), tooLong ? null : input.value(), input.timestamp(), headers));
    }

    private String routingKey(Record<byte[], byte[]> input) {
        String group;
        try {
            group = InputTranslator.groupOf(reader.read(topic.name(), input.value()));
        } catch (RejectedInput e) {
            group = input.key() == null ? "" : KeyedGroup.of(new String(input.key(), StandardCharsets.UTF_8));
        }
        return layout.groups().contains(group) ? group : ALL_GROUPS;
    }

    @Override
    public void close() {
        reader.close();
    }
}
