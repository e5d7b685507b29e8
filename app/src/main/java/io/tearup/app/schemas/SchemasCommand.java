package io.tearup.app.schemas;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import io.tearup.catalogue.Topics;
import io.tearup.contract.ContractFiles;
import io.tearup.contract.PublishedSchemas;
import io.tearup.contract.SchemaHistory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tearup schemas}: holds the schemas to their releases and to a registry, and writes what is generated from them. */
@Command(
        name = "schemas",
        description = {
            "Checks, registers and documents the schemas of the topics.",
            "",
            "Examples:",
            "  tearup schemas check",
            "  tearup schemas check --config tearup.yaml",
            "  tearup schemas register --config tearup.yaml --dry-run",
            "  tearup schemas docs"
        },
        mixinStandardHelpOptions = true)
public final class SchemasCommand implements Runnable {
    /** Which registry: one of the two. */
    static final class Target {
        @Option(names = "--config", description = "Configuration of a deployment, whose registry is meant.")
        private @Nullable Path config;

        @Option(names = "--registry", description = "Address of a registry's Confluent API.")
        private @Nullable String url;

        Registry open() {
            if (config != null) {
                TearupConfig deployment = ConfigReader.read(config, System.getenv());
                return Registry.open(deployment.registryUrl(), deployment.registryProperties());
            }
            return Registry.open(url == null ? "" : url, Map.of());
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "check, register, docs or release?");
    }

