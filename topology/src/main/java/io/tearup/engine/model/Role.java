package io.tearup.engine.model;

/** Part a party plays in an ADL fill. The bare word "deleveraged" means opposite sides at different venues. */
public enum Role {
    BANKRUPT,
    COUNTERPARTY,
    INSURANCE_FUND
}
