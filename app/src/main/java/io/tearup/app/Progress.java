package io.tearup.app;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * A progress bar on one line of a terminal, with the rate so far and, at that rate, the time that is left; silent where the output is
 * no terminal, or one that says it is {@code dumb}.
 */
public final class Progress {
    /** Makes the bar of one task. */
    @FunctionalInterface
    public interface Factory {
        /** A bar for {@code total} steps of what is done. */
        Progress of(String what, long total);
    }

    private static final int WIDTH = 30;
    private static final String BLANK = "\r\u001b[K";
    private static final long REDRAW_NANOS = 50_000_000;

    private final PrintWriter out;
    private final String what;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long total;
    private long drawn;

    /** @param total steps until it is full, positive */
    public Progress(PrintWriter out, String what, long total) {
        this(out, what, total, onTerminal());
    }

    Progress(PrintWriter out, String what, long total, boolean terminal) {
        this.out = out;
        this.what = what;
        this.total = total;
        this.terminal = terminal;
    }

    /** Whether whoever called the program sits at a terminal that can draw a line again. */
    static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows how many steps are done of a total that is known better by now. */
    public void at(long done, long newTotal) {
        total = newTotal;
        at(done);
    }

    /** Shows how many steps are done, at most twenty times a second. */
    public void at(long done) {
        long now = System.nanoTime();
        if (!terminal || (done < total && now - drawn < REDRAW_NANOS)) {
            return;
        }
        drawn = now;
        int filled = (int) (done * WIDTH / Math.max(1, total));
        double perSecond = done / Math.max(1e-9, (now - start) / 1e9);
        out.print(String.format(
                Locale.ROOT,
                "\r%-10s [%s%s] %,d / %,d  %,.0f/s, %,d s left ",
                what,
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                done,
                total,
                perSecond,
                (long) Math.ceil((total - done) / Math.max(1e-9, perSecond))));
        out.flush();
    }

    /** Takes the bar away, where a result of its own is told next. */
    public void clear() {
        if (terminal) {
            out.print(BLANK);
            out.flush();
        }
    }

    /** Ends the line with what was done and how fast. */
    public void done() {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.println(String.format(
                Locale.ROOT, "%s%-10s %,d records in %.1f s", terminal ? BLANK : "", what, total, seconds));
    }
}
