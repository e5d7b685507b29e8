package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"usdt", "usdt|alice", "usdt|pool:main", "usdt|alice|BTC-PERP"})
    void shouldWriteWhatItParsed(String text) {
        assertThat(RecordKey.parse(text)).hasToString(text);
    }

    @Test
    void shouldSplitGroupAccountAndRest() {
        RecordKey key = RecordKey.parse("usdt|alice|BTC-PERP");

        assertThat(key).isEqualTo(RecordKey.of("usdt", "alice", "BTC-PERP"));
        assertThat(key.group()).isEqualTo("usdt");
        assertThat(key.rest()).isEqualTo("alice|BTC-PERP");
        assertThat(key.account()).isEqualTo("alice");
        assertThat(RecordKey.parse("usdt").account()).isEmpty();
    }

    @Test
    void shouldRefuseABarInsideAPart() {
        assertThatThrownBy(() -> RecordKey.of("us|dt", "alice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordKey.of("usdt", "al|ice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'al|ice'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|alice"})
    void shouldRefuseAKeyWithoutGroup(String text) {
        assertThatThrownBy(() -> RecordKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
