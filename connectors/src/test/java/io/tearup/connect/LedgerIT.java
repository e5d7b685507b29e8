package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.Pipeline;
import io.tearup.app.demo.DemoInput;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.connect.run.Cluster;
import io.tearup.connect.run.ConnectWorker;
import io.tearup.connect.run.PostgresServer;
import io.tearup.connect.run.Wait;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Settlement;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's crash through real parts: the replay connector plays it into the topics, the pipeline decides, Debezium's sinks
 * write PostgreSQL with the definitions as they are shipped. The worker is killed with -9 while it plays and while it writes.
 */
class LedgerIT {
    private static final String DATABASE = "ledger";
    private static final String SETTLEMENTS_SINK = "tearup-settlements-postgres";
    private static final List<String> SINKS =
            List.of("settlements-postgres", "postings-postgres", "fund-postgres", "alerts-postgres");

    @TempDir
    private Path directory;

    @Test
    void shouldHoldEveryDecisionOnceAlthoughTheWorkerIsKilled() throws Exception {
        PostgresServer.missing().or(ConnectWorker::missing).ifPresent(why -> assumeTrue(false, why));
        Path file = directory.resolve("crash.ndjson");
        int sent = DemoInput.write(file, 42, 4_000);
        try (Cluster cluster = Cluster.start(
                        directory,
                        "usdt",
                        Stream.concat(
                                        Stream.of("connect.control.tearup-audit-iceberg", deadLetters("audit-iceberg")),
                                        SINKS.stream().map(LedgerIT::deadLetters))
                                .toList());
                PostgresServer postgres = PostgresServer.start()) {
            postgres.awaitReady();
            postgres.createDatabase(DATABASE, Path.of("sql/ledger"));
            Map<String, String> environment = Map.of(
                    "TEARUP_REGISTRY_URL", cluster.registryUrl(),
                    "TEARUP_RISK_GROUPS", "usdt",
                    "TEARUP_REPLAY_FILES", file.toString(),
                    "TEARUP_POSTGRES_URL", postgres.url(DATABASE),
                    "TEARUP_POSTGRES_USER", postgres.user(),
                    "TEARUP_POSTGRES_PASSWORD", postgres.password(),
                    "TEARUP_ICEBERG_URL", postgres.url(DATABASE),
                    "TEARUP_ICEBERG_USER", postgres.user(),
                    "TEARUP_ICEBERG_PASSWORD", postgres.password(),
                    "TEARUP_ICEBERG_WAREHOUSE",
                            directory.resolve("warehouse").toUri().toString());
            try (ConnectWorker worker = ConnectWorker.start(
                    cluster.bootstrapServers(), environment, directory, Path.of("target/LedgerIT-worker.log"))) {
                play(cluster, worker, file, sent);
                try (Pipeline pipeline = cluster.decide()) {
                    cluster.awaitDecided(sent);
                    assertThat(pipeline.state().isRunningOrRebalancing()).isTrue();
                }
                fillTables(cluster, worker, postgres);
                keepTheAuditTrail(cluster, worker, postgres);
                assertTablesHoldTheTopics(cluster, postgres);
                assertBooksBalance(postgres);
                goOnAfterTheTableWasWrong(cluster, worker, postgres);
                goOnAfterTheDatabaseWasDown(cluster, worker, postgres);
                deadLetterWhatCannotBeRead(cluster, worker);
            }
        }
    }

    /** Killed half way at the speed that takes some seconds, then as fast as possible: every line is there once, in order. */
    private static void play(Cluster cluster, ConnectWorker worker, Path file, int sent) throws Exception {
        worker.apply("replay", Map.of("speed", "900"));
        Wait.until("some records are there", () -> cluster.inputs() > 0);
        worker.kill();
        assertThat(cluster.inputs()).isLessThan(sent);
        worker.startAgain(Map.of());
        worker.apply("replay", Map.of());
        Wait.until("every record is there: " + worker.taskState("tearup-replay"), () -> cluster.inputs() >= sent);
        List<RecordLine> lines =
                Files.readAllLines(file).stream().map(RecordLine::parseInput).toList();
        for (Topics.Topic topic : Topics.inputs()) {
            assertThat(cluster.lines(topic))
                    .as(topic.name())
                    .containsExactlyElementsOf(lines.stream()
                            .filter(line -> line.topic().equals(topic))
                            .toList());
        }
    }

