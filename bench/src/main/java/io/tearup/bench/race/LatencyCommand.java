package io.tearup.bench.race;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.TopicPlanner;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.query.QueryResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code ./bench/latency}: from the moment a record that makes ADL fire is handed to its producer to the moment a
 * read_committed consumer has the first assignment of the wave.
 *
 * <p>A pool takes a long position over at 100 while the mark is 100; the mark then falls to 90, which takes the pool's equity
 * below its trigger: that mark is the record. Ten or so shorts are closed, the mark returns, the fund is refilled, and the next
 * wave follows at a random moment within the commit interval.
 */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = "Time from the record that triggers ADL to its assignments at a read_committed consumer.")
final class LatencyCommand implements Callable<Integer> {
    private static final String GROUP = "usdt";
    private static final String MARKET = "BTC-PERP";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LOTS = 1_000;

    /** Waves that warm the pipeline up and are not counted. */
    private static final int WARM_UP = 30;

    @Option(names = "--waves", description = "Waves to measure (default ${DEFAULT-VALUE}).", defaultValue = "300")
    private int waves;

    @Option(names = "--quick", description = "30 waves.")
    private boolean quick;

    @Option(
            names = "--accounts",
            description = "Shorts in the market (default ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int accounts;

    @Option(
            names = "--commit",
            description = "Commit interval, milliseconds (default ${DEFAULT-VALUE}).",
            defaultValue = "100")
    private int commitMillis;

    private final InputRecords venue = new InputRecords(GROUP, "venue");
    private Instant now = Instant.parse("2026-01-05T00:00:00Z");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LatencyCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Path work = Files.createTempDirectory("tearup-latency-");
        try (LocalPlatform platform = LocalPlatform.start(work);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, RiskGroupLayout.parse(GROUP), Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            List<Double> millis = measure(platform, work);
            double median = Medians.percentile(millis, 50);
            double high = Medians.percentile(millis, 99);
            System.out.println(String.format(
                    Locale.ROOT,
                    "{\"commitMillis\": %d, \"accounts\": %d, \"waves\": %d, \"p50Millis\": %.1f, \"p99Millis\": %.1f,"
                            + " \"p50PerCommitInterval\": %.2f, \"p99PerCommitInterval\": %.2f}",
                    commitMillis,
                    accounts,
                    millis.size(),
                    median,
                    high,
                    median / commitMillis,
                    high / commitMillis));
            return 0;
        } finally {
            WorkDirectory.remove(work);
        }
    }

