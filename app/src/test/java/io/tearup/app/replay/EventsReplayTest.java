package io.tearup.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsReplayTest {
    private static final Path EXAMPLE = Path.of("src/main/dist/examples/worked-example.ndjson");

    @TempDir
    private Path directory;

    @Test
    void shouldReplayTheWorkedExampleFromItsFile() throws Exception {
        Path out = directory.resolve("out");
        run(EXAMPLE, out);
        List<String> settlements = Files.readAllLines(out.resolve("adl.settlements.v1.ndjson"));
        assertThat(settlements).hasSize(2);
        JsonNode settlement = new ObjectMapper().readTree(settlements.get(0));
        assertThat(settlement.path("key").textValue()).isEqualTo("usdt|short");
        assertThat(settlement.path("value").path("price").textValue()).isEqualTo("93");
        assertThat(settlement.path("value").path("realisedPnl").textValue()).isEqualTo("7000");
        assertThat(settlement.path("value").path("role").textValue()).isEqualTo("COUNTERPARTY");
        assertThat(Files.readAllLines(out.resolve("adl.dlq.v1.ndjson"))).isEmpty();
    }

    @Test
    void shouldWriteTheSameBytesAgain() throws Exception {
        run(EXAMPLE, directory.resolve("one"));
        run(EXAMPLE, directory.resolve("two"));
        for (String topic : List.of("adl.alerts.v1", "adl.waves.v1", "adl.postings.v1", "adl.fund.v1")) {
            assertThat(Files.readString(directory.resolve("one").resolve(topic + ".ndjson")))
                    .isEqualTo(Files.readString(directory.resolve("two").resolve(topic + ".ndjson")));
        }
    }

    @Test
    void shouldNameEveryBadLineAndWriteNothing() throws Exception {
        Path file = directory.resolve("bad.ndjson");
        Files.writeString(
                file,
                "{\"topic\":\"risk.fils.v1\",\"timestamp\":1,\"value\":{}}\n"
                        + "nonsense\n"
                        + "{\"topic\":\"risk.mark-prices.v1\",\"timestamp\":1,\"value\":{\"riskGroup\":\"usdt\",\"market\":\"BTC\","
                        + "\"price\":\"x\",\"sequence\":1,\"time\":0}}\n"
                        + "{\"topic\":\"risk.mark-prices.v1\",\"timestamp\":1,\"value\":{\"riskGroup\":\"usdt\",\"colour\":1}}\n");
        Path out = directory.resolve("out");
        assertThatThrownBy(() -> run(file, out))
                .isInstanceOf(UserFault.class)
                .hasMessageContaining(file + ":1: topic: is 'risk.fils.v1', must be one of [risk.fills.v1,")
                .hasMessageContaining(file + ":2: is no JSON object")
                .hasMessageContaining(file + ":3: MarkPrice.price: is \"x\", must be a decimal number")
                .hasMessageContaining(file + ":4: MarkPrice: has no field 'colour'");
        assertThat(out).doesNotExist();
    }

    @Test
    void shouldRefuseAFieldGivenTwice() throws Exception {
        Path file = directory.resolve("twice.ndjson");
        Files.writeString(file, "{\"topic\":\"risk.fills.v1\",\"topic\":\"risk.insurance.v1\"}\n");
        assertThatThrownBy(() -> run(file, directory.resolve("out")))
                .isInstanceOf(UserFault.class)
                .hasMessage(file + ":1: is no JSON object (Duplicate field 'topic')");
    }

    @Test
    void shouldLeaveEverythingElseInTheDirectoryAsItIs() throws Exception {
        Path neighbour = Files.createDirectory(directory.resolve("out.draft"));
        Files.writeString(neighbour.resolve("mine.txt"), "mine");
        Files.createDirectory(directory.resolve("out"));
        run(EXAMPLE, directory.resolve("out"));
        assertThat(neighbour.resolve("mine.txt")).hasContent("mine");
        try (Stream<Path> content = Files.list(directory)) {
            assertThat(content.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("out", "out.draft");
        }
        assertThatThrownBy(() -> run(EXAMPLE, directory.resolve("out")))
                .hasMessage(
                        directory.resolve("out") + ": is not empty; name a directory that does not exist or is empty");
    }

    private static void run(Path file, Path out) {
        EventsReplay.run(file, out, (what, total) -> new Progress(new PrintWriter(Writer.nullWriter()), what, total));
    }
}
