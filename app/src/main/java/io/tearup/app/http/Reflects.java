package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import java.util.Comparator;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What an answer was made from: of each partition the last offset that is in it, under {@code reflects.offsets}. */
final class Reflects {
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private Reflects() {}

    /**
     * Labels an answer that was told from a topic, or from all that were read.
     *
     * @param topic null = all
     * @param next offset after the last that was read; nothing is said of a partition of which nothing was
     */
    static ObjectNode label(ObjectNode answer, Map<TopicPartition, Long> next, Topics.@Nullable Topic topic) {
        ObjectNode offsets = answer.putObject("reflects").putObject("offsets");
        next.entrySet().stream()
                .filter(entry -> topic == null || entry.getKey().topic().equals(topic.name()))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey(BY_NAME))
                .forEach(entry -> offsets.put(entry.getKey().toString(), entry.getValue() - 1));
        return answer;
    }
}
