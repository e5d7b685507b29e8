package io.tearup.engine.model;

/**
 * What one trigger remembers of a pool or of one market: the rolling maximum it looks at, and its episode.
 *
 * <p>It stays when a rulebook no longer has the trigger, so that nothing ever has to be forgotten, and starts afresh when
 * the trigger comes back.
 */
public final class Watch {
    private final RollingMaximum peak;
    private final Episode episode = new Episode();
    private boolean watched;
    private boolean changed;

    Watch(long window) {
        this.peak = new RollingMaximum(Math.max(1, window));
    }

    /** Rolling maximum; without a sample where the trigger has no window. */
    public RollingMaximum peak() {
        return peak;
    }

    public Episode episode() {
        return episode;
    }

    /** Whether the rulebook in force has the trigger. */
    public boolean watched() {
        return watched;
    }

    /** Whether the episode changed since the last call. */
    public boolean drainChange() {
        boolean was = changed;
        changed = false;
        return was;
    }

    void touch() {
        changed = true;
    }

    /** Takes the trigger up; another window, or a trigger that comes back, starts afresh from the value in force. */
    void watch(long window) {
        long wanted = Math.max(1, window);
        if (!watched || peak.window() != wanted) {
            peak.restart(wanted);
            touch();
        }
        if (!watched) {
            episode.disarm();
        }
        watched = true;
    }

    void unwatch() {
        if (watched) {
            watched = false;
            episode.disarm();
            touch();
        }
    }

    /** Puts back what was logged. */
    public void restore(boolean wasWatched, long window) {
        watched = wasWatched;
        peak.restoreWindow(window);
    }
}
