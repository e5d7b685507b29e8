package io.tearup.app;

import ch.qos.logback.classic.Logger;
import io.tearup.app.cli.Deployment;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.console.Console;
import io.tearup.app.doctor.Preflight;
import io.tearup.app.http.ApiServer;
import io.tearup.app.http.StartingServer;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Control;
import io.tearup.stream.DecisionLines;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code tearup run}: the service against a cluster.
 *
 * <p>Before anything is started topics, access, registry, schemas and state directory are looked at, again and again for as long as
 * {@code --wait} says, while the probes tell what is missing. What fails in the end is a line each, and the exit status is 4. Then
 * the configured definitions are written to the control topic (definitions equal to those in force change nothing) and the pipeline
 * runs until it is told to stop or a fault ends it.
 */
@Command(
        name = "run",
        description = {
            "Runs the service against an existing cluster and registry.",
            "It looks at topics, access, registry, schemas and state directory first. What fails is a line each and exit status 4, at once or,",
            "with --wait, if it still fails by then; meanwhile /livez answers 200 and /startupz 503 with what fails.",
            "",
            "Examples:",
            "  tearup run --config tearup.yaml",
            "  tearup run --config tearup.yaml --wait 240"
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Mixin
    private Deployment deployment;

    @CommandLine.Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How long to wait for what fails before the start (default 0: not at all).")
    private int waitSeconds;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        TearupConfig config = deployment.read();
        if (LoggerFactory.getLogger(DecisionLines.LOGGER) instanceof Logger decisions) {
            decisions.setLevel(null);
        }
        try (Starting starting = Starting.of(config)) {
            passPreflight(config, starting);
            define(config);
        }
        LOG.info("defined {}, starting {}", config.layout().groups(), config.applicationId());
        PipelineSettings settings = settings(config);
        Pipeline pipeline = Pipeline.start(settings);
        Thread stop = new Thread(pipeline::close, "stop-pipeline");
        Runtime.getRuntime().addShutdownHook(stop);
        try (RestoreWatch restores =
                RestoreWatch.start(pipeline.restore(), spec.commandLine().getErr())) {
            serve(config, settings, pipeline);
        }
        pipeline.fault().ifPresent(fault -> LOG.error("stopped: {}", fault));
        return (pipeline.state() == KafkaStreams.State.NOT_RUNNING ? ExitCode.OK : ExitCode.RUNTIME).status();
    }

    /** Answers, where that is configured, until the pipeline has ended. */
    private static void serve(TearupConfig config, PipelineSettings settings, Pipeline pipeline)
            throws InterruptedException {
        if (config.http().isPresent()) {
            try (ApiServer api = ApiServer.start(config.http().get(), pipeline, settings)) {
                config.otlp().ifPresent(api::pushMetricsTo);
                LOG.info("answering at http://{}:{}", config.http().get().host(), api.port());
                if (config.http().get().console()) {
                    LOG.info("console at http://{}:{}{}", config.http().get().host(), api.port(), Console.PATH);
                }
                pipeline.awaitEnd();
            }
        } else {
            pipeline.awaitEnd();
        }
    }

    /** Looks until nothing fails. */
    private void passPreflight(TearupConfig config, Starting starting) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        List<Check> told = List.of();
        while (true) {
            List<Check> failing = Preflight.of(config).stream()
                    .filter(check -> check.verdict() == Check.Verdict.FAILED)
                    .toList();
            if (failing.isEmpty()) {
                return;
            }
            if (System.nanoTime() >= deadline) {
                throw new UserFault(
                        ExitCode.PREFLIGHT,
                        failing.stream().map(RunCommand::line).toList());
            }
            starting.waitFor(failing);
            if (!failing.equals(told)) {
                failing.forEach(check -> LOG.warn("waiting for {}", line(check)));
                told = failing;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(LOOK_AGAIN.toNanos(), deadline - System.nanoTime()));
        }
    }

    private static String line(Check check) {
        return check.what() + ": " + check.detail();
    }

    /** The probes of an instance that has yet to pass, where it answers HTTP at all. */
    private record Starting(Optional<StartingServer> server) implements AutoCloseable {
        static Starting of(TearupConfig config) {
            return new Starting(config.http().map(StartingServer::start));
        }

        void waitFor(List<Check> failing) {
            server.ifPresent(probes -> probes.waitFor(failing));
        }

        @Override
        public void close() {
            server.ifPresent(StartingServer::close);
        }
    }

    /** Writes the configured definitions to the control topic, each to its group's partition. */
    private static void define(TearupConfig config) throws InterruptedException {
        try (InputSender sender = new InputSender(config)) {
            for (Control control : config.definitions()) {
                sender.send(Topics.CONTROL, control);
            }
        }
    }

    private static PipelineSettings settings(TearupConfig config) {
        Map<String, String> properties = new HashMap<>(config.kafkaProperties());
        config.http()
                .map(HttpSettings::advertised)
                .filter(advertised -> !advertised.isEmpty())
                .ifPresent(advertised -> properties.putIfAbsent(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised));
        return new PipelineSettings(
                config.applicationId(),
                config.bootstrapServers(),
                config.registryUrl(),
                config.registryProperties(),
                config.ingress(),
                config.layout(),
                config.stateDirectory(),
                config.replicationFactor(),
                1,
                config.checkpointInterval(),
                properties);
    }
}
