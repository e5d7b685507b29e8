package io.tearup.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * How much from whom.
 *
 * @param maxSharePpm most of a position that one wave may close, millionths, (0, 1]
 * @param burdenCapPpm haircuts of one account and market in one episode are at most this part of its unrealised profit
 *     there at the episode's first wave, millionths, (0, 1]; null = no cap
 * @param neverRaiseLeverage whether a fill that would raise a counterparty's leverage is blocked, not only flagged
 */
public record AllocationRule(
        Kind kind, int maxSharePpm, @Nullable Integer burdenCapPpm, boolean neverRaiseLeverage) {
    /** The allocations there are; see {@code io.tearup.engine.allocation}. */
    public enum Kind {
        QUEUE,
        RERANKED_QUEUE,
        PRO_RATA_POSITION,
        PRO_RATA_PNL,
        RISK_AWARE,
        MINIMAX_LEVERAGE
    }

    public AllocationRule {
        requireShare("maxShare", maxSharePpm);
        if (burdenCapPpm != null) {
            requireShare("burdenCap", burdenCapPpm);
        }
    }

    private static void requireShare(String name, int ppm) {
        if (ppm <= 0 || ppm > ExactMath.PPM) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "allocation: " + name + " must be within (0, 1], is " + Ratios.plain(ppm));
        }
    }
}
