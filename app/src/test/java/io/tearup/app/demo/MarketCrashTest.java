package io.tearup.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.replay.InMemoryPipeline;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.store.RiskStates;
import io.tearup.stream.Ingress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demo's crash through the real topology, without a broker. */
class MarketCrashTest {
    private record Run(Played played, RiskGroup durable) {}

    @Test
    void shouldGiveTheHashTheReadmeQuotesAndBalanceItsBooks() throws Exception {
        Run run = run(42, 4_000);
        assertBalanced(run);
        assertThat(run.played().alerts())
                .extracting(Alert::getState)
                .contains(AlertState.WARNING, AlertState.ADL, AlertState.RECOVERING, AlertState.NORMAL);
        String readme = Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8);
        assertThat(readme).contains("result " + ResultHash.of(run.played().settlements()));
    }

    @Test
    void shouldBalanceTheBooksOfOtherSeeds() {
        for (long seed = 1; seed <= 3; seed++) {
            assertBalanced(run(seed, 300));
        }
    }

    @Test
    void shouldDrawTheSameRecordsFromTheSameSeed() {
        assertThat(MarketCrash.draw(7, 200)).isEqualTo(MarketCrash.draw(7, 200));
        assertThat(MarketCrash.draw(7, 200)).isNotEqualTo(MarketCrash.draw(8, 200));
    }

    private static void assertBalanced(Run run) {
        for (BookAudit.Check check : BookAudit.of(run.played(), run.durable())) {
            assertThat(check.faults()).as(check.what()).isEmpty();
        }
    }

    private static Run run(long seed, int accounts) {
        List<VenueRecord> records = MarketCrash.draw(seed, accounts);
        List<SpecificRecord> outputs = new ArrayList<>();
        List<KeyValue<byte[], byte @Nullable []>> changelog = new ArrayList<>();
        try (InMemoryPipeline pipeline =
                new InMemoryPipeline(RiskGroupLayout.parse(MarketCrash.GROUP), Ingress.DIRECT)) {
            for (VenueRecord record : records) {
                pipeline.send(record.topic(), record.value(), record.time());
            }
            for (Topics.Topic topic : Topics.outputs()) {
                pipeline.drain(topic).forEach(record -> outputs.add(record.value()));
            }
            pipeline.drainChangelog().forEach(row -> changelog.add(new KeyValue<>(row.key, row.value)));
        }
        return new Run(
                new Played(records, outputs), RiskStates.rebuilt(changelog).group(MarketCrash.GROUP));
    }
}
