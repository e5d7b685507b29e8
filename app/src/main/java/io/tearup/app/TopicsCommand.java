package io.tearup.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    /** What is printed. */
    enum Format {
        TABLE,
        JSON
    }

    /** Options both subcommands have. */
    static final class Target {
        @Option(names = "--config", required = true, description = "Configuration of the deployment.")
        private Path config;

        @Option(names = "-o", defaultValue = "table", description = "Output: table or json.")
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
            description = "Shows what is missing or differs; exit status 4 if something does.",
            mixinStandardHelpOptions = true)
    int plan(@Mixin Target target) throws InterruptedException {
        TearupConfig config = ConfigReader.read(target.config, System.getenv());
        try (Admin admin = Cluster.open(config)) {
            List<TopicPlanner.Step> steps = planner(admin, config).plan();
            print(steps, target.format);
            boolean done = steps.stream().allMatch(step -> step.action() == TopicPlanner.Action.NONE);
            return (done ? ExitCode.OK : ExitCode.PREFLIGHT).status();
        }
    }

    @Command(
            name = "apply",
            description = "Creates what is missing and sets what differs; exit status 4 if something cannot be mended.",
            mixinStandardHelpOptions = true)
    int apply(
            @Mixin Target target,
            @Option(names = "--dry-run", description = "Show what would be done and do nothing.") boolean dryRun)
            throws InterruptedException {
        TearupConfig config = ConfigReader.read(target.config, System.getenv());
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
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            ArrayNode array = JsonMapper.builder().build().createArrayNode();
            for (TopicPlanner.Step step : steps) {
                array.addObject()
                        .put("topic", step.topic().name())
                        .put("action", step.action().name())
                        .put("partitions", step.found())
                        .put("wanted", step.wanted())
                        .put("detail", step.describe());
            }
            out.println(array);
            return;
        }
        for (TopicPlanner.Step step : steps) {
            out.println(
                    String.format(Locale.ROOT, "%-24s %-11s %s", step.topic().name(), step.action(), step.describe()));
        }
    }
}
