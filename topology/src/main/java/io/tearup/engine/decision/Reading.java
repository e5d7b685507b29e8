package io.tearup.engine.decision;

import io.tearup.engine.model.Fraction;
import org.jspecify.annotations.Nullable;

/**
 * One trigger's view of a market: how far it is from acting.
 *
 * @param ratio what is compared with the trigger, null where it is undefined or the trigger has no ratio
 * @param triggerPpm ratio that arms, millionths, 0 where the trigger has none
 * @param stopPpm ratio that disarms, millionths, 0 where the trigger has none
 * @param headroom money left until it arms, or until its floor while armed, minor units
 * @param warning whether the warning share of the trigger is reached
 */
public record Reading(
        String trigger,
        Criterion criterion,
        boolean armed,
        @Nullable Fraction ratio,
        int triggerPpm,
        int stopPpm,
        long headroom,
        boolean warning) {}
