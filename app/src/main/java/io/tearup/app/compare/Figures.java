package io.tearup.app.compare;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import io.tearup.schemas.v1.Wave;
import io.tearup.store.RiskStates;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a rulebook did to those it could have asked.
 *
 * @param rulebook its name
 * @param waves waves that closed something
 * @param accounts accounts of which something was closed
 * @param fullCloses settlements after which nothing of the position was left
 * @param partialCloses settlements after which something was
 * @param haircut what counterparties got less than mark would have given, in the asset
 * @param concentration how the haircuts lie on all counterparties
 * @param overshoot waves that closed more than they were to
 * @param standing where the group stood at the moment of comparison
 * @param refused inputs that were refused
 */
record Figures(
        String rulebook,
        int waves,
        int accounts,
        int fullCloses,
        int partialCloses,
        BigDecimal haircut,
        Concentration concentration,
        int overshoot,
        Standing standing,
        int refused) {
    /**
     * Counts what was decided.
     *
     * @param moment number of the event, from 0, after which the group is looked at
     * @param move by which share every mark moves on from there, to see who would owe
     */
    static Figures of(Scenario scenario, Decided decided, int moment, Fraction move) {
        Set<String> touched = new HashSet<>();
        Set<String> closing = new HashSet<>();
        int full = 0;
        int partial = 0;
        for (Settlement settlement : decided.settlements()) {
            if (settlement.getRole() != Role.COUNTERPARTY || settlement.getStatus() != SettlementStatus.POSTED) {
                continue;
            }
            touched.add(settlement.getAccount());
            closing.add(settlement.getWaveId());
            if (settlement.getPositionAfter().signum() == 0) {
                full++;
            } else {
                partial++;
            }
        }
        Map<String, BigInteger> burdens = new TreeMap<>();
        scenario.counterparties().forEach(account -> burdens.put(account, BigInteger.ZERO));
        BigDecimal haircut = BigDecimal.ZERO;
        for (Assignment assignment : decided.assignments()) {
            if (assignment.getRole() == Role.COUNTERPARTY) {
                haircut = haircut.add(assignment.getHaircut());
                // The wire's decimals are exact multiples of its unit, whatever the group's is.
                burdens.merge(assignment.getAccount(), assignment.getHaircut().unscaledValue(), BigInteger::add);
            }
        }
        RiskGroup group = RiskStates.rebuilt(
                        decided.rows().subList(0, decided.rowsAfter().get(moment)))
                .group(scenario.group());
        return new Figures(
                decided.rulebook(),
                closing.size(),
                touched.size(),
                full,
                partial,
                haircut,
                Concentration.of(burdens.values()),
                (int) decided.waves().stream().filter(Figures::overshoots).count(),
                Standing.of(group, scenario.counterparties(), move),
                decided.refused().size());
    }

    private static boolean overshoots(Wave wave) {
        return wave.getClosedQuantity().compareTo(wave.getDemand()) > 0;
    }
}
