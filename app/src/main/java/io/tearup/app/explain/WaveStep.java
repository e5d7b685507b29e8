package io.tearup.app.explain;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Wave;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a wave with what led to it.
 *
 * @param wave its end, or its beginning where the end is missing
 * @param alert state and inputs of the trigger when it began, null if that record is not there any more
 * @param assignments in the order of selection
 */
record WaveStep(Wave wave, @Nullable Alert alert, List<Assignment> assignments) {
    private static final int DECIMALS = 18;

    WaveStep {
        assignments = List.copyOf(assignments);
    }

    int number() {
        return wave.getStep();
    }

    /** Side of the counterparties. */
    PositionSide side() {
        return wave.getInventorySide() == PositionSide.LONG ? PositionSide.SHORT : PositionSide.LONG;
    }

    /** The inventory to be closed, signed: positive is long. */
    BigDecimal inventory() {
        return wave.getInventorySide() == PositionSide.LONG
                ? wave.getDemand()
                : wave.getDemand().negate();
    }

    /** What those assigned to gave up. */
    BigDecimal haircut() {
        return Figures.sum(assignments.stream().map(Assignment::getHaircut).toList());
    }

    /** Whose position is closed, and which. */
    String closes() {
        String account = wave.getAccount();
        return wave.getRole() == Role.BANKRUPT
                ? "bankrupt account " + account + " is closed out of its " + wave.getInventorySide() + " position in "
                        + wave.getMarket()
                : "pool " + wave.getPool() + " closes its " + wave.getInventorySide() + " inventory in "
                        + wave.getMarket();
    }

    /** What a counterparty receives less per unit than at mark. */
    BigDecimal haircutPerUnit() {
        return gainPerUnit(side(), wave.getPrice(), wave.getMark());
    }

    /** What a position gains per unit between two prices. */
    static BigDecimal gainPerUnit(PositionSide side, BigDecimal from, BigDecimal to) {
        return side == PositionSide.LONG ? to.subtract(from) : from.subtract(to);
    }

    /** What the price is worth to the pool against mark, over the whole demand. */
    BigDecimal worth() {
        return haircutPerUnit().multiply(wave.getDemand());
    }

    /**
     * The price that brings the market's result to the floor, before the tick and the bounds: {@code b + (F - R) / Q} with
     * the result {@code N = R + Q (mark - b)} put in, {@code mark + (F - N) / Q}. Null where the rule has no floor, or the
     * alert is not of this inventory and mark.
     */
    @Nullable
    BigDecimal derivedPrice() {
        BigDecimal floor = wave.getFloor();
        if (floor == null || alert == null || wave.getRole() == Role.BANKRUPT || !AlertInForce.isOf(alert, wave)) {
            return null;
        }
        return wave.getMark()
                .add(floor.subtract(alert.getMarketPnl()).divide(inventory(), DECIMALS, RoundingMode.HALF_EVEN));
    }
}
