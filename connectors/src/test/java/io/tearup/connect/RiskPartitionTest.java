package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.catalogue.RiskGroupLayout;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiskPartitionTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob", "acct-00017", "pool:main", "é"})
    void shouldPutAnAccountWhereTheLayoutDoes(String account) {
        RiskPartition partition = partition("usdt, usdc", "4");
        SourceRecord record = record("usdc|" + account);
        SourceRecord placed = partition.apply(record);
        assertThat(placed.kafkaPartition())
                .isEqualTo(RiskGroupLayout.parse("usdt,usdc", 4).partitionOf("usdc", account));
        assertThat(placed.key()).isEqualTo(record.key());
        assertThat(placed.value()).isEqualTo(record.value());
        assertThat(placed.timestamp()).isEqualTo(record.timestamp());
    }

    @Test
    void shouldPutARecordWithoutAccountOnItsGroupsFirstPartition() {
        assertThat(partition("usdt,usdc", "1").apply(record("usdc")).kafkaPartition())
                .isEqualTo(1);
    }

    @Test
    void shouldRefuseAKeyItCannotPlaceInsteadOfGuessing() {
        RiskPartition partition = partition("usdt,usdc", "1");
        assertThatThrownBy(() -> partition.apply(record("eur|alice")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("unknown risk group 'eur', known are [usdt, usdc]");
        assertThatThrownBy(() -> partition.apply(record(null))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> partition("a b", "1")).isInstanceOf(ConfigException.class);
    }

    private static RiskPartition partition(String groups, String shards) {
        RiskPartition partition = new RiskPartition();
        partition.configure(Map.of("risk.groups", groups, "risk.shards", shards));
        return partition;
    }

    private static SourceRecord record(@org.jspecify.annotations.Nullable String key) {
        return new SourceRecord(
                Map.of(), Map.of(), "risk.fills.v1", null, Schema.STRING_SCHEMA, key, Schema.STRING_SCHEMA, "{}", 7L);
    }
}
