package io.tearup.app.simulate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup simulate}: venues and failing clusters drawn from seeds, each with a verdict. */
@Command(
        name = "simulate",
        description = {
            "Draws a venue and a cluster that fails from a seed, runs the pipeline through it in this process, and judges what was committed.",
            "Exit status 0 if every seed holds, 3 if not; each failing seed is printed with the command that runs it again.",
            "",
            "Examples:",
            "  tearup simulate --seed 42",
            "  tearup simulate --seed 0 --seeds 5000",
            "  tearup simulate --seed 0 --seeds 100 -o json"
        },
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            description = "The first seed, ${DEFAULT-VALUE} unless told otherwise.",
            defaultValue = "0")
    private long seed;

    @Option(
            names = "--seeds",
            description = "How many seeds, one after the other; 1 unless told otherwise.",
            defaultValue = "1")
    private long seeds;

    @Option(
            names = "--events",
            description = "Steps of each venue, " + Simulation.EVENTS + " unless told otherwise.",
            defaultValue = "" + Simulation.EVENTS)
    private int events;

    @Option(names = "--threads", description = "Threads; one per processor unless told otherwise.", defaultValue = "0")
    private int threads;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        requireWithin("--seeds", seeds, 1, Integer.MAX_VALUE);
        requireWithin("--events", events, 0, 1_000_000);
        requireWithin("--threads", threads, 0, 1_024);
        if (LoggerFactory.getLogger("io.tearup.stream") instanceof Logger refusals) {
            // Bad records are drawn on purpose; each would be a line.
            refusals.setLevel(Level.ERROR);
        }
        PrintWriter data = spec.commandLine().getOut();
        PrintWriter talk = spec.commandLine().getErr();
        int workers = (int) Math.min(seeds, threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        Progress progress = new Progress(talk, "simulating", seeds);
        long begin = System.nanoTime();
        Seeds.Total total = Seeds.run(seed, seeds, events, workers, Commit.ATOMIC, progress::at);
        progress.clear();
        talk.println(String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9));
        if (format == Format.TABLE) {
            print(total, data);
        } else {
            list(total).print(format, data);
        }
        return (total.failures() == 0 ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    private void requireWithin(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + ": must be within " + least + ".." + most + ", is " + value);
        }
    }

    /** Every figure with its name, and each failed seed, for machines. */
    private static Listing list(Seeds.Total total) {
        Listing listing = new Listing("figure", "of", "value");
        listing.add("worlds", null, total.worlds());
        listing.add("records", null, total.records());
        listing.add("applied", null, total.applied());
        listing.add("repeated", null, total.repeated());
        total.refused().forEach((reason, times) -> listing.add("refused", reason, times));
        listing.add("waves", null, total.waves());
        listing.add("assignments", null, total.assignments());
        total.faults().forEach((fault, times) -> listing.add("faults", fault, times));
        listing.add("digest", null, String.format(Locale.ROOT, "%016x", total.digest()));
        listing.add("failures", null, total.failures());
        total.failed().forEach(failed -> listing.add("failed", "seed " + failed.seed(), failed.wrong()));
        return listing;
    }

    private static void print(Seeds.Total total, PrintWriter data) {
        data.println(String.format(
                Locale.ROOT,
                "worlds       %,d: %,d records, %,d applied, %,d repeated, %,d refused",
                total.worlds(),
                total.records(),
                total.applied(),
                total.repeated(),
                total.refused().values().stream().mapToLong(Long::longValue).sum()));
        total.refused()
                .forEach((reason, times) ->
                        data.println(String.format(Locale.ROOT, "refused      %,d %s", times, reason)));
        data.println(String.format(
                Locale.ROOT, "decisions    %,d waves, %,d assignments", total.waves(), total.assignments()));
        total.faults()
                .forEach((fault, times) -> data.println(
                        String.format(Locale.ROOT, "faults       %,d instances %s", times, fault.words())));
        data.println(String.format(Locale.ROOT, "digest       %016x", total.digest()));
        for (Simulation.Result failed : total.failed()) {
            data.println("FAILED       seed " + failed.seed() + ": " + failed.wrong());
            data.println("  again      " + failed.again());
        }
        data.println(
                total.failures() == 0
                        ? "every seed holds"
                        : String.format(Locale.ROOT, "%,d of %,d seeds fail", total.failures(), total.worlds()));
    }
}
