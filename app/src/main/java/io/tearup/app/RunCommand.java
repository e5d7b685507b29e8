package io.tearup.app;

import ch.qos.logback.classic.Logger;
import io.tearup.app.cli.Deployment;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.console.Console;
import io.tearup.app.doctor.RegistryChecks;
import io.tearup.app.doctor.StateDirectoryChecks;
import io.tearup.app.doctor.TopicChecks;
import io.tearup.app.http.ApiServer;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Control;
import io.tearup.stream.DecisionLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code tearup run}: the service against a cluster.
 *
 * <p>Before anything is started the configuration, the topics and the registry are looked at; every fault is one line and
 * the exit status is 4. Then the configured definitions are written to the control topic (definitions equal to those in
 * force change nothing) and the pipeline runs until it is told to stop or a fault ends it.
 */
@Command(
        name = "run",
        description = {
            "Runs the service against an existing cluster and registry.",
            "",
            "Examples:",
            "  tearup run --config tearup.yaml"
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private Deployment deployment;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        TearupConfig config = deployment.read();
        if (LoggerFactory.getLogger(DecisionLines.LOGGER) instanceof Logger decisions) {
            decisions.setLevel(null);
        }
        try (Admin admin = Cluster.open(config)) {
            List<String> faults = faults(admin, config);
            if (!faults.isEmpty()) {
                throw new UserFault(ExitCode.PREFLIGHT, faults);
            }
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

    /** What would keep it from running. */
    private static List<String> faults(Admin admin, TearupConfig config) throws InterruptedException {
        List<Check> checks = new ArrayList<>(TopicChecks.of(admin, config));
        checks.add(RegistryChecks.of(config));
        checks.add(StateDirectoryChecks.of(config.stateDirectory()));
        return checks.stream()
                .filter(check -> check.verdict() == Check.Verdict.FAILED)
                .map(check -> check.what() + ": " + check.detail())
                .toList();
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
