package io.tearup.engine.model;

/**
 * What a pool owes an account that ADL could not bring back to zero; repaid when the fund recovers.
 *
 * @param number order in which receivables are repaid
 * @param amount minor units, positive
 */
public record Receivable(long number, String pool, String market, String account, long amount) {}
