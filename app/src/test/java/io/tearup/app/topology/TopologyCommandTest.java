package io.tearup.app.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.stream.Ingress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The names that state hangs on are those of the last release. */
class TopologyCommandTest {
    @TempDir
    private Path directory;

    /** Whoever changes a name on purpose says here what becomes of the state under the old one. */
    @ParameterizedTest
    @EnumSource(Ingress.class)
    void shouldHaveTheNamesOfTheLastRelease(Ingress ingress) {
        assertThat(TopologyDescription.current(ingress)).isEqualTo(TopologyDescription.released(ingress));
        CommandRun diff = CommandRun.of(new TopologyCommand(), "diff", "--ingress", ingress.name());
        assertThat(diff.out()).containsExactly("change  line");
        assertThat(diff.status()).isZero();
    }

    @Test
    void shouldNameTheStoreWithItsChangelog() {
        assertThat(CommandRun.of(new TopologyCommand(), "show").out())
                .contains(
                        "store risk-state logged in <applicationId>-risk-state-changelog",
                        "processor risk-core",
                        "source ingress-fills reads risk.fills.v1",
                        "sink egress-settlements writes adl.settlements.v1");
    }

    @Test
    void shouldFailWhereANameIsGoneAndNotWhereOneIsNew() throws Exception {
        List<String> now = TopologyDescription.current(Ingress.DIRECT).lines();
        Path renamed = directory.resolve("renamed.txt");
        Files.writeString(renamed, String.join("\n", now).replace("risk-state", "positions"));
        CommandRun lost = CommandRun.of(new TopologyCommand(), "diff", "--against", renamed.toString());
        assertThat(lost.status()).isEqualTo(3);
        assertThat(lost.out())
                .containsExactly(
                        "change  line",
                        "-       store positions logged in <applicationId>-positions-changelog",
                        "+       store risk-state logged in <applicationId>-risk-state-changelog");
        Path earlier = directory.resolve("earlier.txt");
        Files.write(
                earlier,
                now.stream()
                        .filter(line -> !line.startsWith("sink egress-ranks"))
                        .toList());
        CommandRun grown = CommandRun.of(new TopologyCommand(), "diff", "--against", earlier.toString());
        assertThat(grown.status()).isZero();
        assertThat(grown.out()).containsExactly("change  line", "+       sink egress-ranks writes adl.ranks.v1");
        assertThat(CommandRun.of(new TopologyCommand(), "diff", "--against", earlier.toString(), "-o", "json")
                        .out())
                .containsExactly("[{\"change\":\"+\",\"line\":\"sink egress-ranks writes adl.ranks.v1\"}]");
    }

    @Test
    void shouldRefuseWhatIsNoDescription() throws Exception {
        Path other = Files.writeString(directory.resolve("other.txt"), "kafka: {}\n");
        CommandRun refused = CommandRun.of(new TopologyCommand(), "diff", "--against", other.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.faults())
                .containsExactly("--against: is no description of a topology; 'tearup topology show' prints one");
    }
}
