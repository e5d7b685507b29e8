package io.tearup.engine.model;

/** Direction of a position. */
public enum Side {
    LONG(1),
    SHORT(-1);

    private final int sign;

    Side(int sign) {
        this.sign = sign;
    }

    /** +1 for long, -1 for short. */
    public int sign() {
        return sign;
    }

    public Side opposite() {
        return this == LONG ? SHORT : LONG;
    }

    /** Side of a signed, non-zero quantity. */
    public static Side of(long signedLots) {
        if (signedLots == 0) {
            throw new IllegalArgumentException("a flat position has no side");
        }
        return signedLots > 0 ? LONG : SHORT;
    }
}
