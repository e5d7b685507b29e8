package io.tearup.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the report says of laps. */
class RaceReportTest {
    private static final RaceOptions OPTIONS = new RaceOptions(
            1_000, 10, 3, List.of(Contestant.PASS_THROUGH, Contestant.TEARUP), Duration.ofMinutes(1), List.of());

    private static RaceReport report(String difference) {
        return RaceReport.of(
                OPTIONS,
                List.of(
                        new Race.Lap(Contestant.PASS_THROUGH, 100, ""),
                        new Race.Lap(Contestant.TEARUP, 40, ""),
                        new Race.Lap(Contestant.PASS_THROUGH, 300, ""),
                        new Race.Lap(Contestant.TEARUP, 60, difference),
                        new Race.Lap(Contestant.PASS_THROUGH, 200, ""),
                        new Race.Lap(Contestant.TEARUP, 50, "")));
    }

    @Test
    void shouldTellMedianAndSpread() throws JsonProcessingException {
        RaceReport report = report("");
        assertThat(report.figures())
                .containsExactly(
                        new RaceReport.Figure(Contestant.PASS_THROUGH, 200, 100, 300),
                        new RaceReport.Figure(Contestant.TEARUP, 50, 40, 60));
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/contestants/1/name").asText()).isEqualTo("tearup");
        assertThat(json.at("/contestants/1/medianPerSecond").asLong()).isEqualTo(50);
        assertThat(json.at("/contestants/1/min").asLong()).isEqualTo(40);
        assertThat(json.at("/contestants/1/max").asLong()).isEqualTo(60);
        assertThat(json.at("/checks/0/passed").asBoolean()).isTrue();
        assertThat(report.table()).contains("tearup", "0.25", "same  positions of tearup");
        assertThat(report.svg()).contains("<svg", "0.25x", "tearup");
    }

    @Test
    void shouldTellABookThatDiffers() {
        RaceReport report = report("ann|BTC: 1 lots instead of 2");
        assertThat(report.allAgree()).isFalse();
        assertThat(report.table()).contains("WRONG positions of tearup: ann|BTC: 1 lots instead of 2");
    }

    @Test
    void shouldCompareBooksAndCarryThemThroughAFile() throws IOException {
        Book book = new Book();
        book.add("ann|BTC", 5);
        book.add("bob|BTC", -5);
        book.add("carol|BTC", 5);
        book.add("carol|BTC", -5);
        assertThat(book.size()).isEqualTo(2);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        book.writeTo(file);
        Book back = Book.readFrom(new ByteArrayInputStream(file.toByteArray()));
        assertThat(back.differenceFrom(book)).isEmpty();
        back.set("ann|BTC", 4);
        assertThat(back.differenceFrom(book)).isEqualTo("ann|BTC: 4 lots instead of 5");
        back.set("ann|BTC", 5);
        back.set("dave|BTC", 1);
        assertThat(back.differenceFrom(book)).isEqualTo("dave|BTC: 1 lots instead of none");
        back.set("dave|BTC", 0);
        back.set("bob|BTC", 0);
        assertThat(back.differenceFrom(book)).isEqualTo("bob|BTC: null lots instead of -5");
    }
}
