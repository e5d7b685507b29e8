package io.tearup.store;

import io.tearup.engine.model.RiskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A changelog as a store would see it: rows drained from a group, replayed into a state of their own. */
public final class RiskStateAccess {
    private final RiskState drains = new RiskState();
    private final RiskState rebuilt = new RiskState();

    /** Replays what changed in a group since the last call. */
    public void drain(RiskGroup group) {
        drains.drainChanges(group, rebuilt::restore);
    }

    /** Key and value of every row of a group that changed since the last call, as text. */
    public static List<String> changesOf(RiskGroup group) {
        List<String> rows = new ArrayList<>();
        new RiskState().drainChanges(group, (key, value) -> rows.add(key + " = " + Arrays.toString(value)));
        return rows;
    }

    /** Hash of a group's state. */
    public static String hashOf(RiskGroup group) {
        return new RiskState().hash(group);
    }

    /** Every row of the replayed state, value as text. */
    public TreeMap<Bytes, String> rebuiltRows() {
        TreeMap<Bytes, String> rows = new TreeMap<>();
        rebuilt.forEachRow((key, value) -> rows.put(key, Arrays.toString(value)));
        return rows;
    }

    /** Every row of a group as it is now, value as text. */
    public TreeMap<Bytes, String> rowsOf(RiskGroup group) {
        TreeMap<Bytes, String> rows = new TreeMap<>();
        drains.forEachRow(group, (key, value) -> rows.put(key, Arrays.toString(value)));
        return rows;
    }

    /** A changelog under a cleaner: of what it has cleaned it keeps the last row of each key, in the order of the writes. */
    public static final class Compacted {
        private record Row(Bytes key, byte @Nullable [] value) {}

        private final int idsRemembered;
        private final List<Row> log = new ArrayList<>();
        private RiskState writer;

        /** @param idsRemembered of the group that is logged */
        public Compacted(int idsRemembered) {
            this.idsRemembered = idsRemembered;
            this.writer = new RiskState(idsRemembered);
        }

        /** Logs what changed in a group since the last call; the number of rows. */
        public int log(RiskGroup group) {
            int before = log.size();
            writer.drainChanges(group, this::add);
            return log.size() - before;
        }

        /** Logs what changed in a group, as one input of a run does: rows of ids may wait for the end of the run. */
        public void logOfRun(RiskGroup group) {
            writer.drainSoon(group, this::add);
        }

        /** Ends a run. */
        public void endRun(RiskGroup group) {
            writer.drainWaiting(group, this::add);
        }

        private void add(Bytes key, byte @Nullable [] value) {
            log.add(new Row(key, value));
        }

        /** Rows in the log. */
        public int size() {
            return log.size();
        }

        /**
         * Cleans the oldest rows: those go that have a later one of their key among them.
         *
         * @param oldest how many rows, 0..size
         * @param forget whether removals among them are older than the cleaner keeps them
         */
        public void clean(int oldest, boolean forget) {
            List<Row> cleaned = log.subList(0, oldest);
            Map<Bytes, Row> last = new HashMap<>();
            cleaned.forEach(row -> last.put(row.key(), row));
            cleaned.removeIf(row -> last.get(row.key()) != row || (forget && row.value() == null));
        }

        /** Every row of the state that the log restores to, value as text. */
        public TreeMap<Bytes, String> restoredRows() {
            TreeMap<Bytes, String> rows = new TreeMap<>();
            restored().forEachRow((key, value) -> rows.put(key, Arrays.toString(value)));
            return rows;
        }

        /** A group as the log restores it. */
        public RiskGroup restored(String groupId) {
            return restored().group(groupId);
        }

        /** A group as the log restores it, to go on with: the log is that of this group from now on. */
        public RiskGroup takenOver(String groupId) {
            writer = restored();
            return writer.group(groupId);
        }

        private RiskState restored() {
            RiskState state = new RiskState(idsRemembered);
            log.forEach(row -> state.restoreSoon(row.key(), row.value()));
            state.restoreWaiting();
            return state;
        }
    }
}
