package io.tearup.engine.model;

/** Whether a risk group decides. State follows its input in every mode. */
public enum GroupMode {
    /** Triggers are evaluated, waves run and settle. */
    LIVE,
    /** State is kept, nothing is decided: an operator's order, a broken invariant or a fault on a money topic. */
    FROZEN
}
