package io.tearup.app.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.Pipeline;
import io.tearup.app.demo.CrashRecords;
import io.tearup.app.demo.CrashRecords.Sent;
import io.tearup.app.replay.RecordedCase;
import io.tearup.app.replay.ReplayCommand;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.query.QueryResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's crash on a real broker with a real registry, replayed from what the run left behind. */
class ExactReplayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EQUAL = "the run and its replay are equal";
    private static final byte[] NO_AVRO = {1, 2, 3};

    @TempDir
    private Path directory;

    @Test
    void shouldReproduceTwoGroupsWithLateTopicsBadInputAndARestart() throws Exception {
        try (RecordedVenue venue = new RecordedVenue(Ingress.DIRECT, "usdt,usdc", directory.resolve("venue"))) {
            List<Sent> records = crashes(venue, 300);
            int half = records.size() * 6 / 10;
            venue.send(records.subList(0, half));
            sendBadInput(venue, records.get(half - 1));
            venue.run(Map.of());
            try (Pipeline pipeline = venue.start("state", 0, Map.of())) {
                for (int from = half; from < records.size(); from += 1_000) {
                    sendTopicByTopic(venue, records.subList(from, Math.min(from + 1_000, records.size())));
                }
                // A fill nobody can read freezes the first group at the end.
                venue.send(Topics.FILLS, 0, "usdt|nobody", NO_AVRO, lastTime(records));
                venue.awaitConsumed();
            }

            List<String> told = venue.verify();
            assertThat(told).startsWith("exit 0").endsWith(EQUAL);
            assertThat(told)
                    .anyMatch(line -> line.matches("usdt .* 2 starts, [1-9].* checkpoints, state [0-9a-f]{32}"))
                    .anyMatch(line -> line.matches("usdc .* 2 starts, .*"))
                    .anyMatch(line -> line.matches("state of usdt +equal to the changelog's"))
                    .anyMatch(line -> line.matches("adl.dlq.v1 +[1-9].*"))
                    .anyMatch(line -> line.matches("adl.settlements.v1 +[1-9].*"));

            Path exported = venue.export("run");
            assertThat(kinds(exported)).contains("STARTED", "SOURCE_JOINED", "OUT_OF_ORDER", "CHECKPOINT");
            assertThat(RecordedVenue.tell(new VerifyCommand(), "--from", exported.toString()))
                    .isEqualTo(told);
            assertWritesWhatTheRunWrote(exported);
            assertNamesWhatWasTamperedWith(exported);
            assertNamesWhatIsMissing(exported);

            venue.send(Topics.POSTINGS, 1, "usdc", NO_AVRO, 0).awaitConsumed();
            assertThat(venue.verify())
                    .startsWith("exit 3")
                    .anyMatch(line ->
                            line.matches("DIFFERS: adl.postings.v1-1@[0-9]+ record: run 'usdc' .*, replay none"));
        }
    }

    @Test
    void shouldReproduceARunWithRoutedInput() throws Exception {
        try (RecordedVenue venue = new RecordedVenue(Ingress.REPARTITION, "usdt,usdc", directory.resolve("venue"))) {
            List<Sent> records = crashes(venue, 150);
            int definitions = 16;
            int half = records.size() / 2;
            try (Pipeline pipeline = venue.start("state", 0, Map.of())) {
                // What the rest refers to comes first: several tasks route.
                for (Sent definition : records.subList(0, definitions)) {
                    venue.send(List.of(definition)).awaitConsumed();
                }
                venue.send(records.subList(definitions, half));
                venue.send(Topics.MARK_PRICES, 1, "?", NO_AVRO, lastTime(records));
                venue.awaitConsumed();
            }
            venue.send(records.subList(half, records.size()));
            venue.run(Map.of("num.stream.threads", "2"));
            List<String> told = venue.verify();
            assertThat(told)
                    .startsWith("exit 0")
                    .endsWith(EQUAL)
                    .anyMatch(line -> line.matches("usdt .* [2-9] starts, .*"))
                    .anyMatch(line -> line.matches("adl.dlq.v1 +[1-9].*"))
                    .anyMatch(line -> line.matches("adl.fund.v1 +[1-9].*"));
            assertThat(RecordedVenue.tell(
                            new ReplayCommand(),
                            "--from-cluster",
                            venue.config().toString()))
                    .isEqualTo(told.subList(0, 3));
        }
    }

    @Test
    void shouldWriteTheSameWithAnyCommitIntervalAndBesideAnyOtherGroup() throws Exception {
        Map<String, List<String>> alone = outputs("usdt", "10");
        Map<String, List<String>> beside = outputs("usdc,usdt", "2000");
        assertThat(alone.get(Topics.SETTLEMENTS.name())).isNotEmpty();
        assertThat(beside).isEqualTo(alone);
    }

    /** Keys and values of the records of group usdt, by topic, of a run whose input is all there. */
    private Map<String, List<String>> outputs(String groups, String commitInterval) throws Exception {
        try (RecordedVenue venue =
                new RecordedVenue(Ingress.DIRECT, groups, directory.resolve("commit-" + commitInterval))) {
            venue.send(CrashRecords.of("usdt", 42, 300));
            venue.run(Map.of("commit.interval.ms", commitInterval));
            assertThat(venue.verify()).startsWith("exit 0").endsWith(EQUAL);
            Map<String, List<String>> outputs = new HashMap<>();
            Path exported = venue.export("run");
            int partition = venue.layout().partitionOf("usdt", "");
            for (Topics.Topic topic : Topics.outputs()) {
                List<String> records = new ArrayList<>();
                for (JsonNode line : lines(exported, topic)) {
                    if (line.path("partition").asInt() == partition) {
                        // The partition's number is part of an entry of the order log.
                        records.add(line.path("key").asText() + " "
                                + (topic.equals(Topics.ORDER_LOG)
                                        ? ((ObjectNode) line.path("value")).without("sourcePartition")
                                        : line.path("bytes").asText()));
                    }
                }
                outputs.put(topic.name(), records);
            }
            return outputs;
        }
    }

    @Test
    void shouldHaveAStandbyWithTheStateOfItsActive() throws Exception {
        try (RecordedVenue venue = new RecordedVenue(Ingress.DIRECT, "usdt", directory.resolve("venue"));
                Pipeline one = venue.start("one", 1, Map.of());
                Pipeline other = venue.start("other", 1, Map.of())) {
            venue.send(CrashRecords.of("usdt", 7, 200)).awaitConsumed();
            RiskQuery.OfStateHash question = new RiskQuery.OfStateHash("usdt");
            Set<String> hashes = new HashSet<>();
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            List<Optional<String>> answers = List.of();
            while (System.nanoTime() < deadline && (answers.size() < 2 || hashes.size() != 1)) {
                answers = new ArrayList<>();
                for (Pipeline each : List.of(one, other)) {
                    QueryResult<Optional<String>> result = each.ask(question).get(0);
                    if (result != null && result.isSuccess()) {
                        answers.add(result.getResult());
                    }
                }
                hashes.clear();
                answers.forEach(answer -> hashes.add(answer.orElse("none yet")));
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            assertThat(answers).as("active and standby").hasSize(2);
            assertThat(hashes).hasSize(1).first().asString().matches("[0-9a-f]{32}");
            assertThat(venue.verify())
                    .startsWith("exit 0")
                    .endsWith(EQUAL)
                    .anyMatch(line -> line.startsWith("usdt")
                            && line.endsWith("state " + hashes.iterator().next()));
        }
    }

    @Test
    void shouldReproduceTheDemandsOfTenOctober() throws Exception {
        Path shared = Path.of("../../shared/replay");
        assumeTrue(Files.isDirectory(shared), "left out: no replay data of 10 October 2025 at ../shared/replay");
        try (RecordedVenue venue = new RecordedVenue(Ingress.DIRECT, RecordedCase.GROUP, directory.resolve("venue"))) {
            List<Sent> records = RecordedCase.of(shared, "gate");
            int most = records.size() - 700;
            venue.send(records.subList(0, most));
            venue.run(Map.of());
            venue.send(records.subList(most, records.size()));
            venue.run(Map.of("commit.interval.ms", "20"));
            assertThat(venue.verify())
                    .startsWith("exit 0")
                    .endsWith(EQUAL)
                    .anyMatch(line -> line.matches("case .* 2 starts, .*"))
                    .anyMatch(line -> line.matches("adl.settlements.v1 +2[0-9],[0-9]+ records equal"));
        }
    }

    private static List<Sent> crashes(RecordedVenue venue, int accounts) {
        List<Sent> records = new ArrayList<>();
        long seed = 1;
        for (String group : venue.layout().groups()) {
            records.addAll(CrashRecords.of(group, seed++, accounts));
        }
        records.sort(Comparator.comparing(Sent::time));
        return records;
    }

    /** What is refused on each partition, without freezing anybody, and a record that comes again. */
    private static void sendBadInput(RecordedVenue venue, Sent again) {
        long time = again.time().toEpochMilli();
        venue.send(Topics.MARK_PRICES, 0, "usdt|BTC-PERP", NO_AVRO, time);
        venue.send(Topics.MARK_PRICES, 1, "who?", null, time);
        Sent stray = CrashRecords.of("usdc", 1, 100).get(0);
        venue.send(stray.topic(), 0, "usdc|GROUP", venue.bytes(stray.topic(), stray.value()), time);
        Sent unknown = CrashRecords.of("eur", 1, 100).get(0);
        venue.send(unknown.topic(), 1, "eur|GROUP", venue.bytes(unknown.topic(), unknown.value()), time);
        byte[] unknownSchema = venue.bytes(again.topic(), again.value());
        unknownSchema[1] = 77;
        venue.send(Topics.MARK_PRICES, 0, "usdt|BTC-PERP", unknownSchema, time);
        venue.send(List.of(again));
    }

    /** Each topic's records are consumed before the next topic's are sent: earlier ones come late. */
    private static void sendTopicByTopic(RecordedVenue venue, List<Sent> records) {
        for (Topics.Topic topic : Topics.inputs()) {
            List<Sent> own =
                    records.stream().filter(sent -> sent.topic().equals(topic)).toList();
            if (!own.isEmpty()) {
                venue.send(own).awaitConsumed();
            }
        }
    }

    private static long lastTime(List<Sent> records) {
        return records.get(records.size() - 1).time().toEpochMilli();
    }

    private static Set<String> kinds(Path exported) throws Exception {
        Set<String> kinds = new HashSet<>();
        for (JsonNode line : lines(exported, Topics.ORDER_LOG)) {
            kinds.add(line.path("value").path("kind").asText());
        }
        return kinds;
    }

    private static List<JsonNode> lines(Path exported, Topics.Topic topic) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(exported.resolve(topic.name() + ".ndjson"), StandardCharsets.UTF_8)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** The values that a replay writes out are those that the run has. */
    private static void assertWritesWhatTheRunWrote(Path exported) throws Exception {
        Path out = exported.resolveSibling("decisions");
        assertThat(RecordedVenue.tell(new ReplayCommand(), "--from", exported.toString(), "--out", out.toString()))
                .startsWith("exit 0");
        for (Topics.Topic topic : Topics.outputs()) {
            if (!topic.equals(Topics.DLQ)) {
                assertThat(values(out, topic)).as(topic.name()).isEqualTo(values(exported, topic));
            }
        }
    }

    private static List<JsonNode> values(Path directory, Topics.Topic topic) throws Exception {
        return lines(directory, topic).stream()
                .map(line -> line.path("value"))
                .sorted(Comparator.comparing(value -> value.path("riskGroup").asText()))
                .toList();
    }

    private static void assertNamesWhatWasTamperedWith(Path exported) throws Exception {
        List<JsonNode> settlements = lines(exported, Topics.SETTLEMENTS);
        JsonNode tampered = settlements.get(settlements.size() / 2);
        long offset = tampered.path("offset").asLong();
        String place = "adl.settlements.v1-" + tampered.path("partition").asInt() + "@" + offset;
        String quantity = tampered.path("value").path("quantity").asText();

        String forged = forged(exported, Topics.SETTLEMENTS, tampered, "quantity", Decimals.of("123456"));
        assertTold(
                exported,
                Topics.SETTLEMENTS,
                tampered,
                ((ObjectNode) tampered.deepCopy()).put("bytes", forged),
                "DIFFERS: " + place + " quantity: run 123456, replay " + quantity);
        assertTold(
                exported,
                Topics.SETTLEMENTS,
                tampered,
                ((ObjectNode) tampered.deepCopy()).put("key", "usdt|mallory"),
                "DIFFERS: " + place + " key: run usdt|mallory, replay "
                        + tampered.path("key").asText());

        JsonNode fund = lines(exported, Topics.FUND).get(3);
        assertTold(
                exported,
                Topics.FUND,
                fund,
                ((ObjectNode) fund.deepCopy())
                        .put("bytes", forged(exported, Topics.FUND, fund, "balance", Decimals.of("1"))),
                "DIFFERS: adl.fund.v1-" + fund.path("partition").asInt() + "@"
                        + fund.path("offset").asLong() + " balance: run 1, replay "
                        + fund.path("value").path("balance").asText());

        List<JsonNode> entries = lines(exported, Topics.ORDER_LOG);
        JsonNode entry = entries.stream()
                .filter(line -> line.path("value").path("kind").asText().equals("CHECKPOINT"))
                .findFirst()
                .orElseThrow();
        assertTold(
                exported,
                Topics.ORDER_LOG,
                entry,
                null,
                "adl.order-log.v1-" + entry.path("partition").asInt() + "@");
    }

    private static void assertNamesWhatIsMissing(Path exported) throws Exception {
        JsonNode fill = lines(exported, Topics.FILLS).get(5);
        assertTold(exported, Topics.FILLS, fill, null, "was deleted by age or compacted, so it cannot be replayed");
        JsonNode first = lines(exported, Topics.ORDER_LOG).get(0);
        assertTold(
                exported,
                Topics.ORDER_LOG,
                first,
                null,
                "adl.order-log.v1-" + first.path("partition").asInt() + "@");
    }

    /** Bytes of a record with another value in one field. */
    private static String forged(Path exported, Topics.Topic topic, JsonNode line, String field, Object value) {
        RecordSerdes serdes = ExportedRun.open(exported).schemas().serdes();
        try (RecordDeserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class);
                Serializer<SpecificRecord> serializer = serdes.serializer()) {
            SpecificRecord record = Objects.requireNonNull(deserializer.deserialize(
                    topic.name(), Base64.getDecoder().decode(line.path("bytes").asText())));
            record.put(record.getSchema().getField(field).pos(), value);
            return Base64.getEncoder().encodeToString(serializer.serialize(topic.name(), record));
        }
    }

    /** Replaces a line, or leaves it out, and expects the verification to say so; then puts it back. */
    private static void assertTold(
            Path exported, Topics.Topic topic, JsonNode line, @Nullable JsonNode by, String expected) throws Exception {
        Path file = exported.resolve(topic.name() + ".ndjson");
        String before = Files.readString(file, StandardCharsets.UTF_8);
        StringBuilder changed = new StringBuilder();
        for (JsonNode each : lines(exported, topic)) {
            JsonNode kept = each.equals(line) ? by : each;
            if (kept != null) {
                changed.append(kept).append('\n');
            }
        }
        Files.writeString(file, changed, StandardCharsets.UTF_8);
        List<String> told = RecordedVenue.tell(new VerifyCommand(), "--from", exported.toString());
        assertThat(told.get(0)).as("%s", told).isNotEqualTo("exit 0");
        assertThat(told).anyMatch(each -> each.contains(expected));
        Files.writeString(file, before, StandardCharsets.UTF_8);
    }
}
