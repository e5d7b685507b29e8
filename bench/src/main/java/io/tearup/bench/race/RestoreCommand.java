package io.tearup.bench.race;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.Progress;
import io.tearup.app.RestoreProgress;
import io.tearup.app.RestoreWatch;
import io.tearup.app.TopicPlanner;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code ./bench/restore}: Tearup restores its state from a changelog, in turns with a consumer that does nothing
 * but read the same changelog. Both read committed records only; the consumer has the settings of the restore consumer.
 */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Restores state from a changelog, in turns with a bare consumer of the same changelog.")
final class RestoreCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String APPLICATION = "restored";
    private static final PrintWriter TALK = new PrintWriter(System.err, true);

    @Option(names = "--quick", description = "A tenth of the records.")
    private boolean quick;

    @Option(names = "--records", description = "Inputs before the restart (default 2000000).", defaultValue = "2000000")
    private long records;

    @Option(names = "--repetitions", description = "Laps of each (default ${DEFAULT-VALUE}).", defaultValue = "5")
    private int repetitions;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RestoreCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Path work = Files.createTempDirectory("tearup-restore-");
        try (LocalPlatform platform = LocalPlatform.start(work);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, RiskGroupLayout.parse(RaceInput.GROUP), Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            fill(platform, admin, work);
            TopicPartition changelog = new TopicPartition(APPLICATION + "-" + Names.RISK_STATE + "-changelog", 0);
            List<Double> bare = new ArrayList<>();
            List<Double> restored = new ArrayList<>();
            List<Double> seconds = new ArrayList<>();
            for (int lap = 1; lap <= repetitions; lap++) {
                bare.add(consume(platform, changelog));
                RestoreProgress.Partition progress = restore(platform, work.resolve("lap-" + lap));
                seconds.add(progress.took().toNanos() / 1e9);
                restored.add(progress.restored() / seconds.get(lap - 1));
                System.err.println(String.format(
                        Locale.ROOT,
                        "lap %d  bare consumer %,10.0f rows/s   restore %,10.0f rows/s   %.2fx",
                        lap,
                        bare.get(lap - 1),
                        restored.get(lap - 1),
                        restored.get(lap - 1) / bare.get(lap - 1)));
            }
            double ratio = Medians.of(restored) / Medians.of(bare);
            System.out.println(String.format(
                    Locale.ROOT,
                    "{\"rowsPerSecondBare\": %.0f, \"rowsPerSecondRestore\": %.0f, \"ratio\": %.3f, \"secondsRestore\": %.3f, "
                            + "\"laps\": %d}",
                    Medians.of(bare),
                    Medians.of(restored),
                    ratio,
                    Medians.of(seconds),
                    repetitions));
            return 0;
        } finally {
            WorkDirectory.remove(work);
        }
    }

    /** Has Tearup consume the input, so that its changelog is there. */
    private void fill(LocalPlatform platform, Admin admin, Path work) throws InterruptedException, ExecutionException {
        long inputs = quick ? records / 10 : records;
        Map<TopicPartition, Long> ends = Race.play(platform, inputs, 50_000, new Book(), System.err);
        long total = ends.values().stream().mapToLong(Long::longValue).sum();
        Progress progress = new Progress(TALK, "deciding", total);
        try (Pipeline pipeline = Pipeline.start(settings(platform, work.resolve("first")))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long done = 0; done < total; done = Race.committed(admin, APPLICATION, ends)) {
                progress.at(done);
                if (System.nanoTime() > deadline || pipeline.fault().isPresent()) {
                    throw new IllegalStateException("the input was not consumed: " + pipeline.fault());
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        progress.at(total);
        progress.done();
    }

    private static PipelineSettings settings(LocalPlatform platform, Path directory) {
        return PipelineSettings.local(
                APPLICATION,
                platform.bootstrapServers(),
                platform.registryUrl(),
                Ingress.DIRECT,
                RiskGroupLayout.parse(RaceInput.GROUP),
                directory);
    }

    /** Rows per second of a consumer that only reads. */
    private static double consume(LocalPlatform platform, TopicPartition changelog) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                platform.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1_000,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(changelog));
            consumer.seekToBeginning(List.of(changelog));
            long end = consumer.endOffsets(List.of(changelog)).getOrDefault(changelog, 0L);
            Progress progress = new Progress(TALK, "reading", end);
            long rows = 0;
            long start = System.nanoTime();
            while (consumer.position(changelog) < end) {
                progress.at(rows);
                rows += consumer.poll(Duration.ofMillis(100)).count();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            progress.clear();
            return rows / seconds;
        }
    }

    /** A restore, as Kafka Streams tells its listener. */
    private static RestoreProgress.Partition restore(LocalPlatform platform, Path directory)
            throws InterruptedException {
        try (Pipeline pipeline = Pipeline.start(settings(platform, directory));
                RestoreWatch watch = RestoreWatch.start(pipeline.restore(), TALK)) {
            if (!pipeline.awaitRunning(PATIENCE)) {
                throw new IllegalStateException("the restore did not end: " + pipeline.fault());
            }
            RestoreProgress.Partition restored = pipeline.restore().partitions().get(0);
            if (restored == null || !restored.done()) {
                throw new IllegalStateException("nothing was restored");
            }
            return restored;
        }
    }
}
