package io.tearup.app.reset;

import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.topology.Changelogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code tearup reset}: deletes the state of a deployment, so that it begins again with its inputs' first records.
 *
 * <p>Guarded three times: nothing is done without the application's name as a confirmation, nothing while an instance runs, and only
 * what the application itself made is deleted, by its exact name.
 */
@Command(
        name = "reset",
        description = {
            "Deletes the state of a deployment: its changelogs, the offsets of its group and its local directory.",
            "Shows what it would delete unless --confirm repeats the application's id; refuses, with exit status 4, while an",
            "instance runs. Topics of the catalogue are left alone. A start afterwards reads every input from its first record",
            "and decides again: what it writes comes after what the outputs have already, under the same ids.",
            "",
            "Examples:",
            "  tearup reset --config tearup.yaml",
            "  tearup reset --config tearup.yaml --confirm tearup"
        },
        mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {
    @Mixin
    private Deployment deployment;

    @Option(
            names = "--confirm",
            paramLabel = "APPLICATION",
            description = "The application's id: do it. Without it nothing is done.")
    private @Nullable String confirmed;

    @Option(names = "--dry-run", description = "Do nothing, whatever else is said.")
    private boolean dryRun;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        TearupConfig config = deployment.read();
        String application = config.applicationId();
        if (confirmed != null && !confirmed.equals(application)) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--confirm: '" + confirmed + "' is not the application of this configuration, which is '"
                            + application + "'");
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean act = confirmed != null && !dryRun;
        try (Admin admin = Cluster.open(config)) {
            Optional<GroupListing> group = admin.listGroups().all().get().stream()
                    .filter(listing -> listing.groupId().equals(application))
                    .findFirst();
            group.ifPresent(ResetCommand::requireEmpty);
            Set<String> topics = admin.listTopics().names().get();
            List<String> changelogs =
                    Changelogs.of(config).stream().filter(topics::contains).toList();
            Path directory = config.stateDirectory().resolve(application);
            boolean local = Files.isDirectory(directory);
            if (act) {
                // The log first: if this ends here, a start finds offsets without state and says that it is corrupt.
                admin.deleteTopics(changelogs).all().get();
                group.ifPresent(listing -> delete(admin, listing));
                if (local) {
                    delete(directory);
                }
            }
            Listing listing = new Listing("deleted", "what", "name");
            changelogs.forEach(topic -> listing.add(act, "topic", topic));
            group.ifPresent(named -> listing.add(act, "offsets of group", application));
            if (local) {
                listing.add(act, "directory", directory.toString());
            }
            listing.print(format, out);
            if (changelogs.isEmpty() && group.isEmpty() && !local) {
                spec.commandLine().getErr().println("nothing to delete: " + application + " has no state");
            }
        } catch (ExecutionException e) {
            throw refused(e);
        }
        out.flush();
        if (!act) {
            spec.commandLine().getErr().println("nothing was done; --confirm " + application + " does it");
        }
        return ExitCode.OK.status();
    }

    private static void requireEmpty(GroupListing group) {
        GroupState state = group.groupState().orElse(GroupState.UNKNOWN);
        if (state != GroupState.EMPTY && state != GroupState.DEAD) {
            throw new UserFault(
                    ExitCode.PREFLIGHT,
                    "group " + group.groupId() + " is " + state + ": an instance runs, or left a moment ago; stop every"
                            + " instance and wait for the group's session timeout");
        }
    }

    private static void delete(Admin admin, GroupListing group) {
        List<String> id = List.of(group.groupId());
        try {
            if (group.type().filter(GroupType.STREAMS::equals).isPresent()) {
                admin.deleteStreamsGroups(id).all().get();
            } else {
                admin.deleteConsumerGroups(id).all().get();
            }
        } catch (ExecutionException e) {
            throw refused(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserFault(ExitCode.RUNTIME, "interrupted; run it again");
        }
    }

    private static UserFault refused(ExecutionException e) {
        return new UserFault(
                ExitCode.PREFLIGHT,
                "the cluster does not do what is asked: " + e.getCause()
                        + "; it needs Delete on the changelogs and the group");
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, directory + ": cannot be deleted (" + e + "); delete it by hand");
        }
    }
}
