package io.tearup.engine.model;

/** Part a party plays in an ADL fill. The bare word "deleveraged" means opposite sides at different venues. */
public enum Role {
    BANKRUPT,
    COUNTERPARTY,
    INSURANCE_FUND,
    /** A provider that takes positions over before any counterparty is touched. */
    BACKSTOP
}
