package io.tearup.stream;

import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.RiskGroup;
import io.tearup.store.RiskState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has what the next records of a run will touch brought into the caches, see {@link Lookahead}. */
public final class RunLookahead {
    private final EventReader reader;
    private final RiskState state;
    private final Map<String, Lookahead> groups = new HashMap<>();

    /** Of the group that was told of last. */
    private @Nullable Lookahead last;

    /** Reads with a reader that is between two records, for the groups of a state. */
    public RunLookahead(EventReader reader, RiskState state) {
        this.reader = reader;
        this.state = state;
    }

    /** Tells of the value of a record that is applied soon; of {@link Lookahead#WINDOW} at most before {@link #look}. */
    public void expect(String topic, byte @Nullable [] value) {
        reader.announce(topic, value, this::of);
    }

    /** Looks at what the records that were told of will touch. */
    public void look() {
        groups.values().forEach(Lookahead::look);
    }

    /** Forgets the records that were told of, before others are. */
    public void begin() {
        groups.values().forEach(group -> group.expectIdsOf(RiskEvent.Fill.KIND));
    }

    private @Nullable Lookahead of(String groupId) {
        Lookahead recent = last;
        if (recent != null && recent.group().id().equals(groupId)) {
            return recent;
        }
        Lookahead known = groups.get(groupId);
        if (known == null) {
            RiskGroup group = state.find(groupId);
            if (group != null) {
                known = new Lookahead(group);
                known.expectIdsOf(RiskEvent.Fill.KIND);
                groups.put(groupId, known);
            }
        }
        last = known;
        return known;
    }
}
