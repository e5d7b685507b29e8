package io.tearup.engine.model;

/**
 * Fees of an ADL fill, millionths of its value, not negative: of the counterparty, and of the pool whose inventory is
 * closed. A bankrupt account pays none: it ends at exactly zero.
 */
public record FeeRule(int counterpartyPpm, int poolPpm) {
    public static final FeeRule NONE = new FeeRule(0, 0);

    public FeeRule {
        if (counterpartyPpm < 0 || poolPpm < 0 || counterpartyPpm > ExactMath.PPM || poolPpm > ExactMath.PPM) {
            throw new RejectedInput(RejectReason.INVALID_CONFIGURATION, "fees: must be within 0..1 of the value");
        }
    }
}
