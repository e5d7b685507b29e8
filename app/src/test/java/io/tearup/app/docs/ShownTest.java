package io.tearup.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final List<String> PRINTED = List.of("wave 1 opens", "a 3", "b 4", "took 1.5 s", "done");

    @Test
    void shouldMatchWhatIsThere() {
        assertThat(Shown.matches(PRINTED, PRINTED)).isTrue();
        assertThat(Shown.matches(List.of("wave 1 opens", "...", "took ... s", "done"), PRINTED))
                .isTrue();
        assertThat(Shown.matches(List.of("...", "b 4", "...", "done", "..."), PRINTED))
                .isTrue();
    }

    @Test
    void shouldNotMatchWhatIsNot() {
        assertThat(Shown.matches(List.of("wave 1 opens"), PRINTED)).isFalse();
        assertThat(Shown.matches(List.of("...", "b 5", "..."), PRINTED)).isFalse();
        assertThat(Shown.matches(List.of("...", "b 4", "a 3", "..."), PRINTED)).isFalse();
        assertThat(Shown.matches(List.of("...", "took ... min", "done"), PRINTED))
                .isFalse();
        assertThat(Shown.matches(List.of("...", "d.ne"), PRINTED))
                .as("no pattern")
                .isFalse();
    }

    @Test
    void shouldShowTheSamePlacesOfAnotherOutput() {
        List<String> other = List.of("wave 2 opens", "a 3", "b 5", "c 6", "took 2.5 s", "done");
        assertThat(Shown.again(List.of("wave 1 opens", "...", "b 4", "...", "took ... s", "done"), other))
                .containsExactly("wave 2 opens", "...", "b 5", "...", "took ... s", "done");
        assertThat(Shown.again(PRINTED, other)).isEqualTo(other);
        assertThat(Shown.again(List.of(), List.of("14 records in 2.3 s"))).containsExactly("14 records in ... s");
    }
}
