package io.tearup.engine;

import io.tearup.engine.model.MarkHistory;
import io.tearup.engine.model.RiskGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The marks in force at the end of the last earlier timestamp at which an account, with what it holds now, was solvent.
 *
 * <p>Algorithm: undo the changes of marks one timestamp at a time, newest first, and value the account after each, until
 * its equity is not negative or the history ends.
 */
final class PreviousMarks {
    private PreviousMarks() {}

    /**
     * Marks by market, ticks; null if the history does not reach back to a solvent moment.
     *
     * @param present marks now by market of the account, ticks
     * @param equity values the account at given marks, minor units
     */
    static @Nullable Map<String, Long> find(
            RiskGroup group, Map<String, Long> present, ToLongFunction<Map<String, Long>> equity) {
        MarkHistory history = group.markHistory();
        Map<String, Long> marks = new HashMap<>(present);
        boolean changed = false;
        for (long number = history.next() - 1; number >= history.oldest(); number--) {
            String market = history.market(number);
            if (marks.containsKey(market)) {
                if (history.ticksBefore(number) == 0) {
                    return null;
                }
                marks.put(market, history.ticksBefore(number));
                changed = true;
            }
            boolean endOfEarlier = number == history.oldest() || history.time(number - 1) < history.time(number);
            if (changed && endOfEarlier) {
                if (equity.applyAsLong(marks) >= 0) {
                    return marks;
                }
                changed = false;
            }
        }
        return null;
    }
}
