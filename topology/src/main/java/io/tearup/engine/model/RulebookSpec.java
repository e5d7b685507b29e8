package io.tearup.engine.model;

import java.math.BigDecimal;

/**
 * A rulebook's name and numbers as configured for one risk group; absent numbers take the profile's own.
 *
 * @param name profile, for example {@code gate}
 * @param triggerPpm drawdown that arms, millionths
 * @param stopPpm drawdown that disarms, millionths; 0 < stop < trigger <= 1
 * @param window length of the drawdown window, microseconds
 * @param minBalance pool cash that must be exceeded for the drawdown trigger to arm, minor units, not negative
 * @param warningPpm share of a trigger at which a warning is published, millionths, (0, 1]
 * @param stepLimit assignments emitted for one record; the rest of the wave continues with the next
 * @param lightsInterval least stream time between two publications of a market's lights, microseconds
 */
public record RulebookSpec(
        String name,
        int triggerPpm,
        int stopPpm,
        long window,
        long minBalance,
        int warningPpm,
        int stepLimit,
        long lightsInterval) {
    public RulebookSpec {
        if (stopPpm <= 0 || stopPpm >= triggerPpm || triggerPpm > ExactMath.PPM) {
            throw invalid("needs 0 < drawdownStop < drawdownTrigger <= 1, got stop " + ratio(stopPpm) + " and trigger "
                    + ratio(triggerPpm));
        }
        if (window <= 0) {
            throw invalid("windowMinutes must be positive");
        }
        if (minBalance < 0) {
            throw invalid("minBalance must not be negative");
        }
        if (warningPpm <= 0 || warningPpm > ExactMath.PPM) {
            throw invalid("warningShare must be within (0, 1], is " + ratio(warningPpm));
        }
        if (stepLimit <= 0) {
            throw invalid("stepLimit must be positive, is " + stepLimit);
        }
        if (lightsInterval < 0) {
            throw invalid("lightsIntervalMillis must not be negative");
        }
    }

    private static String ratio(int ppm) {
        return BigDecimal.valueOf(ppm, 6).stripTrailingZeros().toPlainString();
    }

    private static RejectedInput invalid(String fault) {
        return new RejectedInput(RejectReason.INVALID_CONFIGURATION, "rulebook: " + fault);
    }
}
