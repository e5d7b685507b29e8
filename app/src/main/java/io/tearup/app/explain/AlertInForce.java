package io.tearup.app.explain;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.Wave;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the alert that was in force when a step of a wave began, among the alerts of its market in log order.
 *
 * <p>Nothing orders two topics, and one input can lead to an alert, a wave and a second alert, all with the input's time.
 * The first of the two is told by what it says: the inventory and mark of the wave. Where the input led to no alert before
 * the wave, because nothing had moved since the last one, that last one is in force.
 */
final class AlertInForce {
    private final Wave opened;
    private final List<Alert> sameTime = new ArrayList<>();
    private @Nullable Alert before;

    AlertInForce(Wave opened) {
        this.opened = opened;
    }

    /** Looks at the next alert of any market. */
    void offer(Alert alert) {
        if (!alert.getMarket().equals(opened.getMarket())
                || !alert.getRiskGroup().equals(opened.getRiskGroup())) {
            return;
        }
        Instant time = opened.getTime();
        if (alert.getTime().equals(time)) {
            sameTime.add(alert);
        } else if (sameTime.isEmpty() && alert.getTime().isBefore(time)) {
            before = alert;
        }
    }

    /** The alert in force, null if it is not among those looked at. */
    @Nullable
    Alert find() {
        Predicate<Alert> inventory = alert -> isOf(alert, opened);
        Predicate<Alert> balance = alert -> Figures.same(alert.getBalance(), opened.getBalanceBefore());
        // A wave of another market of the pool may have moved the balance between the alert and this wave.
        Alert found = first(inventory.and(balance));
        found = found == null ? first(inventory) : found;
        // A demand need not be the pool's inventory under every rule.
        found = found == null
                ? first(balance.and(
                        alert -> alert.getState() == AlertState.ADL && Figures.same(alert.getMark(), opened.getMark())))
                : found;
        return found == null ? before : found;
    }

    /** Whether an alert tells of the inventory and the mark a wave is about. */
    static boolean isOf(Alert alert, Wave wave) {
        BigDecimal inventory = wave.getInventorySide() == PositionSide.LONG
                ? alert.getInventory()
                : alert.getInventory().negate();
        return Figures.same(inventory, wave.getDemand()) && Figures.same(alert.getMark(), wave.getMark());
    }

    private @Nullable Alert first(Predicate<Alert> wanted) {
        return sameTime.stream().filter(wanted).findFirst().orElse(null);
    }
}
