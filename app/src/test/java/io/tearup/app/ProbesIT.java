package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.config.HttpSettings;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.MarkPrice;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probes of an instance that restores, that runs, whose processor fails, whose marks are old, that starts and that ends. */
class ProbesIT {
    private static final HttpSettings HTTP = new HttpSettings("127.0.0.1", 0, "", Duration.ZERO);

    /** One record a poll: slow enough to be looked at. */
    private static final Map<String, String> SLOW_RESTORE = Map.of("restore.consumer.max.poll.records", "1");

    /** Smaller than any row of the changelog: what the processor writes is refused within its call. */
    private static final Map<String, String> NOTHING_FITS = Map.of("producer.max.request.size", "20");

    private static final Map<String, String> HELD =
            Map.of("producer.interceptor.classes", HeldProducer.class.getName());

    private static final int DEPOSITS = 3_000;

    @TempDir
    private Path directory;

    @Test
    void shouldTellARestoreAndAFailureOfTheProcessor() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory)) {
            instance.send(WorkedExample.of("usdt").subList(0, 4));
            instance.send(deposits());
            instance.start(HTTP, Map.of());
            instance.await(
                    "/v1/groups/usdt/accounts/a" + (DEPOSITS - 1),
                    account -> account.path("wallet").asText().equals("5"));
            instance.await("/v1/groups/usdt", group -> group.at("/reflects/lag").asLong(1) == 0);
            instance.stop();

            instance.begin(HTTP, SLOW_RESTORE);
            JsonNode restoring = instance.await(
                    "/readyz",
                    ready -> ready.path("restoringTasks").asInt() == 1
                            && ready.path("remainingRecords").asLong() > 0
                            && !ready.path("etaSeconds").isNull());
            assertThat(restoring.path("state").asText()).isEqualTo("REBALANCING");
            assertThat(restoring.path("remainingRecords").asLong()).isLessThanOrEqualTo(3 * DEPOSITS);
            assertThat(instance.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(instance.get("/livez").statusCode())
                    .as("a restart would begin the restore again")
                    .isEqualTo(200);
            assertThat(instance.get("/startupz").statusCode()).isEqualTo(200);
            JsonNode ready = instance.await(
                    "/readyz",
                    body -> body.path("restoringTasks").asInt() == 0
                            && body.path("state").asText().equals("RUNNING"));
            assertThat(ready.path("remainingRecords").asLong()).isZero();
            assertThat(instance.get("/readyz").statusCode()).isEqualTo(200);
            instance.stop();

            instance.begin(HTTP, NOTHING_FITS);
            instance.send(WorkedExample.of("usdt").subList(4, 5));
            JsonNode failed =
                    instance.await("/livez", live -> live.path("state").asText().equals("ERROR"));
            assertThat(failed.path("fault").asText())
                    .contains("Exception caught in process", "processor=risk-core, topic=risk.insurance.v1");
            assertThat(failed.path("liveThreads").asInt()).isZero();
            assertThat(instance.get("/livez").statusCode()).isEqualTo(500);
            assertThat(instance.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(instance.get("/startupz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldTellTheAgeOfMarksAndFrozenGroups() throws Exception {
        HttpSettings fresh = new HttpSettings("127.0.0.1", 0, "", Duration.ofSeconds(60));
        try (OneInstance instance = OneInstance.prepare(directory)) {
            instance.send(WorkedExample.of("usdt"));
            instance.start(fresh, Map.of());
            JsonNode old =
                    instance.await("/readyz", ready -> ready.path("markAgeMs").isNumber());
            assertThat(old.path("state").asText()).isEqualTo("RUNNING");
            assertThat(old.path("restoringTasks").asInt()).isZero();
            assertThat(old.path("markAgeMs").asLong())
                    .as("the example's marks are of January 2026")
                    .isGreaterThan(60_000);
            assertThat(instance.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(instance.get("/livez").statusCode())
                    .as("a restart would bring no mark")
                    .isEqualTo(200);

            InputRecords venue = new InputRecords("usdt", "later");
            Instant now = Instant.now();
            // Marks are numbered by market, and the example has two.
            MarkPrice mark = MarkPrice.newBuilder(venue.mark(now, "BTC", new BigDecimal("92")))
                    .setSequence(3)
                    .build();
            instance.send(List.of(new WorkedExample.Sent(Topics.MARK_PRICES, mark, now)));
            JsonNode ready =
                    instance.await("/readyz", body -> body.path("markAgeMs").asLong(Long.MAX_VALUE) <= 60_000);
            assertThat(ready.path("frozenGroups")).isEmpty();
            assertThat(instance.get("/readyz").statusCode()).isEqualTo(200);

            now = Instant.now();
            instance.send(List.of(
                    new WorkedExample.Sent(Topics.CONTROL, venue.mode(now, GroupMode.FROZEN, "maintenance"), now)));
            JsonNode frozen =
                    instance.await("/readyz", body -> !body.path("frozenGroups").isEmpty());
            assertThat(frozen.path("frozenGroups").toString()).isEqualTo("[\"usdt\"]");
            now = Instant.now();
            instance.send(
                    List.of(new WorkedExample.Sent(Topics.CONTROL, venue.mode(now, GroupMode.LIVE, "over"), now)));
            instance.await("/readyz", body -> body.path("frozenGroups").isEmpty());
        }
    }

    @Test
    void shouldTellAStartThatHasNotBegunAndAnEndThatIsNotOver() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory)) {
            Pipeline pipeline = instance.create(HTTP, HELD);
            assertProbes(instance, KafkaStreams.State.CREATED, 200, 503, 503);
            pipeline.start();
            assertThat(pipeline.awaitRunning(Duration.ofSeconds(90))).isTrue();
            assertProbes(instance, KafkaStreams.State.RUNNING, 200, 200, 200);

            Thread stop = new Thread(pipeline::close, "stop");
            stop.start();
            try {
                instance.await("/livez", live -> live.path("state").asText().equals("PENDING_SHUTDOWN"));
                assertProbes(instance, KafkaStreams.State.PENDING_SHUTDOWN, 200, 200, 503);
            } finally {
                HeldProducer.RELEASED.countDown();
            }
            stop.join();
            assertProbes(instance, KafkaStreams.State.NOT_RUNNING, 500, 200, 503);
        }
    }

    private static void assertProbes(OneInstance instance, KafkaStreams.State state, int live, int started, int ready)
            throws Exception {
        assertThat(instance.get("/livez").body()).contains("\"state\":\"" + state + "\"");
        assertThat(instance.get("/livez").statusCode()).as("live").isEqualTo(live);
        assertThat(instance.get("/startupz").statusCode()).as("started").isEqualTo(started);
        assertThat(instance.get("/readyz").statusCode()).as("ready").isEqualTo(ready);
    }

    /** Holds a stream thread that ends, in the closing of its producer, until it is released. */
    public static final class HeldProducer implements ProducerInterceptor<byte[], byte[]> {
        static final CountDownLatch RELEASED = new CountDownLatch(1);

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> row) {
            return row;
        }

        @Override
        public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            // Nothing to be done.
        }

        @Override
        public void close() {
            try {
                if (!RELEASED.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody released it");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void configure(Map<String, ?> properties) {
            // Nothing to be set.
        }
    }

    private static List<WorkedExample.Sent> deposits() {
        InputRecords bank = new InputRecords("usdt", "bank");
        List<WorkedExample.Sent> deposits = new ArrayList<>();
        for (int i = 0; i < DEPOSITS; i++) {
            Instant time = Instant.parse("2026-01-05T01:00:00Z").plusMillis(i);
            deposits.add(
                    new WorkedExample.Sent(Topics.COLLATERAL, bank.deposit(time, "a" + i, new BigDecimal("5")), time));
        }
        return deposits;
    }
}
