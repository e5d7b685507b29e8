package io.tearup.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.BrowserScript;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.Progress;
import io.tearup.app.TopicPlanner;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.http.ApiServer;
import io.tearup.app.local.FreePort;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.engine.model.Side;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Wave;
import io.tearup.store.RiskQuery;
import io.tearup.stream.Ingress;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo in a browser, with the demo's own parts: broker, registry, paced play, pipeline, API and page. */
class ConsoleIT {
    private static final RiskGroupLayout LAYOUT = RiskGroupLayout.parse(MarketCrash.GROUP);
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String APPLICATION = "console";
    private static final List<String> ALERT =
            List.of("market", "sequence", "state", "drawdown", "balance", "balancePeak", "headroom", "mark", "time");
    private static final List<String> WAVE =
            List.of("waveId", "step", "phase", "result", "demand", "price", "closedQuantity", "haircut", "time");

    @TempDir
    private Path directory;

    private final int port = FreePort.next();
    private final PrintWriter silent = new PrintWriter(Writer.nullWriter());

    @Test
    void shouldShowACrashAsItHappensAndDecideWhatTheDemoDecides() throws Exception {
        BrowserScript.assumeInstalled();
        List<VenueRecord> records = MarketCrash.draw(42, 4_000);
        try (LocalPlatform platform = LocalPlatform.start(directory);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, LAYOUT, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
            DemoTopics topics = new DemoTopics(platform.bootstrapServers(), serdes, LAYOUT);
            int opening = PacedPlay.opening(records);
            topics.play(records.subList(0, opening), new Progress(silent, "opening", opening));
            PipelineSettings settings = PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    LAYOUT,
                    directory.resolve("state"));
            try (CutLine line = new CutLine(port);
                    Instance instance = new Instance(settings);
                    PacedPlay play = new PacedPlay(topics, serdes, instance.pipeline, records)) {
                Desk desk = new Desk(line, instance, topics, play, admin);
                BrowserScript.run("console.mjs", "http://127.0.0.1:" + line.port(), desk::answer);
                while (play.hasNext()) {
                    play.step();
                }
                topics.awaitConsumed(admin, APPLICATION, WITHIN, new Progress(silent, "deciding", records.size()));
            }
            String images = System.getProperty("tearup.images");
            BrowserScript.publish("overview", "console", images);
            BrowserScript.publish("wave", "console-wave", images);
            BrowserScript.publish("whatif", "console-whatif", images);
            String readme = Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8);
            assertThat(readme)
                    .as("played at a pace, the same is decided")
                    .contains("result " + ResultHash.of(new Played(records, topics.readOutputs()).settlements()));
        }
    }

    /** Pipeline and API as one process has them; it can be stopped and started again. */
    private final class Instance implements AutoCloseable {
        private final PipelineSettings settings;
        private Pipeline pipeline;
        private ApiServer api;

        private Instance(PipelineSettings settings) throws InterruptedException {
            this.settings = settings;
            this.pipeline = Pipeline.start(settings);
            this.api = serve();
            assertThat(pipeline.awaitRunning(WITHIN)).isTrue();
        }

        private void startAgain() {
            pipeline = Pipeline.start(settings);
            api = serve();
        }

        private ApiServer serve() {
            return ApiServer.start(
                    new HttpSettings("127.0.0.1", port, "", Duration.ZERO, true, Optional.empty()), pipeline, settings);
        }

        @Override
        public void close() {
            api.close();
            pipeline.close();
        }
    }

    /** What the script asks for: the course of time, a server that goes away, and what there is to compare with. */
    private static final class Desk {
        private final PrintWriter silent = new PrintWriter(Writer.nullWriter());
        private final CutLine line;
        private final Instance instance;
        private final DemoTopics topics;
        private final PacedPlay play;
        private final Admin admin;

        private Desk(CutLine line, Instance instance, DemoTopics topics, PacedPlay play, Admin admin) {
            this.line = line;
            this.instance = instance;
            this.topics = topics;
            this.play = play;
            this.admin = admin;
        }

        private String answer(List<String> words) throws Exception {
            return switch (words.get(0)) {
                case "play" -> {
                    play.until(Instant.parse(words.get(1)));
                    topics.awaitConsumed(admin, APPLICATION, WITHIN, new Progress(silent, "deciding", 1));
                    yield "played";
                }
                case "stop" -> {
                    instance.close();
                    yield "stopped";
                }
                case "start" -> {
                    instance.startAgain();
                    play.goOnWith(instance.pipeline);
                    yield "started";
                }
                case "cut" -> {
                    line.cut();
                    yield "cut";
                }
                case "mend" -> {
                    line.mend();
                    yield "mended";
                }
                case "alerts" -> lastAlerts();
                case "waves" -> waves();
                case "count" -> Long.toString(published().count());
                case "hot" -> hot(words.get(1));
                case "same" -> {
                    String taken = new String(Base64.getDecoder().decode(words.get(1)), StandardCharsets.UTF_8);
                    List<String> lines = List.of(taken.split("\n", -1));
                    // Nothing orders two topics: each for itself.
                    for (String kind : List.of("Alert", "Wave")) {
                        assertThat(lines.stream().filter(line -> line.startsWith(kind)))
                                .containsExactlyElementsOf(published()
                                        .filter(line -> line.startsWith(kind))
                                        .toList());
                    }
                    yield "yes";
                }
                default -> throw new AssertionError("the script asks for " + words);
            };
        }

        /** What the stream is to bring, each record as the script names it. */
        private Stream<String> published() {
            return topics.readOutputs().stream().map(Desk::name).flatMap(Optional::stream);
        }

        private static Optional<String> name(SpecificRecord record) {
            List<String> fields = switch (record.getSchema().getName()) {
                case "Alert" -> ALERT;
                case "Wave" -> WAVE;
                default -> List.of();
            };
            JsonNode json = RecordJson.write(record);
            return fields.isEmpty()
                    ? Optional.empty()
                    : Optional.of(record.getSchema().getName() + " "
                            + fields.stream()
                                    .map(field -> json.path(field).asText())
                                    .collect(Collectors.joining(" ")));
        }

        /** The last alert of every market, a JSON array. */
        private String lastAlerts() {
            Map<String, JsonNode> last = new TreeMap<>();
            topics.readOutputs().stream()
                    .filter(Alert.class::isInstance)
                    .map(Alert.class::cast)
                    .forEach(alert -> last.put(alert.getMarket(), RecordJson.write(alert)));
            return last.values().toString();
        }

        /** The ids of all waves, a JSON array. */
        private String waves() {
            return topics.readOutputs().stream()
                    .filter(Wave.class::isInstance)
                    .map(Wave.class::cast)
                    .map(wave -> '"' + wave.getWaveId() + '"')
                    .distinct()
                    .toList()
                    .toString();
        }

        /** An account among the first in line of a market, with a short there and nothing else. */
        private String hot(String market) {
            for (int i = 0; i < 4_000; i++) {
                String account = String.format(Locale.ROOT, "acct-%05d", i);
                boolean alone = ask(new RiskQuery.OfAccount(MarketCrash.GROUP, account))
                        .map(RiskQuery.AccountView::positions)
                        .filter(held -> held.size() == 1
                                && held.get(0).market().id().equals(market)
                                && held.get(0).lots() != 0
                                && Side.of(held.get(0).lots()) == Side.SHORT)
                        .isPresent();
                if (alone
                        && ask(new RiskQuery.OfStanding(MarketCrash.GROUP, market, account))
                                .filter(standing ->
                                        standing.light() == 5 && standing.rank() > 1 && standing.rank() < 25)
                                .isPresent()) {
                    return account;
                }
            }
            throw new AssertionError("no account stands in front of " + market);
        }

        private <T> Optional<T> ask(RiskQuery<Optional<T>> question) {
            return Objects.requireNonNull(instance.pipeline.ask(question).get(0))
                    .getResult();
        }
    }
}
