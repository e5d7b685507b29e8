package io.tearup.store;

import io.tearup.engine.model.RiskGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
}
