package io.tearup.connect.run;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition with a deadline. */
public final class Wait {
    private static final Duration WITHIN = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(25);

    /** What is waited for; a failure to look counts as an error, not as "not yet". */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    private Wait() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @throws AssertionError if it does not within two minutes
     */
    public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + WITHIN.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
