package io.tearup.app.dlq;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.InputSender;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.stream.Ingress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes refused records again, one after the other, each taken by the pipeline before the next is written.
 *
 * <p>The pipeline has taken a record once its group's committed offset is beyond it; whether it was applied shows from the
 * dead letters, which are committed with the offset. With ingress REPARTITION the offset only says that it was routed, so
 * nobody waits there.
 */
final class Replay {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final TearupConfig config;
    private final RecordSource letters;
    private final Duration within;

    /** @param within how long the pipeline may take for each record */
    Replay(TearupConfig config, RecordSource letters, Duration within) {
        this.config = config;
        this.letters = letters;
        this.within = within;
    }

    /** What became of one: where it was written, and whether it is known to be applied. */
    record Written(LetterPlace from, LetterPlace to, boolean applied) {}

    /** @throws UserFault at the first that is refused again, or not taken in time; those after it are not written */
    List<Written> run(List<RefusedRecord> refused) throws InterruptedException {
        List<SpecificRecord> records =
                refused.stream().map(RefusedRecord::toReplay).toList();
        List<Written> written = new ArrayList<>();
        try (InputSender sender = new InputSender(config);
                Admin admin = Cluster.open(config)) {
            for (int i = 0; i < records.size(); i++) {
                Topics.Topic topic = Objects.requireNonNull(refused.get(i).topic());
                RecordMetadata at = sender.send(topic, records.get(i));
                LetterPlace to = new LetterPlace(at.topic(), at.partition(), at.offset());
                boolean waits = config.ingress() == Ingress.DIRECT;
                if (waits) {
                    awaitApplied(admin, refused.get(i).place(), to);
                }
                written.add(new Written(refused.get(i).place(), to, waits));
            }
        }
        return written;
    }

    private void awaitApplied(Admin admin, LetterPlace from, LetterPlace to) throws InterruptedException {
        TopicPartition partition = new TopicPartition(to.topic(), to.partition());
        long deadline = System.nanoTime() + within.toNanos();
        while (committed(admin, partition) <= to.offset()) {
            pause(deadline, to, "has not taken it");
        }
        while (isWaiting(from, to)) {
            pause(deadline, to, "keeps it waiting for what it refers to");
        }
    }

    private void pause(long deadline, LetterPlace to, String what) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new UserFault(
                    ExitCode.RUNTIME,
                    to + ": was written, but " + config.applicationId() + " " + what + " within " + within.toSeconds()
                            + " s; see that it runs, then 'tearup dlq ls'");
        }
        Thread.sleep(LOOK_EVERY.toMillis());
    }

    private long committed(Admin admin, TopicPartition partition) throws InterruptedException {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(config.applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return offset == null ? -1 : offset.offset();
        } catch (ExecutionException e) {
            throw new UserFault(
                    ExitCode.RUNTIME,
                    "the committed offsets of " + config.applicationId() + " cannot be read: " + e.getCause());
        }
    }

    /**
     * Whether a liquidation is kept for what it may have overtaken; its audit entries say so.
     *
     * @throws UserFault if it was refused again
     */
    private boolean isWaiting(LetterPlace from, LetterPlace to) throws InterruptedException {
        Map<LetterPlace, DeadLetter> again = new HashMap<>();
        List<AuditKind> kept = new ArrayList<>();
        letters.read(List.of(Topics.DLQ, Topics.AUDIT), record -> {
            if (record instanceof DeadLetter letter && LetterPlace.of(letter).equals(to)) {
                again.put(to, letter);
            } else if (record instanceof AuditEntry entry && entry.getDetail().startsWith(to.audited() + " ")) {
                kept.add(entry.getKind());
            }
        });
        DeadLetter letter = again.get(to);
        if (letter != null) {
            throw new UserFault(
                    ExitCode.VERIFICATION,
                    from + ": was refused again at " + to + ": " + letter.getReason() + ", " + letter.getMessage());
        }
        return kept.contains(AuditKind.INPUT_WAITS) && !kept.contains(AuditKind.INPUT_TAKEN);
    }
}
