package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.Fraction;
import org.jspecify.annotations.Nullable;

/**
 * One counterparty's share of a demand.
 *
 * @param account slot of its account
 * @param rank place in the order of the wave, 1 = first
 * @param score exact ranking score before the wave, null for a backstop provider, which is not ranked
 * @param lots lots to close, positive
 * @param ticks price
 * @param boundedBy what limited the lots
 * @param raisesLeverage whether closing at the price raises its leverage
 */
public record Share(
        int account,
        int rank,
        @Nullable Fraction score,
        long lots,
        long ticks,
        QuantityBound boundedBy,
        boolean raisesLeverage) {}
