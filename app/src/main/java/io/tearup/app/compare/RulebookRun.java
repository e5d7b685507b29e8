package io.tearup.app.compare;

import io.tearup.app.ExitCode;
import io.tearup.app.Progress;
import io.tearup.app.UserFault;
import io.tearup.app.replay.InMemoryPipeline;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.GroupDefinition;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import io.tearup.stream.Ingress;
import io.tearup.stream.RulebookDefinitions;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Shows a scenario to one rulebook, through the real topology.
 *
 * <p>The events stay as they are but for this: the rulebook is the chosen one and without lights, the group decides from the
 * first record on (LIVE, whatever the events say of modes), and where the rulebook has no trigger, so that nothing a pool
 * holds would ever be closed, takeovers become {@link DirectLiquidations}.
 */
final class RulebookRun {
    private final Scenario scenario;
    private final RulebookDefinition rulebook;
    private final boolean pools;
    private final List<Wave> waves = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<KeyValue<byte[], byte @Nullable []>> rows = new ArrayList<>();
    private final List<Integer> rowsAfter = new ArrayList<>();
    private int lastClosing = -1;

    private RulebookRun(Scenario scenario, RulebookDefinition rulebook) {
        RulebookSpec spec = RulebookDefinitions.resolve(rulebook, scenario.moneyScale());
        if (spec.settlement().isConfirmed()) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--rulebook: " + spec.name() + " settles what a venue confirms, and recorded events confirm other"
                            + " assignments than these; compare it with settlement IMMEDIATE");
        }
        this.scenario = scenario;
        this.rulebook = RulebookDefinition.newBuilder(rulebook)
                .setLightsIntervalMillis(0L)
                .build();
        this.pools = !spec.triggers().isEmpty();
    }

    /** @throws UserFault if the rulebook waits for a venue that is not there */
    static Decided of(Scenario scenario, RulebookDefinition rulebook, Progress progress) {
        return new RulebookRun(scenario, rulebook).run(progress);
    }

    private Decided run(Progress progress) {
        DirectLiquidations direct = new DirectLiquidations(scenario.group());
        try (InMemoryPipeline pipeline =
                new InMemoryPipeline(RiskGroupLayout.parse(scenario.group()), Ingress.DIRECT)) {
            for (RecordLine event : scenario.events()) {
                if (pools || !direct.replaces(event)) {
                    send(pipeline, event);
                }
                if (!pools) {
                    for (Liquidation demand : direct.after(event)) {
                        pipeline.send(Topics.LIQUIDATIONS, demand, event.timestamp());
                    }
                }
                collect(pipeline);
                progress.at(rowsAfter.size());
            }
        }
        progress.done();
        return new Decided(rulebook.getName(), waves, assignments, settlements, refused, rows, rowsAfter, lastClosing);
    }

    private void send(InMemoryPipeline pipeline, RecordLine event) {
        SpecificRecord value = event.value();
        if (value instanceof Control control) {
            if (control.getKind() == ControlKind.MODE) {
                return;
            }
            value = ruled(control);
        }
        pipeline.send(event.topic(), event.key(), value, event.timestamp());
    }

    private Control ruled(Control control) {
        GroupDefinition group = control.getGroup();
        if (group != null) {
            return Control.newBuilder(control)
                    .setGroup(GroupDefinition.newBuilder(group)
                            .setStartMode(GroupMode.LIVE)
                            .build())
                    .build();
        }
        if (control.getKind() == ControlKind.RULEBOOK) {
            return Control.newBuilder(control).setRulebook(rulebook).build();
        }
        return control;
    }

    private void collect(InMemoryPipeline pipeline) {
        int before = settlements.size();
        for (TestRecord<String, SpecificRecord> record : pipeline.drain(Topics.SETTLEMENTS)) {
            settlements.add((Settlement) record.value());
        }
        for (TestRecord<String, SpecificRecord> record : pipeline.drain(Topics.ASSIGNMENTS)) {
            assignments.add((Assignment) record.value());
        }
        for (TestRecord<String, SpecificRecord> record : pipeline.drain(Topics.WAVES)) {
            Wave wave = (Wave) record.value();
            if (wave.getPhase() == WavePhase.CLOSED) {
                waves.add(wave);
            }
        }
        for (TestRecord<String, SpecificRecord> record : pipeline.drain(Topics.DLQ)) {
            refused.add(((DeadLetter) record.value()).getMessage());
        }
        for (Topics.Topic unused :
                List.of(Topics.ALERTS, Topics.POSTINGS, Topics.FUND, Topics.RANKS, Topics.ORDER_LOG, Topics.AUDIT)) {
            pipeline.drain(unused);
        }
        for (KeyValue<byte[], byte[]> row : pipeline.drainChangelog()) {
            rows.add(new KeyValue<>(row.key, row.value));
        }
        if (settlements.size() > before) {
            lastClosing = rowsAfter.size();
        }
        rowsAfter.add(rows.size());
    }
}
