package io.tearup.bench.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./bench/race}. */
@Command(
        name = "race",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs Tearup and what a user would pick instead, side by side, on one broker and one input.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all contestants ended with the same positions", "3:one did not"})
final class RaceCommand implements Callable<Integer> {
    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xms2g",
            "-Xmx2g",
            "-XX:+UseSerialGC",
            // As the program sets it, see Tearup.main.
            "-Duser.language=en",
            "-Duser.country=US",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED");

    @Option(names = "--quick", description = "Fewer records, once: a look, not a figure.")
    private boolean quick;

    @Option(names = "--records", description = "Length of the input (default 8000000, with --quick 800000).")
    private long records;

    @Option(names = "--accounts", description = "Trading accounts (default ${DEFAULT-VALUE}).", defaultValue = "50000")
    private int accounts;

    @Option(names = "--repetitions", description = "Laps of each contestant (default 3, with --quick 1).")
    private int repetitions;

    @Option(
            names = "--only",
            split = ",",
            description = "Contestants that take part (default all): pass-through, tearup, tearup-at-least-once, dsl,"
                    + " rocksdb, in-memory, flink, ceiling.")
    private List<String> only = Contestant.labels();

    @Option(names = "--directory", description = "Where the broker keeps its log (default a temporary directory).")
    private Path directory;

    @Option(names = "--java-option", description = "A further option of every contestant's JVM, for profiling.")
    private List<String> javaOptions = List.of();

    @Option(
            names = "--output",
            description = "Where race.json and race.svg go (default ${DEFAULT-VALUE}).",
            defaultValue = "bench/target")
    private Path output;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RaceCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        RaceOptions options = new RaceOptions(
                records > 0 ? records : quick ? 800_000 : 8_000_000,
                accounts,
                repetitions > 0 ? repetitions : quick ? 1 : 3,
                only.stream().map(Contestant::ofLabel).toList(),
                Duration.ofMinutes(10),
                Stream.concat(JAVA_OPTIONS.stream(), javaOptions.stream()).toList());
        Path work = directory == null ? Files.createTempDirectory("tearup-race-") : directory;
        List<Race.Lap> laps;
        try {
            laps = new Race(options, System.err).run(work);
        } finally {
            if (directory == null) {
                WorkDirectory.remove(work);
            }
        }
        RaceReport report = RaceReport.of(options, laps);
        System.out.println();
        System.out.print(report.table());
        Files.createDirectories(output);
        Files.writeString(output.resolve("race.json"), report.json());
        Files.writeString(output.resolve("race.svg"), report.svg());
        return report.allAgree() ? 0 : 3;
    }
}