    private List<Double> measure(LocalPlatform platform, Path work) throws InterruptedException {
        RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
        PipelineSettings settings = new PipelineSettings(
                "latency",
                platform.bootstrapServers(),
                platform.registryUrl(),
                Map.of(),
                Ingress.DIRECT,
                RiskGroupLayout.parse(GROUP),
                work.resolve("state"),
                1,
                0,
                PipelineSettings.CHECKPOINT_INTERVAL,
                Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Integer.toString(commitMillis)));
        SplittableRandom random = new SplittableRandom(7);
        List<Double> millis = new ArrayList<>();
        try (Out out = new Out(platform, serdes);
                KafkaConsumer<String, Assignment> consumer = consumer(platform, serdes)) {
            open(out);
            try (Pipeline pipeline = Pipeline.start(settings)) {
                if (!pipeline.awaitRunning(PATIENCE)) {
                    throw new IllegalStateException("the pipeline did not start: " + pipeline.fault());
                }
                int count = quick ? 30 : waves;
                for (int wave = 1; wave <= WARM_UP + count; wave++) {
                    prepare(out, pipeline, wave);
                    // Wherever in the commit interval, with nothing left to commit.
                    LockSupport.parkNanos((commitMillis * 2 + random.nextInt(commitMillis)) * 1_000_000L);
                    long start = System.nanoTime();
                    out.send(Topics.MARK_PRICES, venue.mark(next(), MARKET, Decimals.of("90")));
                    out.flush();
                    long seen = awaitWave(consumer, wave);
                    if (wave > WARM_UP) {
                        millis.add((seen - start) / 1e6);
                    }
                }
            }
        }
        return millis;
    }

    /** Group, market and as many shorts as are asked for, each with 100 lots at 100. */
    private void open(Out out) {
        out.send(Topics.CONTROL, venue.group(next(), "USDT", 2));
        out.send(Topics.CONTROL, venue.pool(next(), "main", PoolKind.ISOLATED));
        out.send(
                Topics.CONTROL,
                venue.market(
                        next(),
                        MarketDefinition.newBuilder()
                                .setMarket(MARKET)
                                .setPool("main")
                                .setLotSize(Decimals.of("1"))
                                .setTickSize(Decimals.of("1"))
                                .setMaintenanceMarginRate(Decimals.of("0.005"))
                                .build()));
        out.send(
                Topics.CONTROL,
                venue.rulebook(
                        next(),
                        RulebookDefinition.newBuilder().setName("binance").build()));
        out.send(Topics.MARK_PRICES, venue.mark(next(), MARKET, Decimals.of("100")));
        out.send(Topics.COLLATERAL, venue.deposit(next(), "maker", Decimals.of("100000000000")));
        for (int i = 0; i < accounts; i++) {
            String account = String.format(Locale.ROOT, "acct-%07d", i);
            out.send(Topics.COLLATERAL, venue.deposit(next(), account, Decimals.of(Integer.toString(5_000 + i % 997))));
            trade(out, "maker", account, "100", "10" + i % 10);
        }
        out.flush();
    }

    /** The pool takes over what a new account is long; the counterparty of its trade stays short, for the next waves. */
    private void prepare(Out out, Pipeline pipeline, int wave) {
        String account = "bust-" + wave;
        out.send(Topics.MARK_PRICES, venue.mark(next(), MARKET, Decimals.of("100")));
        out.send(Topics.COLLATERAL, venue.deposit(next(), account, Decimals.of("100000")));
        String counterparty = "short-" + wave;
        out.send(Topics.COLLATERAL, venue.deposit(next(), counterparty, Decimals.of("10000000")));
        out.flush();
        // What arrives first is applied first: each record waits until the one it needs is in.
        await(pipeline, new RiskQuery.OfAccount(GROUP, counterparty), Optional::isPresent);
        await(pipeline, new RiskQuery.OfAccount(GROUP, account), Optional::isPresent);
        trade(out, account, counterparty, Integer.toString(LOTS), "100");
        out.flush();
        await(
                pipeline,
                new RiskQuery.OfAccount(GROUP, counterparty),
                found -> found.stream().anyMatch(view -> !view.positions().isEmpty()));
        out.send(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        next(),
                        account,
                        MARKET,
                        "main",
                        PositionSide.LONG,
                        Decimals.of(Integer.toString(LOTS)),
                        Decimals.of("100"),
                        null));
        out.flush();
        await(
                pipeline,
                new RiskQuery.OfGroup(GROUP),
                found -> found.stream().anyMatch(view -> view.markets().get(0).inventoryLots() != 0));
    }

    /** Asks the pipeline until its answer is as it should be. */
    private static <R> void await(Pipeline pipeline, RiskQuery<R> question, Predicate<R> enough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            QueryResult<R> answer = pipeline.ask(question).get(0);
            if (answer != null && answer.isSuccess() && enough.test(answer.getResult())) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new IllegalStateException("not applied: " + question + ", fault: " + pipeline.fault());
    }

    private void trade(Out out, String buyer, String seller, String quantity, String price) {
        String trade = venue.nextTrade();
        out.send(Topics.FILLS, venue.fill(next(), buyer, MARKET, OrderSide.BUY, quantity, price, trade));
        out.send(Topics.FILLS, venue.fill(next(), seller, MARKET, OrderSide.SELL, quantity, price, trade));
    }

    private Instant next() {
        now = now.plusMillis(1);
        return now;
    }

    /** The moment the first assignment of a wave is there. */
    private static long awaitWave(KafkaConsumer<String, Assignment> consumer, int wave) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, Assignment> record : consumer.poll(Duration.ofSeconds(1))) {
                String id = record.value().getWaveId();
                if (id.endsWith("/" + wave)) {
                    return System.nanoTime();
                }
            }
        }
        throw new IllegalStateException("wave " + wave + " did not come");
    }

    private static KafkaConsumer<String, Assignment> consumer(LocalPlatform platform, RecordSerdes serdes) {
        KafkaConsumer<String, Assignment> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        1_000),
                new StringDeserializer(),
                serdes.deserializer(Assignment.class));
        TopicPartition assignments = new TopicPartition(Topics.ASSIGNMENTS.name(), 0);
        consumer.assign(List.of(assignments));
        consumer.seekToBeginning(List.of(assignments));
        return consumer;
    }

    /** The venue's producer. */
    private static final class Out implements AutoCloseable {
        private final Serializer<SpecificRecord> serializer;
        private final KafkaProducer<String, byte[]> producer;

        private Out(LocalPlatform platform, RecordSerdes serdes) {
            Map<String, Object> config = new HashMap<>();
            config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers());
            config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            serializer = serdes.serializer();
            producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        }

        private void send(Topics.Topic topic, SpecificRecord record) {
            Instant time =
                    (Instant) record.get(record.getSchema().getField("time").pos());
            producer.send(new ProducerRecord<>(
                    topic.name(),
                    0,
                    time.toEpochMilli(),
                    topic.keyOf(record).toString(),
                    serializer.serialize(topic.name(), record)));
        }

        private void flush() {
            producer.flush();
        }

        @Override
        public void close() {
            producer.close();
            serializer.close();
        }
    }
}
