package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RiskPartitionerTest {
    private static final String TOPIC = Topics.FILLS.name();

    @Test
    void shouldPlaceAProducersRecordByGroupAndAccount() throws ExecutionException, InterruptedException {
        RiskGroupLayout layout = RiskGroupLayout.parse("usdt,usdc", 3);
        try (MockProducer<String, String> producer = new MockProducer<>(
                clusterWith(6), true, partitioner("usdt,usdc", 3), new StringSerializer(), new StringSerializer())) {
            int partition = producer.send(new ProducerRecord<>(TOPIC, "usdc|alice", "fill"))
                    .get()
                    .partition();

            assertThat(partition).isEqualTo(layout.partitionOf("usdc", "alice"));
        }
    }

    @Test
    void shouldPlaceByTheAccountWhateverFollowsIt() {
        RiskPartitioner partitioner = partitioner("usdt,usdc", 3);

        assertThat(place(partitioner, "usdc|alice|BTC-PERP", 6)).isEqualTo(place(partitioner, "usdc|alice", 6));
    }

    @Test
    void shouldPlaceAKeyThatIsTheGroupAloneOnItsFirstPartition() {
        assertThat(place(partitioner("usdt,usdc", 3), "usdc", 6)).isEqualTo(3);
    }

    @Test
    void shouldRefuseARecordWithoutKey() {
        assertThatThrownBy(() -> place(partitioner("usdt", 1), null, 1))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("no key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eur|alice", "|alice", "alice"})
    void shouldRefuseAKeyOfNoKnownGroup(String key) {
        assertThatThrownBy(() -> place(partitioner("usdt,usdc", 1), key, 2))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("'" + key + "'");
    }

    @Test
    void shouldRefuseATopicWithOtherPartitionsThanTheLayout() {
        assertThatThrownBy(() -> place(partitioner("usdt,usdc", 1), "usdt|alice", 3))
                .isInstanceOf(InvalidPartitionsException.class)
                .hasMessageContaining("has 3 partitions")
                .hasMessageContaining("needs 2");
    }

    @Test
    void shouldRefuseAConfigurationThatGivesNoLayout() {
        try (RiskPartitioner partitioner = new RiskPartitioner()) {
            assertThatThrownBy(() -> partitioner.configure(Map.of()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(RiskPartitioner.GROUPS_CONFIG);
            assertThatThrownBy(() -> partitioner.configure(Map.of(RiskPartitioner.GROUPS_CONFIG, "usdt,usdt")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("listed twice");
            assertThatThrownBy(() -> partitioner.configure(
                            Map.of(RiskPartitioner.GROUPS_CONFIG, "usdt", RiskPartitioner.SHARDS_CONFIG, "two")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("whole number");
        }
    }

    private static RiskPartitioner partitioner(String groups, int shards) {
        RiskPartitioner partitioner = new RiskPartitioner();
        Map<String, Object> config = new HashMap<>();
        config.put(RiskPartitioner.GROUPS_CONFIG, groups);
        config.put(RiskPartitioner.SHARDS_CONFIG, shards);
        partitioner.configure(config);
        return partitioner;
    }

    private static int place(RiskPartitioner partitioner, @Nullable String key, int partitions) {
        byte @Nullable [] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return partitioner.partition(TOPIC, key, bytes, null, null, clusterWith(partitions));
    }

    private static Cluster clusterWith(int partitions) {
        Node node = new Node(0, "localhost", 9092);
        Node[] replicas = {node};
        List<PartitionInfo> infos = IntStream.range(0, partitions)
                .mapToObj(partition -> new PartitionInfo(TOPIC, partition, node, replicas, replicas))
                .toList();
        return new Cluster("test", List.of(node), infos, Set.of(), Set.of());
    }
}
