package io.tearup.engine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of the waterfall around the queue.
 *
 * @param backstops providers that take positions over before any counterparty is touched, by ascending account
 * @param secondPass whether those skipped because the price would take principal are closed at their own entry, the pool
 *     bearing the gap
 * @param gainsHaircut whether a gap that nobody is left to cover is taken from unrealised gains without closing
 * @param priceBandPpm farthest an ADL price may lie from mark, millionths of it; beyond it a wave is blocked; null = none
 */
public record StageRule(
        List<Backstop> backstops,
        boolean secondPass,
        boolean gainsHaircut,
        @Nullable Integer priceBandPpm) {
    /** A provider's account and the gross notional it carries at most, minor units. */
    public record Backstop(String account, long maxNotional) {
        public Backstop {
            if (account.isEmpty() || maxNotional <= 0) {
                throw new RejectedInput(
                        RejectReason.INVALID_CONFIGURATION,
                        "stages.backstops: needs an account and a positive maxNotional");
            }
        }
    }

    public StageRule {
        backstops = List.copyOf(backstops);
        if (priceBandPpm != null && priceBandPpm <= 0) {
            throw new RejectedInput(RejectReason.INVALID_CONFIGURATION, "stages: priceBand must be positive");
        }
    }
}
