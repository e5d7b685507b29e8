package io.tearup.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import java.io.PrintWriter;
import java.io.Writer;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseReplayTest {
    private static final String ACCOUNTS = "acct_id,collateral_usd\n1,1000\n2,2000\n3,10\n";
    private static final String POSITIONS =
            "acct_id,coin,size_lots,entry_px\n1,AAA,100,12.5\n2,AAA,300,12\n3,BBB,50,0.123456789012\n";
    private static final String DEMANDS = "wave,t_start_ms,t_end_ms,coin,lot,demand_lots,mark_px,adl_px\n"
            + "1,1760130964831,1760130964831,AAA,0.1,150,10,10.5\n"
            + "1,1760130964832,1760130964832,BBB,1,20,0.1,0.100000000001\n"
            + "2,1760130964833,1760130964833,AAA,0.1,250,9.99,9.99\n";

    @TempDir
    private Path directory;

    @Test
    void shouldCloseEveryDemandAtItsPriceToTheLot() throws Exception {
        write(ACCOUNTS, POSITIONS, DEMANDS);
        CaseReplay.Result result = run(directory);
        assertThat(result.faults()).isEmpty();
        assertThat(result.uncoveredLots()).isZero();
        assertThat(result.overshootLots()).isZero();
        assertThat(result.demandUsd()).isEqualByComparingTo("401.75");
        assertThat(result.neededUsd()).isEqualByComparingTo("7.50000000002");
        assertThat(result.raisedUsd()).isEqualByComparingTo("7.50000000002");
        assertThat(result.accountsTouched()).isEqualTo(3);
        assertThat(result.positionsFullyClosed()).isEqualTo(2);
        assertThat(result.settlements()).isEqualTo(4);
    }

    @Test
    void shouldCoverTheDemandsOfTenOctoberExactly() {
        Path shared = Path.of("../../shared/replay");
        assumeTrue(Files.isDirectory(shared), "left out: no replay data of 10 October 2025 at ../shared/replay");
        CaseReplay.Result result = run(shared);
        assertThat(result.faults()).isEmpty();
        assertThat(result.uncoveredLots()).isZero();
        assertThat(result.overshootLots()).isZero();
        assertThat(result.raisedUsd()).isEqualByComparingTo(result.neededUsd());
        assertThat(result.raisedUsd().setScale(2, RoundingMode.HALF_EVEN)).isEqualByComparingTo("15079669.63");
        assertThat(result.accountsTouched()).isEqualTo(13_915);
        assertThat(result.positionsFullyClosed()).isEqualTo(20_732);
        assertThat(result.settlements()).isEqualTo(21_460);
    }

    @Test
    void shouldNameFileLineAndFieldWhenANumberIsWrong() throws Exception {
        write(ACCOUNTS.replace("2000", "two"), POSITIONS, DEMANDS);
        assertThatThrownBy(() -> ReplayCase.read(directory))
                .isInstanceOf(UserFault.class)
                .hasMessage(directory.resolve("accounts.csv") + ":3: collateral_usd 'two' is not a decimal number");
    }

    @Test
    void shouldNameAnUnknownCoin() throws Exception {
        write(ACCOUNTS, POSITIONS.replace("BBB", "ZZZ"), DEMANDS);
        assertThatThrownBy(() -> ReplayCase.read(directory))
                .hasMessage(directory.resolve("short_positions.csv")
                        + ":4: coin 'ZZZ' has no demand, so its lot is not known");
    }

    private void write(String accounts, String positions, String demands) throws Exception {
        Files.writeString(directory.resolve("accounts.csv"), accounts);
        Files.writeString(directory.resolve("short_positions.csv"), positions);
        Files.writeString(directory.resolve("demands.csv"), demands);
    }

    private static CaseReplay.Result run(Path directory) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return CaseReplay.run(
                ReplayCase.read(directory),
                CaseReplay.Rules.of("gate"),
                new Progress(nowhere, "opening", 1),
                new Progress(nowhere, "demands", 1));
    }
}
