package io.tearup.app.reset;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.OneInstance;
import io.tearup.app.WorkedExample;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.topology.TopologyCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment's state is deleted only on purpose and only while nothing runs; afterwards it begins again. */
class ResetIT {
    private static final HttpSettings HTTP = new HttpSettings("127.0.0.1", 0, "", Duration.ZERO);
    private static final String CHANGELOG = OneInstance.APPLICATION + "-risk-state-changelog";

    @TempDir
    private Path directory;

    @Test
    void shouldForgetOnlyOnPurposeAndOnlyWhileNothingRuns() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory);
                Admin admin = instance.admin()) {
            String config = instance.configFile().toString();
            CommandRun nothing = reset(config, "-o", "csv");
            assertThat(nothing.out()).containsExactly("deleted,what,name");
            assertThat(nothing.faults()).contains("nothing to delete: single has no state");
            instance.send(WorkedExample.of("usdt"));
            instance.start(HTTP);
            instance.await("/v1/waves", waves -> waves.path("waves").size() == 2);

            CommandRun running = reset(config, "--confirm", "single");
            assertThat(running.status()).isEqualTo(4);
            assertThat(running.faults())
                    .singleElement()
                    .asString()
                    .startsWith("group single is Stable: an instance runs");
            instance.stop();

            CommandRun shown = reset(config);
            assertThat(shown.out())
                    .containsExactly(
                            "deleted  what              name",
                            "false    topic             " + CHANGELOG,
                            "false    offsets of group  single");
            assertThat(reset(config, "--confirm", "single", "--dry-run").out()).isEqualTo(shown.out());
            assertThat(reset(config, "--confirm", "double").faults())
                    .containsExactly(
                            "--confirm: 'double' is not the application of this configuration, which is 'single'");
            assertThat(topics(admin)).contains(CHANGELOG);
            assertComparesWithTheCluster(config, admin);

            CommandRun done = reset(config, "--confirm", "single");
            assertThat(done.status()).as("%s", done.faults()).isZero();
            assertThat(topics(admin))
                    .doesNotContain(CHANGELOG)
                    .contains("adl.waves.v1", "single-2-risk-state-changelog");

            instance.start(HTTP);
            // Decided once more, under the same number: what a start from nothing does.
            instance.await("/v1/waves", waves -> waves.path("waves").size() == 4);
            instance.await(
                    "/v1/groups/usdt",
                    group -> group.at("/pools/0/cash").asText().equals("14000"));
        }
    }

    private static void assertComparesWithTheCluster(String config, Admin admin) throws Exception {
        assertThat(CommandRun.of(new TopologyCommand(), "cluster", "--config", config)
                        .out())
                .containsExactly("verdict  changelog", "READ     " + CHANGELOG);
        // Of an application whose name goes on where this one's ends.
        admin.createTopics(List.of(new NewTopic("single-2-risk-state-changelog", 1, (short) 1)))
                .all()
                .get();
        assertThat(CommandRun.of(new TopologyCommand(), "cluster", "--config", config)
                        .status())
                .isZero();
        admin.createTopics(List.of(new NewTopic("single-positions-changelog", 1, (short) 1)))
                .all()
                .get();
        CommandRun renamed = CommandRun.of(new TopologyCommand(), "cluster", "--config", config);
        assertThat(renamed.status()).isEqualTo(3);
        assertThat(renamed.out())
                .containsExactly("verdict  changelog", "LEFT     single-positions-changelog", "READ     " + CHANGELOG);
    }

    private static Set<String> topics(Admin admin) throws Exception {
        return admin.listTopics().names().get();
    }

    private static CommandRun reset(String config, String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--config";
        arguments[1] = config;
        System.arraycopy(more, 0, arguments, 2, more.length);
        return CommandRun.of(new ResetCommand(), arguments);
    }
}
