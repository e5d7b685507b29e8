package io.tearup.app.exact;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.stream.RecordTime;
import io.tearup.stream.TimeOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task's input in the order in which the task took it: run by run, within a run by {@link TimeOrder}.
 *
 * <p>Input that is no longer there is a fault, never left out: at the beginning of a topic, and within every run whose number
 * of records is known.
 */
final class OrderedInput implements AutoCloseable {
    /**
     * The next record.
     *
     * @param time by which it was merged and which its outputs carry, milliseconds
     * @param start the run whose first record it is, if the task was started with it
     */
    record Taken(RunRecord record, long time, LoggedOrder.@Nullable Run start) {}

    private final List<String> topics;
    private final List<RecordCursor> cursors = new ArrayList<>();
    private final Iterator<LoggedOrder.Run> runs;
    private final TimeOrder order;
    private final long[] partitionTime;
    private final long[] times;
    private final boolean[] present;
    private LoggedOrder.@Nullable Run run;
    private long taken;
    private @Nullable RunRecord first;

    OrderedInput(RecordedRun from, int partition, List<LoggedOrder.Run> runs) {
        this.topics = from.ingress().sources();
        this.runs = runs.iterator();
        this.order = new TimeOrder(topics.size());
        this.partitionTime = new long[topics.size()];
        this.times = new long[topics.size()];
        this.present = new boolean[topics.size()];
        for (int source = 0; source < topics.size(); source++) {
            partitionTime[source] = -1;
            cursors.add(from.records(topics.get(source), partition));
        }
    }

    /**
     * The next record, null at the end.
     *
     * @throws UserFault {@link ExitCode#RUNTIME} if input that the task took is not there
     */
    @Nullable
    Taken next() {
        while (true) {
            LoggedOrder.Run current = run;
            if (current == null) {
                if (!runs.hasNext()) {
                    return null;
                }
                current = runs.next();
                run = current;
                taken = 0;
                first = null;
                order.begin();
            }
            int source = choose(current);
            if (source >= 0) {
                return take(source, current);
            }
            requireAll(current);
            run = null;
        }
    }

    private int choose(LoggedOrder.Run current) {
        for (int source = 0; source < topics.size(); source++) {
            present[source] = false;
            Long to = current.to().get(topics.get(source));
            RunRecord head = to == null ? null : cursors.get(source).peek();
            if (to != null && head != null && head.offset() < to) {
                Long from = current.from().get(topics.get(source));
                if (from != null && head.offset() < from) {
                    throw new UserFault(
                            ExitCode.VERIFICATION,
                            head.place() + ": is in no run of the order log; the next one begins at " + from);
                }
                present[source] = true;
                times[source] = RecordTime.of(head.timestamp(), partitionTime[source]);
            }
        }
        return order.next(times, present);
    }

    private Taken take(int source, LoggedOrder.Run current) {
        RunRecord record = cursors.get(source).next();
        if (record == null) {
            throw new IllegalStateException("a record that was there is gone");
        }
        long time = times[source];
        if (!order.serve(source, time)) {
            throw new IllegalStateException(record.place() + ": was chosen and is not next");
        }
        partitionTime[source] = Math.max(partitionTime[source], time);
        boolean begins = taken++ == 0;
        if (begins) {
            first = record;
        }
        return new Taken(record, time, begins && current.start() ? current : null);
    }

    private void requireAll(LoggedOrder.Run done) {
        boolean missing = done.records() == LoggedOrder.UNKNOWN ? taken == 0 : taken != done.records();
        if (missing) {
            RunRecord begin = first;
            throw new UserFault(
                    ExitCode.RUNTIME,
                    "the run of " + (done.records() == LoggedOrder.UNKNOWN ? "at least one" : done.records())
                            + " records " + (begin == null ? "from " + done.from() : "that begins at " + begin.place())
                            + " has " + taken + " left; its input was deleted by age or compacted, so it cannot be"
                            + " replayed");
        }
    }

    @Override
    public void close() {
        cursors.forEach(RecordCursor::close);
    }
}
