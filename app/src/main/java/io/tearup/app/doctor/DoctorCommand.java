package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.Cluster;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Deployment;
import io.tearup.app.cli.Format;
import io.tearup.app.cli.Listing;
import io.tearup.app.config.TearupConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tearup doctor}: looks at everything a deployment needs and changes nothing. */
@Command(
        name = "doctor",
        description = {
            "Looks at everything a deployment needs and changes nothing, one line a check.",
            "Brokers, clock, heap, topics, access, registry, schemas, state directory. Exit status 4 if 'tearup run' would not start;",
            "what is WARNING runs, and not as well as it could; what is UNKNOWN the cluster does not tell this login.",
            "",
            "Examples:",
            "  tearup doctor --config tearup.yaml",
            "  tearup doctor --config tearup.yaml -o json"
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Deployment deployment;

    @Option(names = "-o", defaultValue = "table", description = "Output: table, json, ndjson or csv.")
    private Format format;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final Clock clock;

    public DoctorCommand() {
        this(Clock.systemUTC());
    }

    /** With the time of this machine from elsewhere. */
    DoctorCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        TearupConfig config = deployment.read();
        List<Check> checks = new ArrayList<>();
        try (Admin admin = Cluster.open(config)) {
            checks.addAll(
                    ClusterChecks.of(admin, config, clock, Runtime.getRuntime().maxMemory()));
            checks.addAll(Preflight.ofCluster(admin, config));
        } catch (UserFault e) {
            checks.addAll(Preflight.unreachable(e));
        }
        checks.addAll(Preflight.besideTheCluster(config));
        Listing listing = new Listing("verdict", "check", "detail");
        checks.forEach(check -> listing.add(check.verdict(), check.what(), check.detail()));
        listing.print(format, spec.commandLine().getOut());
        long failed = count(checks, Check.Verdict.FAILED);
        spec.commandLine()
                .getErr()
                .println(String.format(
                        Locale.ROOT,
                        "%d checks, %d failed, %d warnings, %d unknown",
                        checks.size(),
                        failed,
                        count(checks, Check.Verdict.WARNING),
                        count(checks, Check.Verdict.UNKNOWN)));
        return (failed == 0 ? ExitCode.OK : ExitCode.PREFLIGHT).status();
    }

    private static long count(List<Check> checks, Check.Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict).count();
    }
}
