package io.tearup.connect.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.ndjson.RecordLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaySourceTaskTest {
    private static final Path EXAMPLE = Path.of("../app/src/main/dist/examples/worked-example.ndjson");
    private static final String FILL_HEADER =
            "riskGroup,account,market,fillId,tradeId,side,quantity,price,fee,liquidity,origin,time\n";

    @TempDir
    private Path directory;

    @Test
    void shouldPlayTheExampleInItsOrder() throws Exception {
        try (PlayedFiles played =
                new PlayedFiles().with("files", EXAMPLE.toString()).start()) {
            List<SourceRecord> records = played.all();
            List<RecordLine> lines = Files.readAllLines(EXAMPLE).stream()
                    .map(RecordLine::parseInput)
                    .toList();
            assertThat(records).hasSameSizeAs(lines);
            for (int i = 0; i < lines.size(); i++) {
                RecordLine line = lines.get(i);
                SourceRecord record = records.get(i);
                assertThat(record.topic()).isEqualTo(line.topic().name());
                assertThat(record.key()).isEqualTo(line.key());
                assertThat(record.timestamp()).isEqualTo(line.timestamp().toEpochMilli());
                assertThat(record.kafkaPartition()).isNull();
                assertThat(RecordLine.parseInput(asLine(record))).isEqualTo(line);
            }
            assertThat(played.metric("replay-records-sent")).isEqualTo(lines.size());
            assertThat(played.metric("replay-passed-share")).isEqualTo(1);
        }
    }

    @Test
    void shouldGoOnBehindTheLastRecordKeptWhateverWasReadSince() throws Exception {
        int lines = 5_000;
        Path file = marks("marks.ndjson", 0, lines);
        List<String> played = new ArrayList<>();
        try (PlayedFiles files = new PlayedFiles().with("files", file.toString())) {
            while (played.size() < lines) {
                files.start();
                List<SourceRecord> batch = Objects.requireNonNull(files.poll());
                batch.forEach(record -> played.add(asLine(record)));
                files.lose();
                files.stop();
            }
            assertThat(files.start().poll()).isNull();
        }
        assertThat(played).containsExactlyElementsOf(Files.readAllLines(file));
    }

    @Test
    void shouldMergeTheFilesOfADirectoryByTime() throws Exception {
        marks("b.ndjson", 0, 3);
        Files.writeString(
                directory.resolve("risk.fills.v1-monday.csv"),
                FILL_HEADER
                        + "usdt,alice,BTC,f1,t1,BUY,1,100,0,TAKER,TRADE,1970-01-01T00:00:00.500Z\n"
                        + "usdt,\"a,\"\"b\"\"\",BTC,f2,t1,SELL,1,100,0,MAKER,TRADE,1500000\r\n");
        Files.writeString(directory.resolve("notes.txt"), "not played");
        try (PlayedFiles played =
                new PlayedFiles().with("files", directory.toString()).start()) {
            assertThat(played.all())
                    .extracting(record -> record.timestamp() + " " + record.key())
                    .containsExactly(
                            "0 usdt|BTC", "500 usdt|alice", "1000 usdt|BTC", "1500 usdt|a,\"b\"", "2000 usdt|BTC");
        }
    }

    @Test
    void shouldGoOnInEveryFileOfAMergeWhereItWas() throws Exception {
        marks("a.ndjson", 0, 1_500);
        marks("b.ndjson", 500, 1_500);
        List<String> whole;
        try (PlayedFiles played =
                new PlayedFiles().with("files", directory.toString()).start()) {
            whole = played.all().stream().map(ReplaySourceTaskTest::asLine).toList();
        }
        List<String> inParts = new ArrayList<>();
        try (PlayedFiles played = new PlayedFiles().with("files", directory.toString())) {
            for (List<SourceRecord> batch = played.start().poll();
                    batch != null;
                    batch = played.start().poll()) {
                batch.forEach(record -> inParts.add(asLine(record)));
                played.stop();
            }
        }
        assertThat(inParts).hasSize(3_000).containsExactlyElementsOf(whole);
    }

    @Test
    void shouldPlayOnlyWhatLiesInTheWindow() throws Exception {
        Path file = marks("marks.ndjson", 0, 10);
        try (PlayedFiles played = new PlayedFiles()
                .with("files", file.toString())
                .with("from", "1970-01-01T00:00:03Z")
                .with("to", "1970-01-01T00:00:06Z")
                .start()) {
            assertThat(played.all()).extracting(SourceRecord::timestamp).containsExactly(3_000L, 4_000L, 5_000L);
            assertThat(played.metric("replay-passed-share")).isEqualTo(1);
        }
    }

    @Test
    void shouldSendARecordWhenItIsDueAtTheSpeedAskedFor() throws Exception {
        Path file = marks("marks.ndjson", 0, 4);
        AtomicLong clock = new AtomicLong(7);
        try (PlayedFiles played = new PlayedFiles()
                .with("files", file.toString())
                .with("speed", "10")
                .start(clock::get)) {
            assertThat(played.poll()).extracting(SourceRecord::timestamp).containsExactly(0L);
            clock.addAndGet(Duration.ofMillis(99).toNanos());
            assertThat(played.poll()).isNull();
            clock.addAndGet(Duration.ofMillis(1).toNanos());
            assertThat(played.poll()).extracting(SourceRecord::timestamp).containsExactly(1_000L);
            clock.addAndGet(Duration.ofMillis(700).toNanos());
            assertThat(played.poll()).extracting(SourceRecord::timestamp).containsExactly(2_000L, 3_000L);
            assertThat(played.metric("replay-seconds-late")).isEqualTo(0.5);
        }
    }

    @Test
    void shouldHandOverWhatCameBeforeABadLineAndGoOnFromItOnceCorrected() throws Exception {
        Path file = marks("marks.ndjson", 0, 3);
        String good = Files.readString(file);
        Files.writeString(file, good.replace("\"sequence\":2", "\"sequence\":\"two\""));
        try (PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).start()) {
            assertThat(played.poll()).hasSize(1);
            assertThatThrownBy(played::poll)
                    .isInstanceOf(ConnectException.class)
                    .hasMessage(file + ":2:135: MarkPrice.sequence: is \"two\", must be a whole number within "
                            + Long.MIN_VALUE + ".." + Long.MAX_VALUE
                            + "; correct the line and restart the task, which goes on from this line");
            played.stop();
            Files.writeString(file, good);
            assertThat(played.start().all()).extracting(SourceRecord::timestamp).containsExactly(1_000L, 2_000L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "usdt,a,BTC,f,t,BUY,1.5x,100,0,TAKER,TRADE,0 ~ 20: Fill.quantity: is \"1.5x\", must be a decimal number",
                "usdt,a,BTC,f,t,BUY,1,100,0,TAKER,TRADE ~ 34: has 11 fields, its header has 12",
                "usdt,a,BTC,f,t,BUY,1,100,0,TAKER,TRADE,0,x ~ 40: has 13 fields, its header has 12",
                "usdt,\"a,BTC,f,t,BUY,1,100,0,TAKER,TRADE,0 ~ 6: a quote is opened here and not closed on its line",
                "usdt,\"a\"b,BTC,f,t,BUY,1,100,0,TAKER,TRADE,0 ~ 9: a comma must follow a field in quotes",
                "usdt,a,BTC,f,t,HOLD,1,100,0,TAKER,TRADE,0 ~ 16: Fill.side: is \"HOLD\", must be one of",
                "usdt,,BTC,f,t,BUY,1,100,0,TAKER,TRADE,0 ~ 1: Fill.account: is missing",
                "usdt,a|b,BTC,f,t,BUY,1,100,0,TAKER,TRADE,0 ~ 1: a part of a record key is not empty and has no '|'",
                "usdt,a,BTC,f,t,BUY,1,100,0,TAKER,TRADE,noon ~ 40: Fill.time: is \"noon\", must be an ISO-8601 time"
            })
    void shouldNameFileLineAndColumnOfARowThatIsNone(String row, String fault) throws Exception {
        Path file = directory.resolve("risk.fills.v1.csv");
        Files.writeString(file, FILL_HEADER + row + "\n");
        try (PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).start()) {
            assertThatThrownBy(played::poll).hasMessageContaining(file + ":2:" + fault);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "riskGroup,colour ~ 1:11: column 'colour' is no field of Control; its fields are [riskGroup,",
                "riskGroup,market ~ 1:11: column 'market' is a record; name its fields with a dot, market.market",
                "riskGroup,riskGroup ~ 1:11: column 'riskGroup' is there twice"
            })
    void shouldNameTheColumnOfAHeaderThatIsNone(String header, String fault) throws Exception {
        Path file = directory.resolve("controls.csv");
        Files.writeString(file, header + "\n");
        PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).with("topics", "control*.csv=risk.control.v1");
        assertThatThrownBy(played::start).hasMessageContaining(file + ":" + fault);
    }

    @Test
    void shouldReadRecordsWithinARecordFromColumnsWithADot() throws Exception {
        Path file = directory.resolve("controls.csv");
        Files.writeString(
                file,
                "\uFEFFriskGroup,kind,controlId,who,pool.pool,pool.kind,group.settlementAsset,group.moneyScale,time\n"
                        + "usdt,GROUP,c1,me,,,USDT,6,0\n"
                        + "usdt,POOL,c2,me,main,SHARED,,,1\n");
        try (PlayedFiles played = new PlayedFiles()
                .with("files", file.toString())
                .with("topics", "control*.csv=risk.control.v1")
                .start()) {
            assertThat(played.all()).extracting(SourceRecord::key).containsExactly("usdt|GROUP", "usdt|POOL|main");
        }
    }

    @Test
    void shouldRefuseAFileThatWasReplacedSinceItWasRead() throws Exception {
        Path file = marks("marks.ndjson", 0, 10);
        try (PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).start()) {
            assertThat(played.poll()).hasSize(10);
            played.stop();
            marks("marks.ndjson", 100, 20);
            assertThatThrownBy(played::start)
                    .hasMessageContaining(file + ": was replaced since it was read up to line 10")
                    .hasMessageContaining("reset the connector's offsets");
        }
    }

    @Test
    void shouldRefuseBytesThatAreNoUtf8AndLinesWithoutEnd() throws Exception {
        Path file = directory.resolve("bad.ndjson");
        Files.write(file, new byte[] {'{', '}', (byte) 0xff});
        try (PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).start()) {
            assertThatThrownBy(played::poll).hasMessageContaining(file + ":1:3: is no UTF-8 from this column on");
        }
        Files.writeString(file, "x".repeat(LineReader.LONGEST + 1), StandardCharsets.UTF_8);
        try (PlayedFiles played =
                new PlayedFiles().with("files", file.toString()).start()) {
            assertThatThrownBy(played::poll).hasMessageContaining(file + ":1:1: is longer than 1048576 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "files ~ nowhere.ndjson ~ does not exist on this worker",
                "files ~ notes.txt ~ must be a directory or end in .ndjson or .csv",
                "files ~ nowhere.csv ~ has no topic; name it after one, risk.fills.v1.csv, or say it with topics",
                "speed ~ fast ~ must be a number such as 0, 1 or 60",
                "speed ~ -1 ~ must be within 0..999999999",
                "from ~ noon ~ must be an ISO-8601 time such as 2026-01-05T12:00:00Z",
                "to ~ 1970-01-01T00:00:00Z ~ must be after from",
                "topics ~ marks.csv ~ must be pairs of a file name and a topic",
                "topics ~ marks.csv=adl.waves.v1 ~ 'adl.waves.v1' is no input topic"
            })
    void shouldSayWhatAnOptionMayBe(String option, String value, String fault) throws Exception {
        PlayedFiles played = new PlayedFiles()
                .with("files", marks("marks.ndjson", 0, 1).toString())
                .with("from", "1970-01-01T00:00:00Z")
                .with(option, value);
        assertThatThrownBy(played::start).hasMessageContaining(fault);
    }

    /** One mark per second from a second on. */
    private Path marks(String name, int first, int count) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            lines.append("{\"topic\":\"risk.mark-prices.v1\",\"key\":\"usdt|BTC\",\"timestamp\":")
                    .append(i * 1_000L)
                    .append(",\"value\":{\"riskGroup\":\"usdt\",\"market\":\"BTC\",\"price\":\"99.5\",\"sequence\":")
                    .append(i + 1)
                    .append(",\"time\":\"1970-01-01T00:00:00Z\"}}\n");
        }
        return Files.writeString(directory.resolve(name), lines.toString());
    }

    private static String asLine(SourceRecord record) {
        return "{\"topic\":\"" + record.topic() + "\",\"key\":\"" + record.key() + "\",\"timestamp\":"
                + record.timestamp() + ",\"value\":" + record.value() + "}";
    }
}
