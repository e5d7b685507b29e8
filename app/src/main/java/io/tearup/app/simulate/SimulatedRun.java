package io.tearup.app.simulate;

import io.tearup.app.exact.RecordCursor;
import io.tearup.app.exact.RecordedRun;
import io.tearup.app.exact.RunRecord;
import io.tearup.catalogue.RegisteredSchemas;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulated run left behind, for exact replay. */
final class SimulatedRun implements RecordedRun {
    private final SimulatedLogs logs;

    SimulatedRun(SimulatedLogs logs) {
        this.logs = logs;
    }

    @Override
    public String place() {
        return "the simulation";
    }

    @Override
    public String applicationId() {
        return SimulatedCluster.APPLICATION;
    }

    @Override
    public Ingress ingress() {
        return Ingress.DIRECT;
    }

    @Override
    public RiskGroupLayout layout() {
        return SimulatedCluster.LAYOUT;
    }

    @Override
    public RegisteredSchemas schemas() {
        throw new UnsupportedOperationException("a simulated run is replayed with the serdes it was made with");
    }

    @Override
    public long inputEnd(String topic, int partition) {
        int index = logs.progress(topic).index();
        return index == 0 ? 0 : logs.input(topic).get(index - 1).offset() + 1;
    }

    @Override
    public RecordCursor records(String topic, int partition) {
        List<RunRecord> records = Ingress.DIRECT.sources().contains(topic)
                ? logs.input(topic)
                : Topics.byName(topic).map(logs::output).orElseThrow();
        return new ListCursor(records);
    }

    @Override
    public boolean settled() {
        return true;
    }

    @Override
    public @Nullable String stateHash(String group) {
        return null;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private static final class ListCursor implements RecordCursor {
        private final List<RunRecord> records;
        private int next;

        private ListCursor(List<RunRecord> records) {
            this.records = records;
        }

        @Override
        public @Nullable RunRecord peek() {
            return next < records.size() ? records.get(next) : null;
        }

        @Override
        public void advance() {
            next++;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