    /** Killed after rows were written and before an offset was committed: all of them are delivered a second time. */
    private static void fillTables(Cluster cluster, ConnectWorker worker, PostgresServer postgres) throws Exception {
        for (String sink : SINKS) {
            worker.apply(sink, Map.of());
        }
        Wait.until("every table has rows", () -> {
            for (String table : List.of("settlements", "postings", "fund", "alerts")) {
                if (rows(postgres, table) == 0) {
                    return false;
                }
            }
            return true;
        });
        worker.kill();
        for (String sink : SINKS) {
            assertThat(cluster.hasCommitted("tearup-" + sink)).as(sink).isFalse();
        }
        // A sink tells of a failed write when its next records or its next commit are due.
        worker.startAgain(Map.of("offset.flush.interval.ms", "2000"));
        for (Topics.Topic topic : List.of(Topics.SETTLEMENTS, Topics.POSTINGS, Topics.FUND, Topics.ALERTS)) {
            long records = cluster.lines(topic).size();
            String table = table(topic);
            Wait.until(topic.name() + " is in its table", () -> rows(postgres, table) >= records);
        }
        // Once more for certain: what was delivered again must be done before the tables are looked at.
        for (String sink : SINKS) {
            Wait.until(
                    sink + " has rows delivered again",
                    () -> postgres.number(
                                    DATABASE,
                                    "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = '"
                                            + sink.replace("-postgres", "") + "'")
                            > 0);
        }
    }

    /** An Iceberg table tells how many rows it has in its newest metadata, a file of JSON that the catalog names. */
    private static void keepTheAuditTrail(Cluster cluster, ConnectWorker worker, PostgresServer postgres)
            throws Exception {
        worker.apply("audit-iceberg", Map.of("iceberg.control.commit.interval-ms", "1000"));
        int records = cluster.lines(Topics.AUDIT).size();
        assertThat(records).isGreaterThan(5);
        Wait.until("the audit trail is in its table", () -> auditRows(postgres) == records);
    }

    private static long auditRows(PostgresServer postgres) throws Exception {
        if (postgres.query(DATABASE, "SELECT to_regclass('iceberg_tables')").equals(List.of("null"))) {
            return 0;
        }
        List<String> places = postgres.query(
                DATABASE,
                "SELECT metadata_location FROM iceberg_tables WHERE table_namespace = 'adl' AND table_name = 'audit'");
        if (places.isEmpty()) {
            return 0;
        }
        JsonNode metadata =
                new ObjectMapper().readTree(Path.of(URI.create(places.get(0))).toFile());
        for (JsonNode snapshot : metadata.path("snapshots")) {
            if (snapshot.path("snapshot-id").equals(metadata.path("current-snapshot-id"))) {
                return snapshot.path("summary").path("total-records").asLong();
            }
        }
        return 0;
    }

