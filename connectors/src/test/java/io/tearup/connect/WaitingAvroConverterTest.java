package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.connect.avro.AvroConverter;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.MarkPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class WaitingAvroConverterTest {
    private static final String TOPIC = Topics.MARK_PRICES.name();
    private static final Map<String, String> CONFIG = Map.of("schema.registry.url", "mock://waiting");

    @Test
    void shouldReadWhatConfluentsConverterReads() {
        WaitingAvroConverter waiting = new WaitingAvroConverter();
        waiting.configure(CONFIG, false);
        AvroConverter confluent = new AvroConverter();
        confluent.configure(CONFIG, false);
        byte[] record = mark();
        assertThat(waiting.toConnectData(TOPIC, record)).isEqualTo(confluent.toConnectData(TOPIC, record));
        assertThat(waiting.toConnectData(TOPIC, null)).isEqualTo(confluent.toConnectData(TOPIC, null));
    }

    @Test
    void shouldWaitForARegistryThatGivesNoAnswer() {
        WaitingAvroConverter alone = new WaitingAvroConverter();
        alone.configure(Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0"), false);
        byte[] record = mark();
        assertThatThrownBy(() -> alone.toConnectData(TOPIC, record)).isInstanceOf(RetriableException.class);
    }

    /** Waiting for these would never end. */
    @Test
    void shouldRefuseABadRecordAtOnce() {
        WaitingAvroConverter waiting = new WaitingAvroConverter();
        waiting.configure(CONFIG, false);
        byte[] cutOff = Arrays.copyOf(mark(), 8);
        byte[] unknown = {0, 0, 9, 9, 9, 1};
        for (byte[] bad : new byte[][] {cutOff, unknown, {1, 2, 3}, {}}) {
            assertThatThrownBy(() -> waiting.toConnectData(TOPIC, bad)).isInstanceOf(DataException.class);
        }
    }

    private static byte[] mark() {
        MarkPrice mark = new InputRecords("usdt", "venue").mark(Instant.EPOCH, "BTC", BigDecimal.TEN);
        try (Serializer<MarkPrice> serializer =
                RecordSerdes.forRegistry("mock://waiting").serializer()) {
            return serializer.serialize(TOPIC, mark);
        }
    }
}
