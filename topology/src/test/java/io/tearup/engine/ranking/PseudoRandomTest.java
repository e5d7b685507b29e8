package io.tearup.engine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The draw of a log is the draw of that log for ever: distances computed apart from this program. */
class PseudoRandomTest {
    @Test
    void shouldDrawTheSameOnEveryMachineAndInEveryVersion() {
        assertThat(new PseudoRandom().name()).isEqualTo("PSEUDO_RANDOM");
        assertThat(PseudoRandom.distance("ann", "BTC", 1)).isEqualTo(4_348_354_689_350_670L);
        assertThat(PseudoRandom.distance("bob", "BTC", 1)).isEqualTo(3_941_147_595_136_122L);
        assertThat(PseudoRandom.distance("ann", "BTC", 2)).isEqualTo(3_084_627_973_277_293L);
        assertThat(PseudoRandom.distance("ann", "ETH", 7)).isEqualTo(351_305_722_600_712L);
    }
}
