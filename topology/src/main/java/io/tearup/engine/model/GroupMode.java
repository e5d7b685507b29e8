package io.tearup.engine.model;

/**
 * What a risk group, or one market of it, does with what it decides. State follows its input in every mode. Ordered: a later
 * mode lets less happen, and of a group's and its market's the later one holds.
 */
public enum GroupMode {
    /** Triggers are evaluated, waves run and settle. */
    LIVE,
    /** Triggers are evaluated, waves are told and nothing is moved: neither positions nor money. */
    SHADOW,
    /** State is kept, nothing is decided: an operator's order, a broken invariant or a fault on a money topic. */
    FROZEN;

    /** The one of two that lets less happen. */
    public GroupMode stricter(GroupMode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