    private static void assertTablesHoldTheTopics(Cluster cluster, PostgresServer postgres) throws Exception {
        List<RecordLine> settlements = cluster.lines(Topics.SETTLEMENTS);
        assertThat(settlements).hasSizeGreaterThan(100);
        assertThat(postgres.query(
                        DATABASE,
                        "SELECT settlement_id, account, role, trim_scale(quantity), trim_scale(price),"
                                + " trim_scale(realised_pnl), trim_scale(position_after),"
                                + " (extract(epoch FROM time) * 1000000)::bigint"
                                + " FROM adl.settlements"))
                .containsExactlyInAnyOrderElementsOf(texts(
                        settlements,
                        Settlement.class,
                        s -> String.join(
                                "|",
                                s.getSettlementId(),
                                s.getAccount(),
                                s.getRole().name(),
                                plain(s.getQuantity()),
                                plain(s.getPrice()),
                                plain(s.getRealisedPnl()),
                                plain(s.getPositionAfter()),
                                String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, s.getTime())))));
        List<RecordLine> postings = cluster.lines(Topics.POSTINGS);
        assertThat(postgres.query(DATABASE, "SELECT posting_id, code, trim_scale(amount) FROM adl.postings"))
                .containsExactlyInAnyOrderElementsOf(texts(
                        postings,
                        Posting.class,
                        p -> String.join("|", p.getPostingId(), p.getCode().name(), plain(p.getAmount()))));
        for (Topics.Topic topic : List.of(Topics.FUND, Topics.ALERTS)) {
            assertThat(rows(postgres, table(topic)))
                    .as(topic.name())
                    .isEqualTo(cluster.lines(topic).size());
        }
    }

    private static void assertBooksBalance(PostgresServer postgres) throws Exception {
        assertThat(postgres.query(
                        DATABASE, "SELECT DISTINCT balanced, total = 0, missing_legs FROM adl.double_entry_check"))
                .containsExactly("t|t|0");
        assertThat(postgres.number(DATABASE, "SELECT count(*) FROM adl.wave_summary"))
                .isEqualTo(postgres.number(DATABASE, "SELECT count(DISTINCT wave_id) FROM adl.settlements"))
                .isGreaterThan(5);
        assertThat(postgres.query(
                        DATABASE,
                        "SELECT (SELECT sum(haircut) FROM adl.haircut_by_account)"
                                + " = (SELECT sum(haircut) FROM adl.wave_summary),"
                                + " (SELECT min(haircut) FROM adl.haircut_by_account) > 0"))
                .containsExactly("t|t");
        // Both pools lose and are filled up again; the rulebook's trigger is 30 %.
        assertThat(postgres.query(
                        DATABASE,
                        "SELECT pool, max(drawdown) > 0.1, min(drawdown) FROM adl.fund_vs_peak"
                                + " GROUP BY pool ORDER BY pool"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).contains("|t|0.0"));
        assertThat(postgres.number(
                        DATABASE,
                        "SELECT count(*) FROM adl.fund, jsonb_array_elements(markets) m"
                                + " WHERE (m ->> 'realised')::numeric < 0"))
                .isPositive();
    }

    /** Bytes with a schema id that the registry does not have: set aside with the reason, and the connector goes on. */
    private static void deadLetterWhatCannotBeRead(Cluster cluster, ConnectWorker worker) throws Exception {
        String letters = deadLetters("settlements-postgres");
        assertThat(cluster.records(List.of(letters))).isEmpty();
        byte[] unknown = {0, 0, 9, 9, 9, 1, 2};
        cluster.send(Topics.SETTLEMENTS.name(), "usdt|nobody", unknown);
        Wait.until(
                "the record is set aside",
                () -> !cluster.records(List.of(letters)).isEmpty());
        ConsumerRecord<byte[], byte[]> letter =
                cluster.records(List.of(letters)).get(0);
        assertThat(letter.value()).isEqualTo(unknown);
        assertThat(header(letter, "__connect.errors.topic")).isEqualTo(Topics.SETTLEMENTS.name());
        assertThat(header(letter, "__connect.errors.connector.name")).isEqualTo(SETTLEMENTS_SINK);
        assertThat(header(letter, "__connect.errors.exception.stacktrace")).contains("id 592137");
        assertThat(worker.taskState(SETTLEMENTS_SINK)).isEqualTo("RUNNING");
    }

    private static void goOnAfterTheTableWasWrong(Cluster cluster, ConnectWorker worker, PostgresServer postgres)
            throws Exception {
        postgres.execute(DATABASE, "ALTER TABLE adl.settlements RENAME COLUMN fee TO commission");
        settle(cluster, "while-table-wrong");
        Wait.until("the task fails", () -> worker.taskState(SETTLEMENTS_SINK).equals("FAILED"));
        assertThat(worker.taskFault(SETTLEMENTS_SINK)).contains("fee");
        postgres.execute(DATABASE, "ALTER TABLE adl.settlements RENAME COLUMN commission TO fee");
        worker.restartTask(SETTLEMENTS_SINK);
        Wait.until("the row arrives", () -> hasSettlement(postgres, "while-table-wrong"));
    }

    private static void goOnAfterTheDatabaseWasDown(Cluster cluster, ConnectWorker worker, PostgresServer postgres)
            throws Exception {
        postgres.shutDown();
        settle(cluster, "while-down");
        Wait.until("the task fails", () -> worker.taskState(SETTLEMENTS_SINK).equals("FAILED"));
        assertThat(worker.taskFault(SETTLEMENTS_SINK))
                .contains("Connection to 127.0.0.1:" + postgres.port() + " refused");
        postgres.startAgain();
        worker.restartTask(SETTLEMENTS_SINK);
        Wait.until("the row arrives", () -> hasSettlement(postgres, "while-down"));
    }

    private static void settle(Cluster cluster, String id) throws Exception {
        Settlement settlement = Settlement.newBuilder(
                        (Settlement) cluster.lines(Topics.SETTLEMENTS).get(0).value())
                .setSettlementId(id)
                .build();
        try (Serializer<Settlement> serializer =
                RecordSerdes.forRegistry(cluster.registryUrl()).serializer()) {
            String topic = Topics.SETTLEMENTS.name();
            cluster.send(topic, "usdt|" + id, serializer.serialize(topic, settlement));
        }
    }

    private static boolean hasSettlement(PostgresServer postgres, String id) throws Exception {
        return postgres.number(DATABASE, "SELECT count(*) FROM adl.settlements WHERE settlement_id = '" + id + "'")
                == 1;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "no header " + name : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String deadLetters(String sink) {
        return "connect.dlq.tearup-" + sink;
    }

    private static String table(Topics.Topic topic) {
        return topic.name().split("\\.")[1];
    }

    private static long rows(PostgresServer postgres, String table) throws Exception {
        return postgres.number(DATABASE, "SELECT count(*) FROM adl." + table);
    }

    private static <T> List<String> texts(List<RecordLine> lines, Class<T> type, Function<T, String> text) {
        return lines.stream().map(line -> text.apply(type.cast(line.value()))).toList();
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
