package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.FundMarket;
import io.tearup.schemas.v1.Liquidity;
import io.tearup.schemas.v1.OrderSide;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RecordSerdesTest {
    private static final String FILLS = Topics.FILLS.name();

    private static final Fill FILL = Fill.newBuilder()
            .setRiskGroup("usdt")
            .setAccount("alice")
            .setMarket("BTC-PERP")
            .setSequence(7L)
            .setFillId("f-1")
            .setTradeId("t-1")
            .setSide(OrderSide.BUY)
            .setQuantity(Decimals.of("0.250"))
            .setPrice(Decimals.of("64000.5"))
            .setFee(Decimals.of("-0.01"))
            .setLiquidity(Liquidity.MAKER)
            .setOrigin(FillOrigin.TRADE)
            .setTime(Instant.parse("2026-01-01T12:00:00.123456Z"))
            .build();

    /** The first record of a topic goes through the Confluent class, the others do not: nobody can tell. */
    @Test
    void shouldWriteEveryRecordAsTheConfluentSerializerDoes(TestInfo test) {
        Fill other = Fill.newBuilder(FILL)
                .setFillId("f-2")
                .setAssignmentId("usdt/BTC-PERP/1/1")
                .setFee(Decimals.of("12345678901234567890.000000000000000001"))
                .build();
        FundMarket market = FundMarket.newBuilder()
                .setMarket("BTC-PERP")
                .setInventory(Decimals.of("-3"))
                .setRealised(Decimals.of("0"))
                .setUnrealised(Decimals.of("0.5"))
                .setTakeoverPrice(null)
                .setMark(null)
                .build();
        KafkaAvroSerializer confluent = new KafkaAvroSerializer();
        confluent.configure(
                Map.of("schema.registry.url", "mock://" + scope(test), "avro.remove.java.properties", true), false);
        try (Serializer<SpecificRecord> serializer = serdes(test).serializer();
                confluent) {
            for (SpecificRecord record : List.of(FILL, other, FILL)) {
                assertThat(serializer.serialize(FILLS, record)).isEqualTo(confluent.serialize(FILLS, record));
            }
            for (SpecificRecord record : List.of(
                    market, FundMarket.newBuilder(market).setMarket("ETH-PERP").build())) {
                assertThat(serializer.serialize("adl.markets", record))
                        .isEqualTo(confluent.serialize("adl.markets", record));
            }
        }
    }

    @Test
    void shouldReadBackTheRecordItWrote(TestInfo test) {
        try (Serde<Fill> serde = serdes(test).serde(Fill.class)) {
            byte[] bytes = serde.serializer().serialize(FILLS, FILL);
            Fill read = serde.deserializer().deserialize(FILLS, bytes);

            assertThat(read).isEqualTo(FILL);
            assertThat(read.getQuantity()).isEqualTo(Decimals.of("0.25"));
            assertThat(read.getSource()).isEmpty();
            assertThat(read.getAssignmentId()).isNull();
            assertThat(read.getTime()).isEqualTo(FILL.getTime());
        }
    }

    @Test
    void shouldReadNestedRecordsAsTheirOwnType(TestInfo test) {
        FundMarket market = FundMarket.newBuilder()
                .setMarket("BTC-PERP")
                .setInventory(Decimals.of("-3"))
                .setTakeoverPrice(Decimals.of("64000"))
                .setRealised(Decimals.of("-12.5"))
                .setUnrealised(Decimals.of("4"))
                .build();
        Fund fund = Fund.newBuilder()
                .setRiskGroup("usdt")
                .setPool("main")
                .setSequence(1)
                .setBalance(Decimals.of("20000"))
                .setEquity(Decimals.of("20004"))
                .setMarkets(List.of(market))
                .setTime(FILL.getTime())
                .build();
        String topic = Topics.FUND.name();
        try (Serde<Fund> serde = serdes(test).serde(Fund.class)) {
            Fund read =
                    serde.deserializer().deserialize(topic, serde.serializer().serialize(topic, fund));

            assertThat(read.getMarkets()).containsExactly(market);
        }
    }

    @Test
    void shouldReadAnyRecordWhereTheTypeIsNotKnown(TestInfo test) {
        RecordSerdes serdes = serdes(test);
        try (Serializer<SpecificRecord> serializer = serdes.serializer();
                Deserializer<SpecificRecord> deserializer = serdes.deserializer(SpecificRecord.class)) {
            assertThat(deserializer.deserialize(FILLS, serializer.serialize(FILLS, FILL)))
                    .isEqualTo(FILL);
        }
    }

    @Test
    void shouldPassTombstones(TestInfo test) {
        try (Serde<Fill> serde = serdes(test).serde(Fill.class)) {
            assertThat(serde.serializer().serialize(FILLS, null)).isNull();
            assertThat(serde.deserializer().deserialize(FILLS, null)).isNull();
        }
    }

    @Test
    void shouldRegisterTheSchemaAsPublished(TestInfo test) throws Exception {
        try (Serializer<Fill> serializer = serdes(test).serializer()) {
            serializer.serialize(FILLS, FILL);

            SchemaRegistryClient registry = MockSchemaRegistry.getClientForScope(scope(test));
            assertThat(registry.getAllSubjects()).containsExactly(Topics.FILLS.subject());
            assertThat(registry.getLatestSchemaMetadata(Topics.FILLS.subject()).getSchema())
                    .contains("\"doc\"")
                    .doesNotContain("avro.java.string");
        }
    }

    @Test
    void shouldRefuseBytesWithoutASchemaId(TestInfo test) {
        try (Deserializer<Fill> deserializer = serdes(test).deserializer(Fill.class)) {
            for (byte[] bytes :
                    List.of(new byte[0], new byte[] {0, 0, 0, 1}, new byte[] {'{', '"', 'a', '"', ':', '}'})) {
                assertThatThrownBy(() -> deserializer.deserialize(FILLS, bytes))
                        .isInstanceOf(SerializationException.class)
                        .hasMessageContaining("schema id");
            }
        }
    }

    @Test
    void shouldRefuseASchemaIdTheRegistryDoesNotHave(TestInfo test) {
        try (Deserializer<Fill> deserializer = serdes(test).deserializer(Fill.class)) {
            assertThatThrownBy(() -> deserializer.deserialize(FILLS, new byte[] {0, 0, 0, 4, 1, 0}))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("schema id 1025");
        }
    }

    @Test
    void shouldRefuseARecordOfAnotherType(TestInfo test) {
        RecordSerdes serdes = serdes(test);
        try (Serializer<Fill> serializer = serdes.serializer();
                Deserializer<Fund> deserializer = serdes.deserializer(Fund.class)) {
            byte[] bytes = serializer.serialize(FILLS, FILL);

            assertThatThrownBy(() -> deserializer.deserialize(FILLS, bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(Fill.class.getName())
                    .hasMessageContaining(Fund.class.getName());
        }
    }

    /** Damage may pass for another record, but never ends in anything else than a record or a SerializationException. */
    @Test
    void shouldSurviveDamagedBytes(TestInfo test) {
        long seed = 20260101;
        Random random = new Random(seed);
        try (Serde<Fill> serde = serdes(test).serde(Fill.class)) {
            byte[] good = serde.serializer().serialize(FILLS, FILL);
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                assertThatThrownBy(() -> serde.deserializer().deserialize(FILLS, cut))
                        .as("first %d bytes", cut.length)
                        .isInstanceOf(SerializationException.class);
            }
            for (int round = 0; round < 2_000; round++) {
                byte[] damaged = good.clone();
                int at = 5 + random.nextInt(good.length - 5);
                damaged[at] = (byte) random.nextInt(256);
                try {
                    assertThat(serde.deserializer().deserialize(FILLS, damaged)).isNotNull();
                } catch (SerializationException expected) {
                    assertThat(expected).as("seed %d round %d", seed, round).hasMessageNotContaining("schema id");
                }
            }
        }
    }

    @Test
    void shouldTellAnAbsentRegistryFromABadRecord(TestInfo test) throws Exception {
        byte[] bytes;
        try (Serializer<Fill> serializer = serdes(test).serializer()) {
            bytes = serializer.serialize(FILLS, FILL);
        }
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        try (Deserializer<Fill> deserializer =
                RecordSerdes.forRegistry("http://127.0.0.1:" + closedPort).deserializer(Fill.class)) {
            assertThatThrownBy(() -> deserializer.deserialize(FILLS, bytes))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(FILLS);
        }
    }

    private static RecordSerdes serdes(TestInfo test) {
        return RecordSerdes.forRegistry("mock://" + scope(test));
    }

    private static String scope(TestInfo test) {
        return test.getTestMethod().orElseThrow().getName();
    }
}
