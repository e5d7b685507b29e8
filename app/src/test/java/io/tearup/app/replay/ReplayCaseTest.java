package io.tearup.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.app.UserFault;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a case that cannot be replayed is told: file, line, field, value and what is wrong with it. */
class ReplayCaseTest {
    private static final String ACCOUNTS = "acct_id,collateral_usd\n1,1000\n2,2000\n";
    private static final String POSITIONS = "acct_id,coin,size_lots,entry_px\n1,AAA,100,12.5\n2,BBB,300,12\n";
    private static final String DEMANDS = "wave,t_start_ms,t_end_ms,coin,lot,demand_lots,mark_px,adl_px\n"
            + "1,1760130964831,1760130964831,AAA,0.1,50,10,10.5\n"
            + "1,1760130964832,1760130964832,BBB,1,20,9,9.125\n";

    @TempDir
    private Path directory;

    @Test
    void shouldTakeTheFinestDecimalOfAnyPriceAsTheTick() throws Exception {
        write("accounts.csv", ACCOUNTS);
        write("short_positions.csv", POSITIONS);
        write("demands.csv", DEMANDS);
        assertThat(ReplayCase.read(directory).coins().values())
                .extracting(coin -> coin.id() + " " + coin.tick().toPlainString())
                .containsExactly("AAA 0.1", "BBB 0.001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "accounts.csv~2,2000~2,0~:3: collateral_usd '0' must be above zero",
                "accounts.csv~2,2000~2,1e999999999~:3: collateral_usd '1e999999999' has more than 18 decimals or 20 digits before the point",
                "accounts.csv~2,2000~2,0.000000001~:3: collateral_usd '0.000000001' has more than 8 decimals",
                "accounts.csv~2,2000~1,2000~:3: acct_id '1' is listed twice",
                "accounts.csv~2,2000~a|b,2000~:3: acct_id 'a|b' must not contain '|', which separates the parts of a record's key",
                "accounts.csv~2,2000~case-longs,2000~:3: acct_id 'case-longs' is the name of the account that holds the longs",
                "accounts.csv~2,2000~2~:3: has 1 fields, needs 2",
                "accounts.csv~acct_id,collateral_usd~id,usd~:1: header must be 'acct_id,collateral_usd', is 'id,usd'",
                "short_positions.csv~2,BBB,300~9,BBB,300~:3: acct_id '9' is not in accounts.csv",
                "short_positions.csv~BBB,300,12~BBB,1.5,12~:3: size_lots '1.5' must be a whole number of 64 bits",
                "short_positions.csv~BBB,300,12~BBB,-3,12~:3: size_lots '-3' must be above zero",
                "demands.csv~BBB,1,20,9,9.125~BBB,1,20,9,8~:3: adl_px '8' is below the mark; shorts would gain by it",
                "demands.csv~BBB,1,20,9,9.125~AAA,1,20,9,9~:3: lot '1' differs from 0.1 of AAA",
                "demands.csv~BBB,1,20,9,9.125~BBB,1,20,,9~:3: mark_px '' must not be empty",
            })
    void shouldNameFileLineFieldAndValue(String file, String right, String wrong, String message) throws Exception {
        write("accounts.csv", ACCOUNTS);
        write("short_positions.csv", POSITIONS);
        write("demands.csv", DEMANDS);
        Path path = directory.resolve(file);
        write(file, Files.readString(path).replace(right, wrong));
        assertThatThrownBy(() -> ReplayCase.read(directory))
                .isInstanceOf(UserFault.class)
                .hasMessage(path + message);
    }

    @Test
    void shouldNameAMissingFile() throws Exception {
        write("accounts.csv", ACCOUNTS);
        assertThatThrownBy(() -> ReplayCase.read(directory))
                .isInstanceOf(UserFault.class)
                .hasMessageStartingWith(directory.resolve("demands.csv") + ": cannot be read (");
    }

    private void write(String file, String content) throws Exception {
        Files.writeString(directory.resolve(file), content);
    }
}
