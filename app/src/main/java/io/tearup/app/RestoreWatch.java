package io.tearup.app;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a restore goes on, whenever there is one: a bar on a terminal, elsewhere a line of the log every ten seconds and one at the
 * end. Rows are counted as {@link RestoreProgress} does.
 */
public final class RestoreWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWatch.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TELL = Duration.ofSeconds(10);

    private final RestoreProgress restore;
    private final PrintWriter talk;
    private final Consumer<String> log;
    private final boolean terminal;
    private final Thread thread = new Thread(this::run, "restore-watch");

    /** Partitions of the restore that is told of; those restored earlier are not counted again. */
    private final Set<Integer> meant = new TreeSet<>();

    private @Nullable Progress bar;
    private long begun;
    private long told;

    RestoreWatch(RestoreProgress restore, PrintWriter talk, Consumer<String> log, boolean terminal) {
        this.restore = restore;
        this.talk = talk;
        this.log = log;
        this.terminal = terminal;
    }

    /** Watches from now on, on a thread of its own. */
    public static RestoreWatch start(RestoreProgress restore, PrintWriter talk) {
        RestoreWatch watch = new RestoreWatch(restore, talk, LOG::info, Progress.onTerminal());
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (true) {
                restore.awaitBegin();
                while (look(System.nanoTime())) {
                    Thread.sleep(LOOK.toMillis());
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /**
     * Tells what is to be told at a time.
     *
     * @param now nanoseconds, as {@link System#nanoTime}
     * @return whether something is still being restored
     */
    boolean look(long now) {
        Map<Integer, RestoreProgress.Partition> partitions = restore.partitions();
        partitions.forEach((number, partition) -> {
            if (!partition.done()) {
                meant.add(number);
            }
        });
        meant.retainAll(partitions.keySet());
        boolean going = false;
        long total = 0;
        long reached = 0;
        long rows = 0;
        for (Integer number : meant) {
            RestoreProgress.Partition partition = Objects.requireNonNull(partitions.get(number));
            going |= !partition.done();
            total += partition.total();
            rows += partition.restored();
            // What was counted by offsets is passed at the end, whether it was a row or not.
            reached += partition.done() ? partition.total() : Math.min(partition.restored(), partition.total());
        }
        if (total > 0) {
            tell(now, reached, total);
        }
        if (!going) {
            end(now, rows);
        }
        return going;
    }

    private void tell(long now, long reached, long total) {
        if (bar == null) {
            bar = new Progress(talk, "restoring", total, terminal);
            begun = now;
            told = now;
        }
        bar.at(reached, total);
        if (!terminal && now - told >= TELL.toNanos()) {
            told = now;
            long left = reached == 0 ? -1 : (long) Math.ceil((total - reached) * ((now - begun) / 1e9) / reached);
            log.accept(String.format(
                    Locale.ROOT,
                    "restoring state: %,d of %,d rows, %s",
                    reached,
                    total,
                    left < 0 ? "time left not known yet" : left + " s left"));
        }
    }

    private void end(long now, long rows) {
        if (bar != null) {
            bar.clear();
            bar = null;
            log.accept(String.format(Locale.ROOT, "restored %,d rows in %.1f s", rows, (now - begun) / 1e9));
        }
        meant.clear();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
