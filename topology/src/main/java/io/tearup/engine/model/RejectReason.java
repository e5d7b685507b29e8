package io.tearup.engine.model;

/** Why an input record was not applied. Published with the dead letter, so a constant is never renamed or reused. */
public enum RejectReason {
    UNDECODABLE,
    UNKNOWN_GROUP,
    WRONG_PARTITION,
    UNKNOWN_MARKET,
    UNKNOWN_POOL,
    OFF_GRID,
    NOT_POSITIVE,
    OVERFLOW,
    OUT_OF_ORDER,
    CONFLICTING_ID,
    EXCEEDS_POSITION,
    MISSING_FIELD,
    INVALID_CONFIGURATION,
    NOT_ELIGIBLE,
    UNSUPPORTED
}
