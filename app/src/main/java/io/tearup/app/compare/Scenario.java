package io.tearup.app.compare;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.replay.EventFile;
import io.tearup.ndjson.RecordLine;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.GroupDefinition;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.OrderSide;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The events that every rulebook is shown: those of one risk group, in their order.
 *
 * @param group risk group
 * @param asset its settlement asset
 * @param moneyScale decimals of its minor unit
 * @param events input records
 * @param counterparties accounts that ADL could have asked: by the fills alone, they stood on the other side of somebody who
 *     was liquidated, at any time. The same under every rulebook, so that shares of it compare.
 */
record Scenario(String group, String asset, int moneyScale, List<RecordLine> events, SortedSet<String> counterparties) {
    private static final Set<FillOrigin> ANSWERS = Set.of(FillOrigin.ADL, FillOrigin.ADL_REJECTED);

    /**
     * A scenario of events.
     *
     * @param source what they are called in a fault
     * @throws UserFault if they are of more than one risk group, define none or no rulebook, or liquidate nobody
     */
    static Scenario of(String source, List<EventFile.Event> events) {
        TreeSet<String> groups = new TreeSet<>();
        events.forEach(event -> groups.add(event.group()));
        if (groups.size() > 1) {
            throw new UserFault(
                    ExitCode.USAGE,
                    source + ": has events of the risk groups " + groups + "; compare one group at a time, amounts of"
                            + " different assets do not add up");
        }
        // What a venue answered to other assignments than these is nobody's trade.
        List<RecordLine> records = events.stream()
                .map(EventFile.Event::record)
                .filter(record -> !(record.value() instanceof Fill fill && ANSWERS.contains(fill.getOrigin())))
                .toList();
        GroupDefinition definition = null;
        boolean ruled = false;
        boolean liquidates = false;
        for (RecordLine record : records) {
            if (record.value() instanceof Control control) {
                definition = definition == null ? control.getGroup() : definition;
                ruled |= control.getKind() == ControlKind.RULEBOOK;
            }
            liquidates |= record.value() instanceof Liquidation;
        }
        if (definition == null || !ruled) {
            throw new UserFault(
                    ExitCode.USAGE,
                    source + ": has no " + (definition == null ? "GROUP" : "RULEBOOK")
                            + " record of risk.control.v1; events are compared from the definitions on");
        }
        if (!liquidates) {
            throw new UserFault(
                    ExitCode.USAGE, source + ": has no record of risk.liquidations.v1; no rulebook has anything to do");
        }
        return new Scenario(
                groups.first(),
                definition.getSettlementAsset(),
                definition.getMoneyScale(),
                records,
                counterparties(records));
    }

    private record Held(String account, String market) {}

    private static SortedSet<String> counterparties(List<RecordLine> records) {
        TreeSet<String> liquidated = new TreeSet<>();
        for (RecordLine record : records) {
            if (record.value() instanceof Liquidation liquidation) {
                liquidated.add(liquidation.getAccount());
            }
        }
        // Per market and direction: who was liquidated out of it, and who held the other one.
        Map<String, SortedSet<String>> holders = new HashMap<>();
        TreeSet<String> needed = new TreeSet<>();
        Map<Held, BigDecimal> positions = new HashMap<>();
        for (RecordLine record : records) {
            if (record.value() instanceof Fill fill) {
                BigDecimal change = fill.getSide() == OrderSide.BUY
                        ? fill.getQuantity()
                        : fill.getQuantity().negate();
                Held held = new Held(fill.getAccount(), fill.getMarket());
                int sign = positions.merge(held, change, BigDecimal::add).signum();
                if (sign != 0) {
                    holders.computeIfAbsent(direction(held.market(), sign), key -> new TreeSet<>())
                            .add(held.account());
                    if (liquidated.contains(held.account())) {
                        needed.add(direction(held.market(), -sign));
                    }
                }
            }
        }
        TreeSet<String> counterparties = new TreeSet<>();
        needed.forEach(direction -> counterparties.addAll(holders.getOrDefault(direction, new TreeSet<>())));
        return counterparties;
    }

    private static String direction(String market, int sign) {
        return market + (sign > 0 ? " LONG" : " SHORT");
    }
}
