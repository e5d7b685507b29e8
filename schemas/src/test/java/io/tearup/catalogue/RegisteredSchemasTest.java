package io.tearup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.RegisteredSchemas.Registered;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.MarkPrice;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class RegisteredSchemasTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Insurance CONTRIBUTION = Insurance.newBuilder()
            .setRiskGroup("usdt")
            .setPool("main")
            .setInsuranceId("i-1")
            .setKind(InsuranceKind.CONTRIBUTION)
            .setAmount(Decimals.of("5"))
            .setTime(NOON)
            .build();
    private static final MarkPrice MARK = MarkPrice.newBuilder()
            .setRiskGroup("usdt")
            .setMarket("BTC-PERP")
            .setPrice(Decimals.of("64000.5"))
            .setSequence(7)
            .setTime(NOON)
            .build();

    @Test
    void shouldWriteTheSameBytesWithoutTheRegistry(TestInfo test) {
        String url = "mock://" + test.getDisplayName();
        byte[] contribution = write(RecordSerdes.forRegistry(url), Topics.INSURANCE, CONTRIBUTION);
        byte[] mark = write(RecordSerdes.forRegistry(url), Topics.MARK_PRICES, MARK);

        RegisteredSchemas found = RegisteredSchemas.of(url, Map.of());
        assertThat(found.schemas())
                .extracting(Registered::subject)
                .containsExactly("risk.mark-prices.v1-value", "risk.insurance.v1-value");
        RecordSerdes copy = found.serdes();
        assertThat(write(copy, Topics.MARK_PRICES, MARK)).isEqualTo(mark);
        assertThat(write(copy, Topics.INSURANCE, CONTRIBUTION)).isEqualTo(contribution);
        try (Deserializer<MarkPrice> deserializer = copy.deserializer(MarkPrice.class)) {
            assertThat(deserializer.deserialize(Topics.MARK_PRICES.name(), mark))
                    .isEqualTo(MARK);
        }
    }

    @Test
    void shouldLeaveTheRegistryAsItIs(TestInfo test) {
        String url = "mock://" + test.getDisplayName();
        write(RecordSerdes.forRegistry(url), Topics.INSURANCE, CONTRIBUTION);
        RegisteredSchemas found = RegisteredSchemas.of(url, Map.of());

        byte[] mark = write(found.serdes(), Topics.MARK_PRICES, MARK);

        assertThat(WriterSchemas.idOf(Topics.MARK_PRICES.name(), mark))
                .isNotEqualTo(found.schemas().get(0).id());
        assertThat(RegisteredSchemas.of(url, Map.of())).isEqualTo(found);
    }

    private static byte[] write(RecordSerdes serdes, Topics.Topic topic, SpecificRecord record) {
        try (Serializer<SpecificRecord> serializer = serdes.serializer()) {
            return serializer.serialize(topic.name(), record);
        }
    }
}
