package io.tearup.engine.allocation;

import io.tearup.engine.decision.QuantityBound;
import io.tearup.engine.model.Fraction;

/**
 * One counterparty's share of a demand.
 *
 * @param row its row in the market's position table
 * @param rank place in the queue, 1 = first
 * @param score exact ranking score before the wave
 * @param lots lots to close, positive
 * @param boundedBy what limited them
 */
public record Share(int row, int rank, Fraction score, long lots, QuantityBound boundedBy) {}
