package io.tearup.engine.model;

/** Reach of an insurance pool. */
public enum PoolKind {
    /** Covers exactly one market. */
    ISOLATED,
    /** Covers several markets. */
    SHARED
}
