package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.connect.avro.AvroConverter;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.FundMarket;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Rows as they come out of Confluent's own converter. */
class TableRowTest {
    private static final String REGISTRY = "mock://table-row";

    private final AvroConverter converter = new AvroConverter();

    TableRowTest() {
        converter.configure(Map.of("schema.registry.url", REGISTRY), false);
    }

    @Test
    void shouldNameColumnsInSnakeCaseAndKeepDecimalsAndTimesExact() {
        Struct row = row(Topics.FUND.name(), fund());
        assertThat(row.schema().fields())
                .extracting(Field::name)
                .containsExactly(
                        "risk_group",
                        "pool",
                        "sequence",
                        "balance",
                        "equity",
                        "markets",
                        "owed",
                        "withdrawals_gated",
                        "time");
        assertThat(row.get("balance")).isEqualTo(new BigDecimal("100.000000000000000001"));
        assertThat(row.schema().field("balance").schema().name()).isEqualTo(Decimal.LOGICAL_NAME);
        assertThat(row.get("sequence")).isEqualTo(7L);
        assertThat(row.get("time")).isEqualTo("2026-01-05T00:00:00.000001Z");
        assertThat(row.schema().field("time").schema().name()).isEqualTo("io.debezium.time.ZonedTimestamp");
        assertThat(row.get("owed")).isNull();
        assertThat(row.get("withdrawals_gated")).isEqualTo(false);
    }

    @Test
    void shouldKeepListsOfRecordsAsJsonWithExactDecimals() {
        Struct row = row(Topics.FUND.name(), fund());
        assertThat(row.schema().field("markets").schema().name()).isEqualTo("io.debezium.data.Json");
        assertThat(row.get("markets"))
                .isEqualTo(
                        "[{\"market\":\"BTC-PERP\",\"inventory\":\"0.5\",\"takeover_price\":null,\"realised\":\"-1\","
                                + "\"unrealised\":\"0\",\"mark\":\"99\"}]");
    }

    /** A compatible change of the schema must not stop a sink whose tables were not migrated yet. */
    @Test
    void shouldLeaveAFieldOutThatANewerWriterAdded() {
        org.apache.avro.Schema newer = SchemaBuilder.record("AuditEntry")
                .namespace("io.tearup.schemas.v1")
                .fields()
                .requiredString("riskGroup")
                .requiredString("addedLater")
                .endRecord();
        GenericData.Record record = new GenericData.Record(newer);
        record.put("riskGroup", "usdt");
        record.put("addedLater", "x");
        byte[] bytes;
        try (io.confluent.kafka.serializers.KafkaAvroSerializer serializer =
                new io.confluent.kafka.serializers.KafkaAvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", REGISTRY), false);
            bytes = serializer.serialize(Topics.AUDIT.name(), record);
        }
        Struct row = row(Topics.AUDIT.name(), converter.toConnectData(Topics.AUDIT.name(), bytes));
        assertThat(row.schema().fields()).extracting(Field::name).containsExactly("risk_group");
    }

    @Test
    void shouldRefuseWhatIsNoRecordOfTheCatalogue() {
        SinkRecord text = new SinkRecord(Topics.FUND.name(), 0, null, null, Schema.STRING_SCHEMA, "{}", 0);
        assertThatThrownBy(() -> new TableRow().apply(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("set value.converter to Avro's converter");
        SinkRecord tombstone = new SinkRecord(Topics.FUND.name(), 0, null, null, null, null, 0);
        assertThat(new TableRow().apply(tombstone)).isSameAs(tombstone);
    }

    private Struct row(String topic, Fund fund) {
        try (Serializer<Fund> serializer = RecordSerdes.forRegistry(REGISTRY).serializer()) {
            return row(topic, converter.toConnectData(topic, serializer.serialize(topic, fund)));
        }
    }

    private static Struct row(String topic, SchemaAndValue value) {
        SinkRecord record = new SinkRecord(topic, 0, null, null, value.schema(), value.value(), 0);
        Struct row = (Struct) new TableRow().apply(record).value();
        row.validate();
        return row;
    }

    private static Fund fund() {
        FundMarket market = FundMarket.newBuilder()
                .setMarket("BTC-PERP")
                .setInventory(Decimals.of("0.5"))
                .setRealised(Decimals.of("-1"))
                .setUnrealised(Decimals.of("0"))
                .setMark(Decimals.of("99"))
                .build();
        return Fund.newBuilder()
                .setRiskGroup("usdt")
                .setPool("main")
                .setSequence(7)
                .setBalance(new BigDecimal("100.000000000000000001"))
                .setEquity(Decimals.of("99"))
                .setMarkets(List.of(market))
                .setTime(Instant.parse("2026-01-05T00:00:00.000001Z"))
                .build();
    }
}
