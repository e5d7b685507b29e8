package io.tearup.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.MarkPrice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo takes, and where its opening ends. */
class DemoCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"0x", "fast", "100001x", "-5", "1.5x", "x"})
    void shouldRefuseASpeedThatIsNone(String speed) {
        CommandRun run = CommandRun.of(new DemoCommand(), "--speed", speed);
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(run.faults()).contains("tearup: --speed must be within 1x..100000x, is " + speed);
    }

    @Test
    void shouldOpenWithEverythingBeforeThePricesMove() {
        List<VenueRecord> records = MarketCrash.draw(42, 300);
        int opening = PacedPlay.opening(records);
        assertThat(records.get(opening).value()).isInstanceOf(MarkPrice.class);
        assertThat(records.get(opening - 1).value()).isInstanceOf(Fill.class);
        assertThat(records.subList(0, opening))
                .filteredOn(record -> record.value() instanceof MarkPrice)
                .as("the first price of each market")
                .hasSize(4);
    }
}
