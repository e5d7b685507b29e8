package io.tearup.connect.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.connect.RecordConverter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;

class ReplaySourceConnectorTest {
    private static final Map<String, String> OPTIONS =
            Map.of("files", "/data/day.ndjson", "value.converter", RecordConverter.class.getName());

    private final ReplaySourceConnector connector = new ReplaySourceConnector();

    @Test
    void shouldBeOneTaskWhateverIsAllowed() {
        connector.start(OPTIONS);
        assertThat(connector.taskConfigs(8)).containsExactly(OPTIONS);
        assertThat(connector.exactlyOnceSupport(OPTIONS)).isEqualTo(ExactlyOnceSupport.SUPPORTED);
    }

    @Test
    void shouldRefuseEveryOtherConverterBeforeARecordIsWritten() {
        List<ConfigValue> values = connector
                .validate(Map.of("files", "x.ndjson", "value.converter", "io.confluent.connect.avro.AvroConverter"))
                .configValues();
        assertThat(values)
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .singleElement()
                .satisfies(value ->
                        assertThat(value.errorMessages().get(0)).contains("must be io.tearup.connect.RecordConverter"));
    }

    @Test
    void shouldLetOffsetsOfItsFormBeSetAndCleared() {
        Map<String, ?> file = Map.of("file", "/data/day.ndjson");
        assertThatCode(() -> connector.alterOffsets(OPTIONS, Map.of(file, Map.of("position", 120L, "line", 2L))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> connector.alterOffsets(OPTIONS, Map.of(file, Map.of("line", 2L))))
                .hasMessageContaining("an offset of this connector is {\"position\": bytes, \"line\": lines}");
        assertThatThrownBy(() -> connector.alterOffsets(OPTIONS, Map.of(Map.of("topic", "x"), Map.of())))
                .hasMessageContaining("a partition of this connector is {\"file\": path}");
    }
}