    @Command(
            name = "check",
            description = {
                "Compares the schemas with every release and, where a registry is named, with every version in it.",
                "Exit status 3 if a change breaks one of them, 4 if the registry lacks a schema or FULL_TRANSITIVE.",
                "",
                "Examples:",
                "  tearup schemas check",
                "  tearup schemas check --config tearup.yaml -o json"
            },
            mixinStandardHelpOptions = true)
    int check(
            @ArgGroup @Nullable Target target,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format) {
        SchemaHistory history = SchemaHistory.bundled();
        Map<Topics.Topic, Standing> released = new LinkedHashMap<>();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            released.put(topic, Standing.of(PublishedSchemas.of(topic), history.of(topic)));
        }
        List<SchemaPlanner.Step> registered = List.of();
        if (target != null) {
            try (Registry registry = target.open()) {
                registered = new SchemaPlanner(registry).plan();
            }
        }
        print(released, registered, format);
        boolean breaks = released.values().stream().anyMatch(standing -> standing.state() == Standing.State.BREAKS)
                || registered.stream().anyMatch(step -> step.action() == SchemaPlanner.Action.IMPOSSIBLE);
        boolean done = registered.stream().allMatch(step -> step.action() == SchemaPlanner.Action.NONE);
        return (breaks ? ExitCode.VERIFICATION : done ? ExitCode.OK : ExitCode.PREFLIGHT).status();
    }

    @Command(
            name = "register",
            description = {
                "Registers every schema under the name of its topic and holds the subject to FULL_TRANSITIVE.",
                "What is registered already is left as it is. Exit status 3 if a schema breaks a registered version;",
                "then nothing is done at all.",
                "",
                "Examples:",
                "  tearup schemas register --config tearup.yaml --dry-run",
                "  tearup schemas register --registry http://localhost:8081"
            },
            mixinStandardHelpOptions = true)
    int register(
            @ArgGroup(multiplicity = "1") Target target,
            @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
                    Format format,
            @Option(names = "--dry-run", description = "Show what would be done and do nothing.") boolean dryRun) {
        try (Registry registry = target.open()) {
            SchemaPlanner planner = new SchemaPlanner(registry);
            List<SchemaPlanner.Step> steps = planner.plan();
            print(steps, format);
            if (steps.stream().anyMatch(step -> step.action() == SchemaPlanner.Action.IMPOSSIBLE)) {
                return ExitCode.VERIFICATION.status();
            }
            if (!dryRun) {
                planner.apply(steps);
            }
            return ExitCode.OK.status();
        }
    }

    @Command(
            name = "docs",
            description = {
                "Writes the files generated from the schemas into the source tree: the reference docs/reference/schemas.md,",
                "schemas/asyncapi.yaml and one self-contained schema per topic in schemas/published/.",
                "",
                "Examples:",
                "  tearup schemas docs --dry-run"
            },
            mixinStandardHelpOptions = true)
    int docs(
            @Option(names = "--dir", description = "Root of the source tree; the program's own by default.") @Nullable
                    Path directory,
            @Option(names = "--dry-run", description = "Show what would be written and write nothing.")
                    boolean dryRun) {
        return write(SourceTree.at(directory), ContractFiles.generated(), dryRun);
    }

    @Command(
            name = "release",
            description = {
                "Adds the form of every changed schema to schemas/history/ as its next release. To be done when a version",
                "of Tearup is released. Exit status 3, and nothing is written, if a schema breaks an earlier release.",
                "",
                "Examples:",
                "  tearup schemas release --dry-run"
            },
            mixinStandardHelpOptions = true)
    int release(
            @Option(names = "--dir", description = "Root of the source tree; the program's own by default.") @Nullable
                    Path directory,
            @Option(names = "--dry-run", description = "Show what would be written and write nothing.")
                    boolean dryRun) {
        SourceTree tree = SourceTree.at(directory);
        SchemaHistory history = SchemaHistory.at(tree.history());
        Map<String, String> files = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Schema schema = PublishedSchemas.of(topic);
            Standing standing = Standing.of(schema, history.of(topic));
            standing.breaches().forEach(breach -> faults.add(topic.subject() + ": " + words(breach)));
            if (standing.state() != Standing.State.SAME) {
                int next = standing.version() + 1;
                files.put(
                        ContractFiles.history() + "/" + SchemaHistory.file(topic, next), PublishedSchemas.text(schema));
            }
        }
        if (!faults.isEmpty()) {
            throw new UserFault(ExitCode.VERIFICATION, faults);
        }
        return write(tree, files, dryRun);
    }

    private int write(SourceTree tree, Map<String, String> files, boolean dryRun) {
        PrintWriter out = spec.commandLine().getOut();
        for (SourceTree.Change change : tree.compare(files)) {
            out.println(String.format(Locale.ROOT, "%-7s %s", change.action(), change.name()));
        }
        if (files.isEmpty()) {
            spec.commandLine().getErr().println("nothing has changed since the last release");
        }
        if (!dryRun) {
            tree.write(files);
        }
        return ExitCode.OK.status();
    }

    private void print(Map<Topics.Topic, Standing> released, List<SchemaPlanner.Step> registered, Format format) {
        Map<Topics.Topic, SchemaPlanner.Step> steps = new LinkedHashMap<>();
        registered.forEach(step -> steps.put(step.topic(), step));
        Listing listing = new Listing("subject", "history", "registry", "breaches");
        released.forEach((topic, standing) -> {
            SchemaPlanner.Step step = steps.get(topic);
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("subject", topic.subject());
            json(object.putObject("history"), standing);
            List<String> breaches = new ArrayList<>();
            standing.breaches().forEach(breach -> breaches.add("release " + words(breach)));
            if (step != null) {
                ObjectNode registry = object.putObject("registry");
                json(registry, step.standing());
                registry.put("compatibility", step.level().orElse(null));
                step.standing().breaches().forEach(breach -> breaches.add("registry, version " + words(breach)));
            }
            String registry = step == null
                    ? "not asked"
                    : step.standing().describe()
                            + (step.held() ? "" : ", held to " + step.level().orElse("nothing of its own"));
            listing.add(object, Arrays.asList(topic.subject(), standing.describe(), registry, joined(breaches)));
        });
        listing.print(format, spec.commandLine().getOut());
    }

    private void print(List<SchemaPlanner.Step> steps, Format format) {
        Listing listing = new Listing("subject", "action", "detail", "breaches");
        for (SchemaPlanner.Step step : steps) {
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("subject", step.topic().subject())
                    .put("action", step.action().name())
                    .put("compatibility", step.level().orElse(null))
                    .put("detail", step.describe());
            json(object, step.standing());
            List<String> breaches = step.standing().breaches().stream()
                    .map(breach -> "version " + words(breach))
                    .toList();
            listing.add(
                    object, Arrays.asList(step.topic().subject(), step.action(), step.describe(), joined(breaches)));
        }
        listing.print(format, spec.commandLine().getOut());
    }

    private static @Nullable String joined(List<String> breaches) {
        return breaches.isEmpty() ? null : String.join("; ", breaches);
    }

    private static void json(ObjectNode object, Standing standing) {
        object.put("state", standing.state().name()).put("version", standing.version());
        ArrayNode breaches = object.putArray("breaches");
        for (Breach breach : standing.breaches()) {
            breaches.addObject()
                    .put("version", breach.version())
                    .put("field", breach.fault().field())
                    .put("reason", breach.fault().reason());
        }
    }

    private static String words(Breach breach) {
        return breach.version() + ": " + breach.fault();
    }
}
