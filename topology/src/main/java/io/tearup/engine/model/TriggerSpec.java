package io.tearup.engine.model;

/**
 * When ADL arms and disarms: one condition of a rulebook.
 *
 * <p>Ratios in millionths, times in microseconds, money in minor units. Every trigger has its own stop, so that a state
 * does not flap.
 */
public sealed interface TriggerSpec {
    /** Name within its rulebook; what the trigger remembers is kept under it. */
    String id();

    /** Length of the window whose maxima it looks at, 0 = none. */
    default long window() {
        return 0;
    }

    /**
     * Fall of a market's result against its pool's peak.
     *
     * @param minBalance pool cash that must be exceeded for it to arm, not negative
     * @param inclusive whether a drawdown equal to the trigger arms
     */
    record Drawdown(String id, long window, int triggerPpm, int stopPpm, long minBalance, boolean inclusive)
            implements TriggerSpec {
        public Drawdown {
            requireHysteresis(id, triggerPpm, stopPpm);
            requireWindow(id, window);
            if (minBalance < 0) {
                throw invalid(id, "minBalance must not be negative");
            }
        }
    }

    /** Pool equity at or below zero; off when above {@code stop} (not negative). */
    record PoolEquity(String id, long stop) implements TriggerSpec {
        public PoolEquity {
            if (stop < 0) {
                throw invalid(id, "stop must not be negative");
            }
        }
    }

    /** Equity of all isolated pools together at or below zero; off when above. */
    record MultiPool(String id) implements TriggerSpec {}

    /**
     * Fall of a pool's cash against its own peak.
     *
     * @param inclusive whether a fall equal to the trigger arms
     */
    record Depletion(String id, long window, int triggerPpm, int stopPpm, boolean inclusive) implements TriggerSpec {
        public Depletion {
            requireHysteresis(id, triggerPpm, stopPpm);
            requireWindow(id, window);
        }
    }

    private static void requireHysteresis(String id, int triggerPpm, int stopPpm) {
        if (stopPpm <= 0 || stopPpm >= triggerPpm || triggerPpm > ExactMath.PPM) {
            throw invalid(
                    id,
                    "needs 0 < stop < trigger <= 1, got stop " + Ratios.plain(stopPpm) + " and trigger "
                            + Ratios.plain(triggerPpm));
        }
    }

    private static void requireWindow(String id, long window) {
        if (window <= 0) {
            throw invalid(id, "window must be positive");
        }
    }

    private static RejectedInput invalid(String id, String fault) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, "trigger " + id + ": " + fault);
    }
}
