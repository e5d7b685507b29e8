package io.tearup.ndjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.MarkPrice;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    private static final String CONTROL =
            "{\"riskGroup\":\"usdt\",\"kind\":\"POOL\",\"controlId\":\"c\",\"who\":\"me\","
                    + "\"pool\":{\"pool\":\"fund\",\"kind\":\"SHARED\"},\"time\":\"2026-01-05T00:00:00.000001Z\"}";

    @Test
    void shouldWriteWhatItReadsWithDefaultsFilledIn() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        SpecificRecord record = RecordJson.read(Control.class, mapper.readTree(CONTROL));
        assertThat(RecordJson.read(Control.class, RecordJson.write(record))).isEqualTo(record);
        assertThat(RecordJson.write(record).path("time").textValue()).isEqualTo("2026-01-05T00:00:00.000001Z");
        assertThat(RecordJson.write(record).path("market").isNull()).isTrue();
    }

    @Test
    void shouldNameTheFieldThatIsMissing() throws Exception {
        assertThatThrownBy(() -> RecordJson.read(
                        MarkPrice.class, new ObjectMapper().readTree("{\"riskGroup\":\"usdt\",\"market\":\"BTC\"}")))
                .hasMessage("MarkPrice.price: is missing");
    }

    /** Avro trusts generated classes once they are announced; reading JSON may be the first thing a program does. */
    @Test
    void shouldReadARecordAsTheFirstThingAProgramDoes() throws Exception {
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        First.class.getName()))
                .inheritIO()
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
    }

    /** A program of one line. */
    static final class First {
        private First() {}

        public static void main(String[] args) throws Exception {
            RecordJson.read(Control.class, new ObjectMapper().readTree(CONTROL));
        }
    }
}
