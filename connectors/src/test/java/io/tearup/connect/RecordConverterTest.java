package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.OrderSide;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class RecordConverterTest {
    private static final String REGISTRY = "mock://record-converter";
    private static final Fill FILL = new InputRecords("usdt", "venue")
            .fill(Instant.EPOCH, "alice", "BTC-PERP", OrderSide.BUY, "0.5", "121300", "t1");

    private final RecordConverter converter = converter(REGISTRY);

    @Test
    void shouldWriteTheBytesThatEveryOtherProducerWrites() {
        byte[] bytes = converter.fromConnectData(
                Topics.FILLS.name(),
                Schema.STRING_SCHEMA,
                RecordJson.write(FILL).toString());
        try (Serializer<Fill> producer = RecordSerdes.forRegistry(REGISTRY).serializer()) {
            assertThat(bytes).isEqualTo(producer.serialize(Topics.FILLS.name(), FILL));
        }
        SchemaAndValue back = converter.toConnectData(Topics.FILLS.name(), bytes);
        assertThat(back.value()).isEqualTo(RecordJson.write(FILL).toString());
    }

    @Test
    void shouldPassATombstoneOn() {
        assertThat(converter.fromConnectData(Topics.CONTROL.name(), null, null)).isNull();
        assertThat(converter.toConnectData(Topics.CONTROL.name(), null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void shouldNameTopicAndFieldOfATextThatIsNoRecord() {
        assertThatThrownBy(() -> converter.fromConnectData(Topics.FILLS.name(), null, "{\"riskGroup\":\"usdt\"}"))
                .isInstanceOf(DataException.class)
                .hasMessage("a record for risk.fills.v1 is refused: Fill.account: is missing");
        assertThatThrownBy(() -> converter.fromConnectData(Topics.FILLS.name(), null, "{"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is no JSON object");
        assertThatThrownBy(() -> converter.fromConnectData("orders", null, "{}"))
                .hasMessageContaining("'orders' is no topic of the catalogue, which are [risk.fills.v1,");
        assertThatThrownBy(() -> converter.fromConnectData(Topics.FILLS.name(), null, 7))
                .hasMessageContaining("must be given as a JSON text");
    }

    @Test
    void shouldTryAgainWhereTheRegistryGivesNoAnswer() {
        RecordConverter alone = converter("http://127.0.0.1:1");
        assertThatThrownBy(() -> alone.fromConnectData(
                        Topics.FILLS.name(), null, RecordJson.write(FILL).toString()))
                .isInstanceOf(RetriableException.class);
        byte[] record = {0, 0, 0, 0, 9, 1};
        assertThatThrownBy(() -> alone.toConnectData(Topics.FILLS.name(), record))
                .isInstanceOf(RetriableException.class);
    }

    @Test
    void shouldSetAsideARecordWithASchemaThatTheRegistryDoesNotHave() {
        byte[] record = {0, 0, 0, 3, 9, 1};
        assertThatThrownBy(() -> converter.toConnectData(Topics.FILLS.name(), record))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a record of risk.fills.v1 cannot be read");
    }

    @Test
    void shouldBeForValuesOnlyAndNeedARegistry() {
        assertThatThrownBy(() -> new RecordConverter().configure(Map.of("schema.registry.url", REGISTRY), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use org.apache.kafka.connect.storage.StringConverter");
        assertThatThrownBy(() -> new RecordConverter().configure(Map.of(), false))
                .hasMessageContaining("value.converter.schema.registry.url");
    }

    private static RecordConverter converter(String registry) {
        RecordConverter converter = new RecordConverter();
        converter.configure(Map.of("schema.registry.url", registry, "max.retries", "0"), false);
        return converter;
    }
}
