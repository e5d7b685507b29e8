package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values logged in the rows of ids: who needs a row of its own, and when. */
class LoggedWithIdTest {
    private final LoggedWithId<Long> values = new LoggedWithId<>();

    @Test
    void shouldGiveTheOldestARowOfItsOwnOnceItsIdIsOverwritten() {
        values.put("a", 1L);
        assertThat(values.remember(0)).isNull();
        values.put("b", 2L);
        assertThat(values.remember(1)).isNull();

        assertThat(values.remember(0)).isEqualTo("a");
        assertThat(values.get("a")).isEqualTo(1);
        assertThat(values.remember(1)).isEqualTo("b");
        assertThat(values.remember(0)).isNull();
    }

    @Test
    void shouldMoveWithTheLatestId() {
        values.put("a", 1L);
        values.remember(0);
        values.put("a", 3L);
        values.remember(1);

        assertThat(values.remember(0)).isNull();
        assertThat(values.remember(1)).isEqualTo("a");
        assertThat(values.get("a")).isEqualTo(3);
    }

    @Test
    void shouldReleaseInTheOrderOfRowsAlsoWhatWasSetAgainInBetween() {
        values.put("a", 1L);
        values.remember(0);
        values.put("b", 2L);
        values.remember(1);
        values.put("a", 3L);
        values.remember(2);
        values.put("c", 4L);
        assertThat(values.remember(3)).isNull();
        assertThat(values.size()).isEqualTo(3);

        assertThat(values.remember(0)).isNull();
        assertThat(values.remember(1)).isEqualTo("b");
        assertThat(values.remember(2)).isEqualTo("a");
        assertThat(values.remember(3)).isEqualTo("c");
        assertThat(values.get("a")).isEqualTo(3);
    }

    @Test
    void shouldNotReleaseWhatTheNewIdItselfLogs() {
        values.put("a", 1L);
        assertThat(values.remember(7)).isNull();
        values.put("a", 2L);

        assertThat(values.remember(7)).isNull();
        assertThat(values.remember(7)).isEqualTo("a");
    }

    @Test
    void shouldRemoveARowOfItsOwnAlsoAfterAnIdLoggedTheValueAgain() {
        values.put("a", 1L);
        values.remember(0);
        assertThat(values.remember(0)).isEqualTo("a");
        values.put("a", 2L);
        values.remember(1);

        assertThat(values.remove("a")).isTrue();
        assertThat(values.get("a")).isNull();
        assertThat(values.size()).isZero();
    }

    @Test
    void shouldHaveNothingToRemoveOfAValueThatOnlyIdsLogged() {
        values.put("a", 1L);
        values.remember(0);

        assertThat(values.remove("a")).isFalse();
        assertThat(values.remove("a")).isFalse();
        assertThat(values.remember(0)).isNull();
    }

    @Test
    void shouldTakeBackARowOfItsOwn() {
        values.put("a", 1L);
        values.remember(0);
        values.restoreAlone("a", 5L);
        values.put("b", 6L);

        assertThat(values.remember(0)).isNull();
        assertThat(values.size()).isEqualTo(2);
        TreeMap<String, Long> all = new TreeMap<>();
        values.forEach(all::put);
        assertThat(all).containsEntry("a", 5L).containsEntry("b", 6L).hasSize(2);
        assertThat(values.remove("a")).isTrue();
    }
}
