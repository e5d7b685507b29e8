package io.tearup.app.generate;

import io.tearup.app.ExitCode;
import io.tearup.app.cli.CommandReference;
import io.tearup.app.cli.Deployment;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.dashboard.Dashboard;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tearup generate}: prints what other systems need to run Tearup. */
@Command(
        name = "generate",
        description = {
            "Prints access rules, alert rules, dashboards, the shell's completion or the reference of commands.",
            "",
            "Examples:",
            "  tearup generate acl --config tearup.yaml",
            "  tearup generate acl --config tearup.yaml --principal User:CN=tearup -o kafka-acls | sh",
            "  tearup generate alerts > tearup-alerts.yaml",
            "  tearup generate dashboard risk-desk > risk-desk.json",
            "  source <(tearup generate completion)"
        },
        mixinStandardHelpOptions = true)
public final class GenerateCommand implements Runnable {
    /** Forms access rules are printed in. */
    enum AccessFormat {
        TABLE("table"),
        JSON("json"),
        KAFKA_ACLS("kafka-acls");

        private final String word;

        AccessFormat(String word) {
            this.word = word;
        }

        /** The word of the command line. */
        @Override
        public String toString() {
            return word;
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "acl, alerts, dashboard, completion or reference?");
    }

    @Command(
            name = "acl",
            description = {
                "Prints the least access that 'tearup run' needs; asks no cluster.",
                "",
                "Examples:",
                "  tearup generate acl --config tearup.yaml",
                "  tearup generate acl --config tearup.yaml --principal User:CN=tearup -o kafka-acls"
            },
            mixinStandardHelpOptions = true)
    int acl(
            @Mixin Deployment deployment,
            @Option(
                            names = "--principal",
                            description = "Who gets the access, as the broker calls it (default User:<applicationId>).")
                    @Nullable
                    String named,
            @Option(
                            names = "-o",
                            defaultValue = "table",
                            description = "Output: table, json, or kafka-acls for commands of Kafka's own tool.")
                    AccessFormat format) {
        TearupConfig config = deployment.read();
        String principal = named == null ? "User:" + config.applicationId() : named;
        if (!principal.matches("[A-Za-z]+:[^\\p{Cntrl}]+")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--principal: '" + principal + "' is not of the form User:name");
        }
        List<AccessRule> rules = MinimalAccess.of(config.applicationId(), config.ingress());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TABLE -> rules.forEach(rule -> out.println(AccessText.row(rule)));
            case JSON -> out.println(AccessText.json(rules, principal));
            case KAFKA_ACLS ->
                rules.forEach(rule -> out.println(AccessText.command(rule, principal, config.bootstrapServers())));
        }
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "alerts",
            description = {
                "Prints the alert rules as a rules file for Prometheus.",
                "",
                "Examples:",
                "  tearup generate alerts > tearup-alerts.yaml",
                "  tearup generate alerts --runbooks https://wiki.example.com/runbooks"
            },
            mixinStandardHelpOptions = true)
    int alerts(
            @Option(
                            names = "--runbooks",
                            description = "Address of the runbooks' directory; without it their path in the source"
                                    + " tree is given.")
                    @Nullable
                    String runbooks) {
        PrintWriter out = spec.commandLine().getOut();
        String rules = AlertRules.text();
        out.print(runbooks == null ? rules : AlertRules.withRunbooksAt(rules, runbooks));
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "dashboard",
            description = {
                "Prints a dashboard for Grafana, as its import and its files take it.",
                "",
                "Examples:",
                "  tearup generate dashboard risk-desk > risk-desk.json"
            },
            mixinStandardHelpOptions = true)
    int dashboard(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = DashboardNames.class,
                            description = "Which: ${COMPLETION-CANDIDATES}.")
                    String name) {
        Dashboard dashboard = Dashboard.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "there is no dashboard '" + name + "'; known are " + String.join(", ", new DashboardNames())));
        PrintWriter out = spec.commandLine().getOut();
        out.print(dashboard.json());
        out.flush();
        return ExitCode.OK.status();
    }

    /** For the help and for completion. */
    static final class DashboardNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Dashboard.all().stream().map(Dashboard::name).iterator();
        }
    }

    @Command(
            name = "completion",
            description = {
                "Prints completion of commands and options for bash and zsh.",
                "",
                "Examples:",
                "  tearup generate completion > /etc/bash_completion.d/tearup",
                "  source <(tearup generate completion)"
            },
            mixinStandardHelpOptions = true)
    int completion() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(root.getCommandName(), root));
        out.flush();
        return ExitCode.OK.status();
    }

    @Command(
            name = "reference",
            description = {
                "Prints the reference of all commands as Markdown.",
                "",
                "Examples:",
                "  tearup generate reference > docs/reference/cli.md"
            },
            mixinStandardHelpOptions = true)
    int reference() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(CommandReference.of(spec.root().commandLine()));
        out.flush();
        return ExitCode.OK.status();
    }
}
