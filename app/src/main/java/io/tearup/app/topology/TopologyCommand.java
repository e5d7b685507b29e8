package io.tearup.app.topology;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.TearupConfig;
import io.tearup.stream.Ingress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup topology}: shows the nodes and stores of the topology and compares them with a release or with a cluster. */
@Command(
        name = "topology",
        description = {
            "Shows the names that state hangs on, and whether this program changed them.",
            "",
            "Examples:",
            "  tearup topology show",
            "  tearup topology diff",
            "  tearup topology diff --against released.txt",
            "  tearup topology cluster --config tearup.yaml"
        },
        mixinStandardHelpOptions = true)
public final class TopologyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "show, diff or cluster?");
    }

    @Command(
            name = "show",
            description = {
                "Prints every source, processor, store and sink, a line each. Asks no cluster.",
                "",
                "Examples:",
                "  tearup topology show > released.txt",
                "  tearup topology show --ingress REPARTITION"
            },
            mixinStandardHelpOptions = true)
    int show(
            @Option(names = "--ingress", defaultValue = "DIRECT", description = "DIRECT or REPARTITION.")
                    Ingress ingress) {
        PrintWriter out = spec.commandLine().getOut();
        TopologyDescription.current(ingress).lines().forEach(out::println);
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "diff",
            description = {
                "Compares this program with a description, by default that of its last release. Lines that are gone begin with -,",
                "new ones with +. Exit status 3 if one is gone: what hung on its name, state above all, would be lost.",
                "",
                "Examples:",
                "  tearup topology diff",
                "  tearup topology diff --against released.txt --ingress DIRECT"
            },
            mixinStandardHelpOptions = true)
    int diff(
            @Option(names = "--against", paramLabel = "FILE", description = "What 'tearup topology show' printed once.")
                    @Nullable
                    Path file,
            @Option(names = "--ingress", defaultValue = "DIRECT", description = "DIRECT or REPARTITION.")
                    Ingress ingress,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format) {
        TopologyDescription before = file == null ? TopologyDescription.released(ingress) : read(file);
        TopologyDescription now = TopologyDescription.current(ingress);
        List<String> gone = before.without(now);
        Listing listing = new Listing("change", "line");
        gone.forEach(line -> listing.add("-", line));
        now.without(before).forEach(line -> listing.add("+", line));
        listing.print(format, spec.commandLine().getOut());
        return (gone.isEmpty() ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    @Command(
            name = "cluster",
            description = {
                "Compares this program with the state a deployment has in its cluster: every changelog of the application must be one",
                "that the program reads. Exit status 3 if one is not: this version would leave it behind and begin without it.",
                "",
                "Examples:",
                "  tearup topology cluster --config tearup.yaml"
            },
            mixinStandardHelpOptions = true)
    int cluster(
            @Mixin Deployment deployment,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format)
            throws InterruptedException {
        TearupConfig config = deployment.read();
        List<String> known = TopologyDescription.current(config.ingress()).changelogs(config.applicationId());
        // Another application's name may go on with a hyphen where this one's ends; its stores have names of their own.
        String own = config.applicationId() + "-";
        TreeSet<String> there = new TreeSet<>();
        try (Admin admin = Cluster.open(config)) {
            admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(own) && topic.endsWith("-changelog"))
                    .filter(topic -> known.contains(topic) || !isOfAnother(topic, own, known))
                    .forEach(there::add);
        } catch (ExecutionException e) {
            throw new UserFault(ExitCode.PREFLIGHT, "the cluster does not list its topics: " + e.getCause());
        }
        Listing listing = new Listing("verdict", "changelog");
        there.forEach(topic -> listing.add(known.contains(topic) ? "READ" : "LEFT", topic));
        listing.print(format, spec.commandLine().getOut());
        if (there.isEmpty()) {
            spec.commandLine().getErr().println(config.applicationId() + " has no state yet");
        }
        return (known.containsAll(there) ? ExitCode.OK : ExitCode.VERIFICATION).status();
    }

    /** Whether a changelog ends as one of ours does, and so belongs to an application with a longer name. */
    private static boolean isOfAnother(String topic, String prefix, List<String> known) {
        return known.stream().anyMatch(own -> topic.endsWith("-" + own.substring(prefix.length())));
    }

    private static TopologyDescription read(Path file) {
        try {
            return TopologyDescription.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserFault(ExitCode.USAGE, "--against: " + file + " cannot be read (" + e + ")");
        }
    }
}
