package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.local.LocalPlatform;
import io.tearup.app.schemas.SchemasCommand;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.stream.Ingress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that are not ours, against a real broker and a real registry: kafkajs with Confluent's registry client and with the
 * kafkajs project's decode a record of every output topic, and write one of every input topic that Tearup reads as it was meant.
 * Every field is filled once and every optional field left out once.
 */
class ForeignClientsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assumeInstalled();
        platform = LocalPlatform.start(directory);
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, RiskGroupLayout.parse("usdt"), Ingress.DIRECT, 1);
            planner.apply(planner.plan());
        }
        CommandRun registered = CommandRun.of(new SchemasCommand(), "register", "--registry", platform.registryUrl());
        assertThat(registered.status()).as("%s", registered).isZero();
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void shouldFindEverySchemaRegisteredAndHeldAndTheSerializersAddNone() {
        try (KafkaProducer<String, SpecificRecord> producer = producer()) {
            Topics.outputs().forEach(topic -> send(producer, topic, SampleRecords.filled(topic)));
        }
        CommandRun again =
                CommandRun.of(new SchemasCommand(), "register", "-o", "csv", "--registry", platform.registryUrl());
        assertThat(again.out())
                .startsWith("subject,action,detail,breaches")
                .hasSize(1 + Topics.inputs().size() + Topics.outputs().size());
        assertThat(again.out().subList(1, again.out().size()))
                .allMatch(line -> line.contains(",NONE,registered as version 1,"));
        assertThat(CommandRun.of(new SchemasCommand(), "check", "--registry", platform.registryUrl())
                        .status())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void shouldDecodeEveryOutputTopic(String client) throws Exception {
        Map<String, Long> begins = new HashMap<>();
        List<String> expected = new ArrayList<>();
        try (KafkaProducer<String, SpecificRecord> producer = producer();
                KafkaConsumer<String, byte[]> consumer = ends()) {
            for (Topics.Topic topic : Topics.outputs()) {
                begins.put(topic.name(), end(consumer, topic));
                for (SpecificRecord record : List.of(SampleRecords.filled(topic), SampleRecords.bare(topic))) {
                    send(producer, topic, record);
                    expected.add(line(topic, record));
                }
            }
        }
        long before = begins.values().stream().mapToLong(Long::longValue).sum();
        List<String> arguments = new ArrayList<>(List.of(
                platform.bootstrapServers(), platform.registryUrl(), client, Long.toString(before + expected.size())));
        Topics.outputs().forEach(topic -> arguments.add(topic.name()));
        NodeScript.Result result = NodeScript.run("read.mjs", arguments, directory);
        assertThat(result.status()).as("%s", result.err()).isZero();
        List<String> read = new ArrayList<>();
        for (String each : result.out()) {
            read.add(JSON.readTree(each).toString());
        }
        assertThat(read).containsAll(expected).hasSize((int) before + expected.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void shouldWriteEveryInputTopic(String client) throws Exception {
        Map<Topics.Topic, Long> begins = new HashMap<>();
        List<String> lines = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = ends()) {
            for (Topics.Topic topic : Topics.inputs()) {
                begins.put(topic, end(consumer, topic));
                lines.add(line(topic, SampleRecords.filled(topic)));
                lines.add(line(topic, SampleRecords.bare(topic)));
            }
        }
        Path file = Files.write(directory.resolve("write-" + client), lines, StandardCharsets.UTF_8);
        NodeScript.Result result = NodeScript.run(
                "write.mjs",
                List.of(platform.bootstrapServers(), platform.registryUrl(), client, file.toString()),
                directory);
        assertThat(result.status()).as("%s", result.err()).isZero();
        for (Topics.Topic topic : Topics.inputs()) {
            assertThat(readFrom(topic, begins.getOrDefault(topic, 0L), 2))
                    .as(topic.name())
                    .containsExactly(SampleRecords.filled(topic), SampleRecords.bare(topic));
        }
    }

    private static String line(Topics.Topic topic, SpecificRecord record) {
        ObjectNode line = JSON.createObjectNode().put("topic", topic.name()).put("key", key(topic));
        line.set("value", RecordJson.write(record));
        return line.toString();
    }

    private static String key(Topics.Topic topic) {
        return "usdt|" + topic.name();
    }

    private static void send(
            KafkaProducer<String, SpecificRecord> producer, Topics.Topic topic, SpecificRecord record) {
        producer.send(new ProducerRecord<>(topic.name(), 0, key(topic), record));
    }

    private static KafkaProducer<String, SpecificRecord> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                new StringSerializer(),
                RecordSerdes.forRegistry(platform.registryUrl()).<SpecificRecord>serializer());
    }

    private static KafkaConsumer<String, byte[]> ends() {
        return new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static long end(KafkaConsumer<String, byte[]> consumer, Topics.Topic topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private static List<SpecificRecord> readFrom(Topics.Topic topic, long begin, int count) {
        List<SpecificRecord> read = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<String, SpecificRecord> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()),
                new StringDeserializer(),
                RecordSerdes.forRegistry(platform.registryUrl()).deserializer(SpecificRecord.class))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, begin);
            long deadline = System.nanoTime() + SOON.toNanos();
            while (read.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(record.key()).isEqualTo(key(topic));
                    read.add(record.value());
                }
            }
        }
        return read;
    }
}
