package io.tearup.engine.model;

/**
 * A risk group's money.
 *
 * @param settlementAsset asset every amount of the group is in
 * @param moneyScale decimals of one minor unit of it, 0..18
 */
public record GroupSpec(String settlementAsset, int moneyScale) {
    public GroupSpec {
        if (settlementAsset.isEmpty() || moneyScale < 0 || moneyScale > 18) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION,
                    "group needs a settlementAsset and a moneyScale within 0..18, got '" + settlementAsset + "' and "
                            + moneyScale);
        }
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
