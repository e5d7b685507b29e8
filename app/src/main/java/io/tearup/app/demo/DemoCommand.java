package io.tearup.app.demo;

import io.tearup.app.ExitCode;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.Progress;
import io.tearup.app.TopicPlanner;
import io.tearup.app.UserFault;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.console.Console;
import io.tearup.app.http.ApiServer;
import io.tearup.app.local.LocalPlatform;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskStates;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code tearup demo}: a market crash on a real broker and a real registry, from nothing, told and audited.
 *
 * <p>Starts both on loopback, creates the topics, plays the drawn records into them, runs the pipeline until it has consumed
 * them all, reads every output as a read_committed consumer would, tells the timeline, checks the books and prints the hash
 * of the settlements. The records are all there before the pipeline starts and have distinct times, so that Streams merges
 * the topics in one order on every machine. At a pace, for whoever watches it in the console, {@link PacedPlay} keeps that order.
 */
@Command(
        name = "demo",
        description = {
            "Plays a seeded market crash through a real broker and registry and shows who was closed and why.",
            "",
            "Examples:",
            "  tearup demo",
            "  tearup demo --speed 600x --http-port 8080",
            "  tearup demo --seed 7 --accounts 20000 --no-wait",
            "  tearup demo --save crash.ndjson --no-wait"
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final String APPLICATION = "tearup-demo";
    private static final Duration CONSUMED_WITHIN = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int DEFAULT_SPEED = 120;
    private static final int FASTEST = 100_000;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the crash (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--accounts",
            defaultValue = "4000",
            description = "Trading accounts, 100 to 200000 (default ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--no-wait",
            description = "Play as fast as it goes and stop at the end, instead of leaving broker, registry and console"
                    + " running.")
    private boolean noWait;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description =
                    "Play this many times as fast as it would happen, 1x to 100000x (default 120x, and no pace with"
                            + " --no-wait). Quiet stretches are cut to a second.")
    private @Nullable String speed;

    @Option(
            names = "--http-port",
            defaultValue = "0",
            description = "Port of the console and the HTTP API, 0 = any free one (default ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--save",
            description =
                    "Also write what the venue sends to this file, a record per line, as replay --events reads it.")
    private @Nullable Path save;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (accounts < 100 || accounts > 200_000) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--accounts must be within 100..200000, is " + accounts);
        }
        OptionalInt pace = pace();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter talk = spec.commandLine().getErr();
        if (save != null) {
            talk.println("written    " + DemoInput.write(save, seed, accounts) + " records to " + save);
        }
        Path directory = temporaryDirectory();
        Thread cleanUp = new Thread(() -> delete(directory), "delete-demo-data");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        long start = System.nanoTime();
        talk.println("starting a broker and a schema registry on loopback ...");
        try (LocalPlatform platform = LocalPlatform.start(directory)) {
            talk.println(String.format(
                    Locale.ROOT,
                    "broker     %s%nregistry   %s   (up in %.1f s)",
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    (System.nanoTime() - start) / 1e9));
            boolean balanced = play(platform, directory, pace, out, talk);
            return (balanced ? ExitCode.OK : ExitCode.VERIFICATION).status();
        }
    }

    /** How many times as fast as it would happen, empty = as fast as it goes. */
    private OptionalInt pace() {
        if (speed == null) {
            return noWait ? OptionalInt.empty() : OptionalInt.of(DEFAULT_SPEED);
        }
        int factor = speed.matches("[0-9]{1,6}x?") ? Integer.parseInt(speed.replace("x", "")) : 0;
        if (factor < 1 || factor > FASTEST) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--speed must be within 1x.." + FASTEST + "x, is " + speed);
        }
        return OptionalInt.of(factor);
    }

    private boolean play(LocalPlatform platform, Path directory, OptionalInt pace, PrintWriter out, PrintWriter talk)
            throws InterruptedException {
        RiskGroupLayout layout = RiskGroupLayout.parse(MarketCrash.GROUP);
        RecordSerdes serdes = RecordSerdes.forRegistry(platform.registryUrl());
        List<VenueRecord> records = MarketCrash.draw(seed, accounts);
        DemoTopics topics = new DemoTopics(platform.bootstrapServers(), serdes, layout);
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            TopicPlanner planner = new TopicPlanner(admin, layout, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            PipelineSettings settings = PipelineSettings.local(
                    APPLICATION,
                    platform.bootstrapServers(),
                    platform.registryUrl(),
                    Ingress.DIRECT,
                    layout,
                    directory.resolve("state"));
            if (pace.isEmpty()) {
                topics.play(records, new Progress(talk, "playing", records.size()));
                Progress deciding = new Progress(talk, "deciding", records.size());
                try (Pipeline pipeline = Pipeline.start(settings)) {
                    topics.awaitConsumed(admin, APPLICATION, CONSUMED_WITHIN, deciding);
                }
                return tell(topics, records, out);
            }
            int opening = PacedPlay.opening(records);
            topics.play(records.subList(0, opening), new Progress(talk, "writing", opening));
            HttpSettings http = new HttpSettings("127.0.0.1", httpPort, "", Duration.ZERO, true, Optional.empty());
            try (Pipeline pipeline = Pipeline.start(settings);
                    ApiServer api = ApiServer.start(http, pipeline, settings)) {
                talk.println("console    http://127.0.0.1:" + api.port() + Console.PATH + "   (watch it there)");
                topics.awaitConsumed(admin, APPLICATION, CONSUMED_WITHIN, new Progress(talk, "opening", opening));
                watch(topics, serdes, pipeline, records, pace.getAsInt(), talk);
                topics.awaitConsumed(
                        admin, APPLICATION, CONSUMED_WITHIN, new Progress(talk, "deciding", records.size()));
                boolean balanced = tell(topics, records, out);
                out.flush();
                if (!noWait) {
                    talk.println("broker, registry and console stay up; ctrl-C ends them");
                    talk.flush();
                    new CountDownLatch(1).await();
                }
                return balanced;
            }
        }
    }

    private static void watch(
            DemoTopics topics,
            RecordSerdes serdes,
            Pipeline pipeline,
            List<VenueRecord> records,
            int speed,
            PrintWriter talk)
            throws InterruptedException {
        Progress playing = new Progress(talk, "playing", records.size());
        try (PacedPlay play = new PacedPlay(topics, serdes, pipeline, records)) {
            while (play.hasNext()) {
                Instant before = play.nextTime();
                play.step();
                playing.at(play.played());
                Duration pause = Duration.between(before, play.nextTime()).dividedBy(speed);
                Thread.sleep((pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE).toMillis());
            }
        }
        playing.done();
    }

    /** Tells what happened and audits it: whether the books hold. */
    private boolean tell(DemoTopics topics, List<VenueRecord> records, PrintWriter out) {
        Played played = new Played(records, topics.readOutputs());
        RiskGroup durable = RiskStates.rebuilt(topics.readRows(APPLICATION + "-" + Names.RISK_STATE + "-changelog"))
                .group(MarketCrash.GROUP);
        out.println();
        Timeline.print(played, out);
        out.println();
        boolean balanced = true;
        for (BookAudit.Check check : BookAudit.of(played, durable)) {
            out.println((check.passed() ? "books ok   " : "books FAIL ") + check.what());
            check.faults().stream().limit(10).forEach(fault -> out.println("             " + fault));
            balanced &= check.passed();
        }
        out.println();
        out.println("result " + ResultHash.of(played.settlements()));
        return balanced;
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("tearup-demo-");
        } catch (IOException e) {
            throw new UserFault(
                    ExitCode.RUNTIME, "no temporary directory can be made in " + System.getProperty("java.io.tmpdir"));
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The operating system clears its temporary directory; nothing else is lost.
        }
    }
}
