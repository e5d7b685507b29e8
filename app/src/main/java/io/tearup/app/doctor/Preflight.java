package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.Cluster;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.schemas.SchemaChecks;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** What has to be so before {@code tearup run} starts anything: topics, access, registry, schemas, state directory. */
public final class Preflight {
    private Preflight() {}

    /** Every check; a cluster that does not answer is a check that failed. */
    public static List<Check> of(TearupConfig config) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        try (Admin admin = Cluster.open(config)) {
            checks.addAll(ofCluster(admin, config));
        } catch (UserFault e) {
            checks.addAll(unreachable(e));
        }
        checks.addAll(besideTheCluster(config));
        return checks;
    }

    /** Topics, and the access to them. A login that may not look at the topics fails the first, and the second tells why. */
    static List<Check> ofCluster(Admin admin, TearupConfig config) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        try {
            checks.addAll(TopicChecks.of(admin, config));
        } catch (UserFault e) {
            checks.add(Check.failed("topics", String.join("; ", e.faults())));
        }
        checks.addAll(AccessChecks.of(admin, config));
        return checks;
    }

    /** Registry, schemas, state directory. */
    static List<Check> besideTheCluster(TearupConfig config) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        Check registry = RegistryChecks.of(config);
        checks.add(registry);
        if (registry.verdict() == Check.Verdict.OK) {
            checks.addAll(SchemaChecks.of(config));
        }
        checks.add(StateDirectoryChecks.of(config.stateDirectory()));
        return checks;
    }

    /** What {@link Cluster#open} says of a cluster that does not answer; its lines begin with the key they are about. */
    static List<Check> unreachable(UserFault fault) {
        String what = "kafka.bootstrap";
        return fault.faults().stream()
                .map(line ->
                        Check.failed(what, line.startsWith(what + ": ") ? line.substring(what.length() + 2) : line))
                .toList();
    }
}
