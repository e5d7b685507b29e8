package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskGroupLayoutTest {
    @Test
    void shouldGiveEachGroupOnePartitionInOrder() {
        RiskGroupLayout layout = RiskGroupLayout.parse("usdt, usdc");

        assertThat(layout).isEqualTo(new RiskGroupLayout(List.of("usdt", "usdc"), 1));
        assertThat(layout.partitions()).isEqualTo(2);
        assertThat(layout.partitionOf("usdt", "alice")).isZero();
        assertThat(layout.partitionOf("usdc", "alice")).isEqualTo(1);
    }

    /** FNV-1a 64 of the empty text, "a" and "foobar" are the published vectors; accounts outside ASCII hash by their UTF-8 bytes. */
    @ParameterizedTest
    @CsvSource({"'', cbf29ce484222325", "a, af63dc4c8601ec8c", "foobar, 85944171f73967e8"})
    void shouldShardByTheFnvHashOfTheAccount(String account, String hash) {
        int shards = 7;
        RiskGroupLayout layout = new RiskGroupLayout(List.of("usdt", "usdc"), shards);

        int shard = (int) Long.remainderUnsigned(Long.parseUnsignedLong(hash, 16), shards);

        assertThat(layout.partitionOf("usdt", account)).isEqualTo(shard);
        assertThat(layout.partitionOf("usdc", account)).isEqualTo(shards + shard);
    }

    @Test
    void shouldSpreadAccountsOverTheBlockOfTheirGroup() {
        RiskGroupLayout layout = new RiskGroupLayout(List.of("usdt", "usdc", "coin"), 4);

        assertThat(IntStream.range(0, 1_000)
                        .map(i -> layout.partitionOf("usdc", "account-" + i))
                        .distinct()
                        .sorted())
                .containsExactly(4, 5, 6, 7);
        assertThat(layout.firstPartitionOf("coin")).isEqualTo(8);
        assertThat(layout.partitions()).isEqualTo(12);
    }

    @Test
    void shouldNameAnUnknownGroupAndTheKnownOnes() {
        assertThatThrownBy(() -> RiskGroupLayout.parse("usdt,usdc").partitionOf("eur", "alice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown risk group 'eur', known are [usdt, usdc]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "usdt,", "usdt,usdt", "us|dt", "us dt", "ümlaut"})
    void shouldRefuseMalformedGroups(String groups) {
        assertThatThrownBy(() -> RiskGroupLayout.parse(groups)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseShardsThatCannotBeCounted() {
        assertThatThrownBy(() -> RiskGroupLayout.parse("usdt", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RiskGroupLayout.parse("usdt,usdc", Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
