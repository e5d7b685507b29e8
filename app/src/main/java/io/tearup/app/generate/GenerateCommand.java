package io.tearup.app.generate;

import io.tearup.app.ExitCode;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup generate}: prints what other systems need to run Tearup. */
@Command(
        name = "generate",
        description = {
            "Prints access rules or alert rules for the systems around Tearup.",
            "",
            "Examples:",
            "  tearup generate acl --config tearup.yaml",
            "  tearup generate acl --config tearup.yaml --principal User:CN=tearup -o kafka-acls | sh",
            "  tearup generate alerts > tearup-alerts.yaml"
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
        throw new CommandLine.ParameterException(spec.commandLine(), "acl or alerts?");
    }

    @Command(
            name = "acl",
            description = "Prints the least access that 'tearup run' needs; asks no cluster.",
            mixinStandardHelpOptions = true)
    int acl(
            @Option(names = "--config", required = true, description = "Configuration of the deployment.") Path file,
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
        TearupConfig config = ConfigReader.read(file, System.getenv());
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
            description = "Prints the alert rules as a rules file for Prometheus.",
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
}
