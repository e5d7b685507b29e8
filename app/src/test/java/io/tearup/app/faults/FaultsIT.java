package io.tearup.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.app.CommandRun;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, two instances, standby on: each fault once, on real processes, while liquidations go on. How often each was
 * injected and what it cost is in docs/guarantees.md.
 */
class FaultsIT {
    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingAndDecideNothingTwice() throws Exception {
        try (FaultRuns runs = new FaultRuns(directory, Map.of())) {
            for (FaultRuns.Fault fault : EnumSet.allOf(FaultRuns.Fault.class)) {
                System.out.println(runs.inject(fault, 1).markdown());
            }
            JvmProcess refused = runs.startWithoutRoom();
            assertThat(refused.exitStatus()).as(refused.said()).isEqualTo(4);
            assertThat(refused.said()).contains("stateDir: ", "cannot be written; name another or change its owner");
            List<FaultRuns.Said> said = runs.killAndAsk(
                    List.of("/v1/groups/usdt/accounts/short-0", "/v1/groups/usdt/accounts/short-0/markets/BTC"));
            assertThat(said)
                    .as("both instances answer; the one that is left does at once, then as the one that decides")
                    .hasSize(4)
                    .allMatch(
                            each -> each.role().equals("ACTIVE") || each.role().equals("STANDBY"))
                    .last()
                    .extracting(FaultRuns.Said::role)
                    .isEqualTo("ACTIVE");
            List<JsonNode> first = said.get(0).bodies();
            assertThat(first.get(0).at("/positions/0/side").textValue()).isEqualTo("SHORT");
            assertThat(first.get(1).path("rank").intValue()).isBetween(1, SteadyVenue.COUNTERPARTIES);
            assertThat(said)
                    .as("all of them say the same")
                    .allMatch(each -> each.bodies().equals(first));
            runs.evolve();
            runs.poison();
            CommandRun verified = runs.end();
            assertThat(verified.status())
                    .as(String.join("\n", verified.out()) + verified.faults())
                    .isZero();
            assertThat(FaultRuns.audited(verified))
                    .as("inputs applied, repeated or refused")
                    .isEqualTo(runs.deployment().inputs())
                    .isGreaterThanOrEqualTo(runs.venue().sent());
            assertThat(verified.out())
                    .anyMatch(line -> line.matches("adl.settlements.v1 +[1-9][0-9,]{2,} records equal"));

            JvmProcess instance = runs.loseInput();
            assertThat(instance.exitStatus()).as(instance.said()).isEqualTo(1);
            assertThat(instance.said()).contains("records that were not read yet are gone from", "risk.insurance.v1");
        }
    }
}
