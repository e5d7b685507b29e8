package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.config.TearupConfig;
import io.tearup.stream.Names;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Node;

/** The brokers, their clock, and whether the heap is enough for the state they keep. */
final class ClusterChecks {
    /** From here on ages of marks and latencies say more about clocks than about the pipeline. */
    static final long SKEW_MILLIS = 1_000;

    private static final long MEBI = 1L << 20;

    /** Of a JVM that holds clients, buffers and an empty state. */
    private static final long HEAP_BASE = 1_024 * MEBI;

    private ClusterChecks() {}

    static List<Check> of(Admin admin, TearupConfig config, Clock clock, long heap) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        try {
            DescribeClusterResult cluster = admin.describeCluster();
            int brokers = cluster.nodes().get().size();
            checks.add(Check.ok(
                    "kafka.bootstrap",
                    "cluster " + cluster.clusterId().get() + ", brokers "
                            + cluster.nodes().get().stream()
                                    .map(Node::idString)
                                    .sorted()
                                    .toList()));
            checks.add(
                    config.replicationFactor() <= brokers
                            ? Check.ok("replicationFactor", config.replicationFactor() + " of " + brokers + " brokers")
                            : Check.failed(
                                    "replicationFactor",
                                    "is " + config.replicationFactor() + " and there are " + brokers
                                            + " brokers; lower it or add brokers"));
        } catch (ExecutionException e) {
            checks.add(Check.failed("kafka.bootstrap", String.valueOf(e.getCause())));
            return checks;
        }
        checks.add(clock(admin, clock));
        checks.add(heap(admin, config, heap));
        return checks;
    }

    /**
     * The leader of the controllers gives its own time as that of its last fetch. Half of what the question took is how far off
     * the comparison may be.
     */
    private static Check clock(Admin admin, Clock clock) throws InterruptedException {
        String what = "clock";
        try {
            long asked = clock.millis();
            QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
            long answered = clock.millis();
            OptionalLong theirs = quorum.voters().stream()
                    .filter(voter -> voter.replicaId() == quorum.leaderId())
                    .findFirst()
                    .map(QuorumInfo.ReplicaState::lastFetchTimestamp)
                    .orElse(OptionalLong.empty());
            if (theirs.isEmpty() || theirs.getAsLong() <= 0) {
                return Check.unknown(what, "the cluster does not tell its time");
            }
            long off = theirs.getAsLong() - (asked + answered) / 2;
            long unsure = (answered - asked) / 2;
            String told = (off < 0 ? "the cluster is " + -off + " ms behind" : "the cluster is " + off + " ms ahead")
                    + ", give or take " + unsure + " ms";
            return Math.abs(off) - unsure > SKEW_MILLIS
                    ? Check.warning(what, told + "; let both follow a time server")
                    : Check.ok(what, told);
        } catch (ExecutionException e) {
            return Check.unknown(what, "the cluster does not tell its time (" + e.getMessage() + ")");
        }
    }

    /** Twice the log of the state, as a table that grows needs both sizes; compaction lags, so that is on the safe side. */
    private static Check heap(Admin admin, TearupConfig config, long heap) throws InterruptedException {
        String what = "heap";
        String changelog = config.applicationId() + "-" + Names.RISK_STATE + "-changelog";
        try {
            List<Integer> brokers =
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList();
            long state = admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                    .mapToLong(directories -> directories.values().stream()
                            .mapToLong(directory -> bytes(directory, changelog))
                            .sum())
                    .max()
                    .orElse(0);
            long wanted = HEAP_BASE + 2 * state;
            String told = heap / MEBI + " MiB, of which " + wanted / MEBI + " MiB are wanted for a log of the state of "
                    + state / MEBI + " MiB";
            return heap >= wanted
                    ? Check.ok(what, told)
                    : Check.warning(what, told + "; give -Xmx in TEARUP_JAVA_OPTS (docs/performance.md, Memory)");
        } catch (ExecutionException e) {
            return Check.unknown(
                    what,
                    heap / MEBI + " MiB; the cluster does not tell how large the state is (" + e.getMessage() + ")");
        }
    }

    private static long bytes(LogDirDescription directory, String topic) {
        return directory.replicaInfos().entrySet().stream()
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }
}
