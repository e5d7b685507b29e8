package io.tearup.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.engine.RiskEngine;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.model.RiskGroup;
import io.tearup.stream.EventReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** The race's input is the same each time, has what it says, and leads the engine to the book the peers are held to. */
class RaceInputTest {
    private static final long RECORDS = 60_000;
    private static final int ACCOUNTS = 2_000;

    private static List<String> drawn() {
        List<String> records = new ArrayList<>();
        new RaceInput(20_000, ACCOUNTS, (topic, record) -> records.add(topic.name() + record)).write();
        return records;
    }

    @Test
    void shouldDrawTheSameRecordsAgain() {
        assertThat(drawn()).hasSizeGreaterThanOrEqualTo(20_000).isEqualTo(drawn());
    }

    @Test
    void shouldBeMostlyFillsWithMarksAndAFewLiquidations() {
        Map<Topics.Topic, Integer> counts = new HashMap<>();
        long written =
                new RaceInput(RECORDS, ACCOUNTS, (topic, record) -> counts.merge(topic, 1, Integer::sum)).write();
        assertThat(written).isBetween(RECORDS, RECORDS + 2);
        assertThat(counts.getOrDefault(Topics.FILLS, 0) / (double) written).isBetween(0.78, 0.86);
        assertThat(counts.getOrDefault(Topics.MARK_PRICES, 0) / (double) written)
                .isBetween(0.12, 0.18);
        assertThat(counts.getOrDefault(Topics.LIQUIDATIONS, 0)).isPositive();
    }

    @Test
    void shouldLeadTheEngineToThePeersBookWithoutAWave() {
        RecordSerdes serdes = RecordSerdes.forRegistry("mock://race-input");
        Book expected = new Book();
        RiskGroup group = new RiskGroup(RaceInput.GROUP);
        RiskEngine engine = new RiskEngine(group);
        Map<Decision.WaveResult, Integer> waves = new EnumMap<>(Decision.WaveResult.class);
        try (Serializer<SpecificRecord> serializer = serdes.serializer();
                EventReader reader = new EventReader(serdes)) {
            new RaceInput(RECORDS, ACCOUNTS, (topic, record) -> {
                        reader.open(topic.name(), serializer.serialize(topic.name(), record));
                        engine.process(reader.event(group), decision -> {
                            if (decision instanceof Decision.WaveClosed closed) {
                                waves.merge(closed.result(), 1, Integer::sum);
                            }
                        });
                        for (Change change : Change.of(record)) {
                            if (change.isTrade()) {
                                expected.add(change.key(), change.lots());
                            }
                        }
                    })
                    .write();
        }
        assertThat(waves).isEmpty();
        assertThat(expected.size()).isGreaterThan(1_000);
        assertThat(TearupRunner.ofGroup(group).differenceFrom(expected)).isEmpty();
    }
}
