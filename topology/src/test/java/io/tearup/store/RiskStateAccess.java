package io.tearup.store;

import io.tearup.engine.model.RiskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

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

    /** A changelog under a cleaner that keeps the last row of each key, in the order of the last writes. */
    public static final class Compacted {
        private final int idsRemembered;
        private final LinkedHashMap<Bytes, Optional<byte[]>> log = new LinkedHashMap<>();

        /** @param idsRemembered of the group that is logged */
        public Compacted(int idsRemembered) {
            this.idsRemembered = idsRemembered;
        }

        /** Logs what changed in a group since the last call; the number of rows. */
        public int log(RiskGroup group) {
            int[] rows = new int[1];
            new RiskState().drainChanges(group, (key, value) -> {
                log.remove(key);
                log.put(key, Optional.ofNullable(value));
                rows[0]++;
            });
            return rows[0];
        }

        /** Removals older than the cleaner keeps them disappear. */
        public void forgetRemovals() {
            log.values().removeIf(Optional::isEmpty);
        }

        /** Every row of the state that the log restores to, value as text. */
        public TreeMap<Bytes, String> restoredRows() {
            RiskState state = new RiskState(idsRemembered);
            log.forEach((key, value) -> state.restore(key, value.orElse(null)));
            TreeMap<Bytes, String> rows = new TreeMap<>();
            state.forEachRow((key, value) -> rows.put(key, Arrays.toString(value)));
            return rows;
        }

        /** A group as the log restores it, to go on with. */
        public RiskGroup restored(String groupId) {
            RiskState state = new RiskState(idsRemembered);
            log.forEach((key, value) -> state.restore(key, value.orElse(null)));
            return state.group(groupId);
        }
    }
}
