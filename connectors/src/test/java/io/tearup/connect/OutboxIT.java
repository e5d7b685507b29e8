package io.tearup.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tearup.app.Pipeline;
import io.tearup.catalogue.Topics;
import io.tearup.connect.run.Cluster;
import io.tearup.connect.run.ConnectWorker;
import io.tearup.connect.run.PostgresServer;
import io.tearup.connect.run.Wait;
import io.tearup.ndjson.RecordJson;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Settlement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worked example with its fills from a venue's database: rows of the outbox become fills, these become the positions that
 * are closed. Everything else is played by the replay connector.
 */
class OutboxIT {
    private static final Path EXAMPLE = Path.of("../app/src/main/dist/examples/worked-example.ndjson");
    private static final String DATABASE = "venue";
    private static final String CONNECTOR = "tearup-fills-outbox";

    @TempDir
    private Path directory;

    @Test
    void shouldTurnRowsIntoFillsThatChangePositions() throws Exception {
        PostgresServer.missing().or(ConnectWorker::missing).ifPresent(why -> assumeTrue(false, why));
        List<RecordLine> lines =
                Files.readAllLines(EXAMPLE).stream().map(RecordLine::parseInput).toList();
        List<RecordLine> fills =
                lines.stream().filter(line -> line.topic().equals(Topics.FILLS)).toList();
        int first = lines.indexOf(fills.get(0));
        int then = first + fills.size();
        assertThat(fills).hasSize(2);
        assertThat(lines.subList(first, then)).isEqualTo(fills);
        try (Cluster cluster = Cluster.start(directory, "usdt", List.of());
                PostgresServer postgres = PostgresServer.start()) {
            postgres.awaitReady();
            postgres.createDatabase(DATABASE, Path.of("sql/outbox"));
            Map<String, String> environment = Map.of(
                    "TEARUP_REGISTRY_URL",
                    cluster.registryUrl(),
                    "TEARUP_RISK_GROUPS",
                    "usdt",
                    "TEARUP_REPLAY_FILES",
                    "given by each step",
                    "TEARUP_OUTBOX_HOST",
                    "127.0.0.1",
                    "TEARUP_OUTBOX_PORT",
                    String.valueOf(postgres.port()),
                    "TEARUP_OUTBOX_DATABASE",
                    DATABASE,
                    "TEARUP_OUTBOX_USER",
                    postgres.user(),
                    "TEARUP_OUTBOX_PASSWORD",
                    postgres.password());
            try (ConnectWorker worker = ConnectWorker.start(
                    cluster.bootstrapServers(), environment, directory, Path.of("target/OutboxIT-worker.log"))) {
                replay(worker, "before", lines.subList(0, first));
                Wait.until("all before the fills is there", () -> cluster.inputs() == first);
                try (Pipeline pipeline = cluster.decide()) {
                    sendFills(cluster, worker, postgres, fills);
                    cluster.awaitDecided(then);
                    // One by one, because what arrives first is applied first.
                    for (int next = then; next < lines.size(); next++) {
                        replay(worker, "line-" + next, lines.subList(next, next + 1));
                        cluster.awaitDecided(next + 1);
                    }
                    assertThat(pipeline.state().isRunningOrRebalancing()).isTrue();
                }
                assertPositionsOfTheFillsWereClosed(cluster);
                failOnARowThatIsNoFillAndSkipItOnRequest(cluster, worker, postgres, fills.get(0));
            }
        }
    }

    /** The second while the worker is dead, and deleted by the transaction that inserts it: the log of the database has it. */
    private static void sendFills(
            Cluster cluster, ConnectWorker worker, PostgresServer postgres, List<RecordLine> fills) throws Exception {
        worker.apply("fills-outbox", Map.of());
        postgres.execute(DATABASE, insert(fills.get(0)));
        Wait.until("the first fill is there", () -> cluster.lines(Topics.FILLS).size() == 1);
        worker.kill();
        postgres.execute(DATABASE, "BEGIN; " + insert(fills.get(1)) + "; DELETE FROM tearup.outbox; COMMIT;");
        worker.startAgain(Map.of());
        Wait.until("the second fill is there", () -> cluster.lines(Topics.FILLS).size() == 2);
        assertThat(cluster.lines(Topics.FILLS))
                .extracting(RecordLine::key, RecordLine::value)
                .containsExactlyElementsOf(fills.stream()
                        .map(fill -> org.assertj.core.groups.Tuple.tuple(fill.key(), fill.value()))
                        .toList());
    }

    private static void assertPositionsOfTheFillsWereClosed(Cluster cluster) {
        assertThat(cluster.lines(Topics.DLQ)).isEmpty();
        assertThat(cluster.lines(Topics.SETTLEMENTS).stream()
                        .map(line -> (Settlement) line.value())
                        .map(s -> String.join(
                                " ",
                                s.getAccount(),
                                s.getRole().name(),
                                s.getQuantity().stripTrailingZeros().toPlainString(),
                                s.getPrice().stripTrailingZeros().toPlainString(),
                                s.getRealisedPnl().stripTrailingZeros().toPlainString())))
                .containsExactly("short COUNTERPARTY 1000 93 7000", "pool:fund INSURANCE_FUND 1000 93 -6000");
    }

    private static void failOnARowThatIsNoFillAndSkipItOnRequest(
            Cluster cluster, ConnectWorker worker, PostgresServer postgres, RecordLine fill) throws Exception {
        postgres.execute(
                DATABASE,
                "INSERT INTO tearup.outbox (aggregatetype, aggregateid, payload)"
                        + " VALUES ('fills', 'usdt|x', '{\"riskGroup\": \"usdt\", \"account\": \"x\"}')");
        Wait.until("the task fails", () -> worker.taskState(CONNECTOR).equals("FAILED"));
        assertThat(worker.taskFault(CONNECTOR))
                .contains("a record for risk.fills.v1 is refused: Fill.market: is missing");
        postgres.execute(DATABASE, insert(fill));
        worker.apply("fills-outbox", Map.of("errors.tolerance", "all", "errors.log.enable", "true"));
        Wait.until(
                "the good row behind it arrives",
                () -> cluster.lines(Topics.FILLS).size() == 3);
    }

    private static String insert(RecordLine fill) {
        return "INSERT INTO tearup.outbox (aggregatetype, aggregateid, payload) VALUES ('fills', '" + fill.key()
                + "', '" + RecordJson.write(fill.value()) + "')";
    }

    /** Plays a further file; those played before stay where they are. */
    private void replay(ConnectWorker worker, String name, List<RecordLine> lines) throws Exception {
        Path files = Files.createDirectories(directory.resolve("files"));
        Files.write(
                files.resolve(name + ".ndjson"),
                lines.stream().map(RecordLine::format).toList());
        try (Stream<Path> all = Files.list(files)) {
            worker.apply(
                    "replay",
                    Map.of(
                            "files",
                            String.join(",", all.map(Path::toString).sorted().toList())));
        }
    }
}
