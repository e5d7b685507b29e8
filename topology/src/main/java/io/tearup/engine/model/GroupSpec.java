package io.tearup.engine.model;

/**
 * A risk group's money, and how long it waits for what is on its way.
 *
 * @param settlementAsset asset every amount of the group is in
 * @param moneyScale decimals of one minor unit of it, 0..18
 * @param patience how long a liquidation that names more than is there waits for the fills and marks it may have overtaken,
 *     microseconds of the group's clock, 0 (refuse at once) to {@link #LONGEST_PATIENCE}
 */
public record GroupSpec(String settlementAsset, int moneyScale, long patience) {
    /** One minute: whoever is to be liquidated does not wait longer. */
    public static final long LONGEST_PATIENCE = 60_000_000L;

    /** A group that refuses at once. */
    public GroupSpec(String settlementAsset, int moneyScale) {
        this(settlementAsset, moneyScale, 0);
    }

    public GroupSpec {
        if (patience < 0 || patience > LONGEST_PATIENCE) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "a group's patience is 0 to " + LONGEST_PATIENCE + " microseconds, not " + patience);
        }
        if (settlementAsset.isEmpty() || moneyScale < 0 || moneyScale > 18) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "group needs a settlementAsset and a moneyScale within 0..18, got '" + settlementAsset + "' and "
                            + moneyScale);
        }
    }

    /** Whether amounts of both are in the same unit. */
    public boolean hasMoneyOf(GroupSpec other) {
        return settlementAsset.equals(other.settlementAsset) && moneyScale == other.moneyScale;
    }

    /** The amount 1 of the asset, minor units. */
    public long oneInMinorUnits() {
        long one = 1;
        for (int i = 0; i < moneyScale; i++) {
            one *= 10;
        }
        return one;
    }
}
