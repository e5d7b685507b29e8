package io.tearup.ndjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.MarkPrice;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordLineTest {
    private static final Instant TIME = Instant.parse("2026-01-05T00:00:00.000123Z");

    @Test
    void shouldReadBackTheLineItWrote() {
        MarkPrice mark = new InputRecords("usdt", "venue").mark(TIME, "BTC-PERP", new BigDecimal("99.5"));
        RecordLine line = new RecordLine(Topics.MARK_PRICES, "usdt|BTC-PERP", Instant.ofEpochMilli(7), mark);
        assertThat(line.format())
                .isEqualTo("{\"topic\":\"risk.mark-prices.v1\",\"key\":\"usdt|BTC-PERP\",\"timestamp\":7,\"value\":"
                        + "{\"riskGroup\":\"usdt\",\"market\":\"BTC-PERP\",\"price\":\"99.5\",\"sequence\":1,"
                        + "\"time\":\"2026-01-05T00:00:00.000123Z\"}}");
        assertThat(RecordLine.parseInput(line.format())).isEqualTo(line);
    }

    @Test
    void shouldMakeTheKeyThatALineLeavesOut() {
        RecordLine line = RecordLine.parseInput("{\"topic\":\"risk.mark-prices.v1\",\"timestamp\":7,\"value\":"
                + "{\"riskGroup\":\"usdt\",\"market\":\"BTC\",\"price\":1,\"sequence\":1,\"time\":0}}");
        assertThat(line.key()).isEqualTo("usdt|BTC");
    }

    /** The column is that of the value that is wrong, so that an editor can jump to it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "nonsense ~ 1 ~ is no JSON object",
                "{\"colour\":1} ~ 11 ~ has no field 'colour'",
                "{\"topic\":\"risk.fils.v1\"} ~ 10 ~ topic: is 'risk.fils.v1', must be one of [risk.fills.v1,",
                "{\"topic\":\"adl.waves.v1\"} ~ 10 ~ topic: is 'adl.waves.v1', must be one of [risk.fills.v1,",
                "{\"topic\":\"risk.fills.v1\",\"timestamp\":-1} ~ 38 ~ timestamp: must be milliseconds since 1970",
                "{\"topic\":\"risk.fills.v1\",\"timestamp\":1,\"value\":{\"side\":7}} ~ 48 ~ Fill.riskGroup: is missing",
                "{\"topic\":\"risk.control.v1\",\"timestamp\":1,\"value\":{\"riskGroup\":\"g\",\"kind\":\"POOL\","
                        + "\"controlId\":\"c\",\"who\":\"w\",\"pool\":{\"pool\":\"p\",\"kind\":\"NONE\"},\"time\":0}}"
                        + " ~ 133 ~ Control.pool.kind: is \"NONE\", must be one of"
            })
    void shouldPointAtWhatIsWrong(String text, int column, String message) {
        BadLine fault = catchThrowableOfType(BadLine.class, () -> RecordLine.parseInput(text));
        assertThat(fault).hasMessageContaining(message);
        assertThat(fault.column()).isEqualTo(column);
    }
}
