package io.tearup.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * Who goes first.
 *
 * @param deltaNeutralPpm accounts whose net notional is at most this part of the gross go after all others, millionths;
 *     null = no such tier
 */
public record RankingRule(Kind kind, @Nullable Integer deltaNeutralPpm) {
    /** The rankings there are; see {@code io.tearup.engine.ranking}. */
    public enum Kind {
        LEVERAGED_RETURN,
        PROFIT_BY_LEVERAGE,
        EFFECTIVE_LEVERAGE,
        MAINTENANCE_COVER,
        HYPERLIQUID_INDEX,
        PROFIT_BY_MARGIN_RATIO,
        PSEUDO_RANDOM
    }

    public RankingRule {
        if (deltaNeutralPpm != null && (deltaNeutralPpm < 0 || deltaNeutralPpm > ExactMath.PPM)) {
            throw new RejectedInput(RejectReason.INVALID_CONFIGURATION, "ranking: deltaNeutral must be within 0..1");
        }
    }
}
