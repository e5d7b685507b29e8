package io.tearup.app.http;

import io.tearup.catalogue.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Which topics a stream is told from. Offsets and sequences mean something only within one life of a topic: a topic that was
 * made anew, or that of another cluster at the same address, begins both again under the same name.
 */
final class StreamEpoch implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Admin admin;
    private final List<String> topics;

    StreamEpoch(Map<String, Object> properties, List<Topics.Topic> topics) {
        Map<String, Object> own = new HashMap<>(properties);
        own.keySet().retainAll(AdminClientConfig.configNames());
        this.admin = Admin.create(own);
        this.topics = topics.stream().map(Topics.Topic::name).toList();
    }

    /**
     * The ids that the brokers gave the topics when they were made.
     *
     * @throws Problem if the brokers do not tell them
     */
    String now() {
        try {
            Map<String, TopicDescription> told =
                    admin.describeTopics(topics).allTopicNames().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return new TreeMap<>(told)
                    .values().stream().map(topic -> topic.topicId().toString()).collect(Collectors.joining("."));
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.unavailable("the brokers do not tell the topics of the stream: "
                    + (e.getCause() == null
                            ? "no answer within " + WITHIN.toSeconds() + " s"
                            : e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("this instance stops");
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
