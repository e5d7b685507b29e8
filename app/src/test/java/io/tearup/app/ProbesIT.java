package io.tearup.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.config.HttpSettings;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probes of an instance that restores, that runs, and whose processor fails. */
class ProbesIT {
    private static final HttpSettings HTTP = new HttpSettings("127.0.0.1", 0, "", Duration.ZERO);

    /** One record a poll: slow enough to be looked at. */
    private static final Map<String, String> SLOW_RESTORE = Map.of("restore.consumer.max.poll.records", "1");

    /** Smaller than any row of the changelog: what the processor writes is refused within its call. */
    private static final Map<String, String> NOTHING_FITS = Map.of("producer.max.request.size", "20");

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
