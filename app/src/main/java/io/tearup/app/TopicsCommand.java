package io.tearup.app;

import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.TearupConfig;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup topics}: shows or does what the catalogue asks of a cluster. */
@Command(
        name = "topics",
        description = {
            "Compares the cluster's topics with the catalogue.",
            "",
            "Examples:",
            "  tearup topics plan --config tearup.yaml",
            "  tearup topics apply --config tearup.yaml --dry-run"
        },
        mixinStandardHelpOptions = true)
public final class TopicsCommand implements Runnable {
    /** Options both subcommands have. */
    static final class Target {
        @Mixin
        private Deployment deployment;

        @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
        private Format format;
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "plan or apply?");
    }

    @Command(
            name = "plan",
            description = {
                "Shows what is missing or differs; exit status 4 if something does.",
                "",
                "Examples:",
                "  tearup topics plan --config tearup.yaml",
                "  tearup topics plan --config tearup.yaml -o csv"
            },
            mixinStandardHelpOptions = true)
    int plan(@Mixin Target target) throws InterruptedException {
        TearupConfig config = target.deployment.read();
        try (Admin admin = Cluster.open(config)) {
            List<TopicPlanner.Step> steps = planner(admin, config).plan();
            print(steps, target.format);
            boolean done = steps.stream().allMatch(step -> step.action() == TopicPlanner.Action.NONE);
            return (done ? ExitCode.OK : ExitCode.PREFLIGHT).status();
        }
    }

    @Command(
            name = "apply",
            description = {
                "Creates what is missing and sets what differs; exit status 4 if something cannot be mended.",
                "",
                "Examples:",
                "  tearup topics apply --config tearup.yaml --dry-run",
                "  tearup topics apply --config tearup.yaml"
            },
            mixinStandardHelpOptions = true)
    int apply(
            @Mixin Target target,
            @Option(names = "--dry-run", description = "Show what would be done and do nothing.") boolean dryRun)
            throws InterruptedException {
        TearupConfig config = target.deployment.read();
        try (Admin admin = Cluster.open(config)) {
            TopicPlanner planner = planner(admin, config);
            List<TopicPlanner.Step> steps = planner.plan();
            print(steps, target.format);
            if (!dryRun) {
                planner.apply(steps);
            }
            boolean impossible = steps.stream().anyMatch(step -> step.action() == TopicPlanner.Action.IMPOSSIBLE);
            return (impossible ? ExitCode.PREFLIGHT : ExitCode.OK).status();
        }
    }

    private static TopicPlanner planner(Admin admin, TearupConfig config) {
        return new TopicPlanner(admin, config.layout(), config.ingress(), config.replicationFactor());
    }

    private void print(List<TopicPlanner.Step> steps, Format format) {
        Listing listing = new Listing("topic", "action", "partitions", "wanted", "detail");
        steps.forEach(
                step -> listing.add(step.topic().name(), step.action(), step.found(), step.wanted(), step.describe()));
        listing.print(format, spec.commandLine().getOut());
    }
}
