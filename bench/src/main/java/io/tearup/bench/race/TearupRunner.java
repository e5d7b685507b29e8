package io.tearup.bench.race;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskStates;
import io.tearup.stream.Ingress;
import io.tearup.stream.Names;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** Tearup as its users run it; its book is read from its change log, so that the race proves what is durable. */
final class TearupRunner implements Contestant.Running {
    private final Entry entry;
    private final Pipeline pipeline;

    private TearupRunner(Entry entry, Pipeline pipeline) {
        this.entry = entry;
        this.pipeline = pipeline;
    }

    static Contestant.Running exactlyOnce(Entry entry) throws InterruptedException {
        return start(entry, Map.of());
    }

    static Contestant.Running atLeastOnce(Entry entry) throws InterruptedException {
        return start(entry, Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE));
    }

    private static Contestant.Running start(Entry entry, Map<String, String> properties) throws InterruptedException {
        PipelineSettings settings = new PipelineSettings(
                entry.application(),
                entry.bootstrapServers(),
                entry.registryUrl(),
                Map.of(),
                Ingress.DIRECT,
                RiskGroupLayout.parse(RaceInput.GROUP),
                entry.directory(),
                1,
                0,
                PipelineSettings.CHECKPOINT_INTERVAL,
                properties);
        Pipeline pipeline = Pipeline.start(settings);
        if (!pipeline.awaitRunning(Duration.ofMinutes(1))) {
            throw new IllegalStateException("Tearup did not start; see its log");
        }
        return new TearupRunner(entry, pipeline);
    }

    @Override
    public Book book() {
        String changelog = entry.application() + "-" + Names.RISK_STATE + "-changelog";
        RiskStates.Rebuild rebuild = new RiskStates.Rebuild();
        TopicReader.forEachRow(entry.bootstrapServers(), changelog, rebuild::row);
        return ofGroup(rebuild.state().group(RaceInput.GROUP));
    }

    /** Positions of a group's accounts and of its pools. */
    static Book ofGroup(RiskGroup group) {
        Book book = new Book();
        for (Market market : group.markets()) {
            PositionTable table = market.positions();
            for (int row = 0; row < table.end(); row++) {
                if (table.lots(row) != 0) {
                    book.set(Book.key(group.accounts().id(table.account(row)), market.id()), table.lots(row));
                }
            }
            book.set(Book.key("pool:" + market.spec().pool(), market.id()), market.inventoryLots());
        }
        return book;
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
