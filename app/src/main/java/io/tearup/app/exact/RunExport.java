package io.tearup.app.exact;

import io.tearup.catalogue.RecordDeserializer;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Writes a run to a directory from which it can be replayed without its cluster and its registry. */
final class RunExport {
    private RunExport() {}

    /**
     * Writes sources, up to where they were consumed, output topics and the manifest.
     *
     * @param directory exists and is empty
     * @return records written by topic
     */
    static Map<String, Long> write(RecordedRun run, Path directory) throws IOException {
        Map<String, Long> written = new LinkedHashMap<>();
        List<String> topics = new ArrayList<>(run.ingress().sources());
        Topics.outputs().forEach(topic -> topics.add(topic.name()));
        RecordSerdes serdes = run.schemas().serdes();
        try (RecordDeserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            for (String topic : topics) {
                boolean source = run.ingress().sources().contains(topic);
                try (Writer to =
                        Files.newBufferedWriter(ExportedRun.fileOf(directory, topic), StandardCharsets.UTF_8)) {
                    long records = 0;
                    for (int partition = 0; partition < run.layout().partitions(); partition++) {
                        long end = source ? run.inputEnd(topic, partition) : Long.MAX_VALUE;
                        records += write(run, topic, partition, end, deserializer, to);
                    }
                    written.put(topic, records);
                }
            }
        }
        Files.writeString(
                directory.resolve(RunManifest.FILE),
                ExportedRun.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(manifest(run)) + "\n",
                StandardCharsets.UTF_8);
        return written;
    }

    private static long write(
            RecordedRun run,
            String topic,
            int partition,
            long end,
            RecordDeserializer<SpecificRecord> deserializer,
            Writer to)
            throws IOException {
        long records = 0;
        try (RecordCursor cursor = run.records(topic, partition)) {
            RunRecord record = cursor.next();
            while (record != null && record.offset() < end) {
                to.write(ExportedRecords.line(record, decoded(deserializer, record)));
                records++;
                record = cursor.next();
            }
        }
        return records;
    }

    private static @Nullable SpecificRecord decoded(RecordDeserializer<SpecificRecord> deserializer, RunRecord record) {
        try {
            return deserializer.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            return null;
        }
    }

    private static RunManifest manifest(RecordedRun run) {
        Map<String, Map<Integer, Long>> ends = new TreeMap<>();
        for (String topic : run.ingress().sources()) {
            Map<Integer, Long> ofTopic = new TreeMap<>();
            for (int partition = 0; partition < run.layout().partitions(); partition++) {
                ofTopic.put(partition, run.inputEnd(topic, partition));
            }
            ends.put(topic, ofTopic);
        }
        Map<String, String> hashes = new TreeMap<>();
        for (String group : run.layout().groups()) {
            String hash = run.stateHash(group);
            if (hash != null) {
                hashes.put(group, hash);
            }
        }
        return new RunManifest(
                run.applicationId(),
                run.ingress(),
                run.layout().groups(),
                run.settled(),
                ends,
                hashes,
                run.schemas().schemas());
    }
}
