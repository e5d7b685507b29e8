package io.tearup.store;

import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import java.util.Optional;

/** An open position in a market that has a mark, of a group that has a rulebook: what questions about its place need. */
record HeldPosition(RiskGroup group, Market market, RulebookSpec rules, int row) {
    static Optional<HeldPosition> find(RiskState state, String groupId, String marketId, String account) {
        RiskGroup group = state.find(groupId);
        Market market = group == null ? null : group.market(marketId);
        RulebookSpec rules = group == null ? null : group.rulebook();
        if (group == null || market == null || rules == null || !market.hasMark()) {
            return Optional.empty();
        }
        int slot = group.accounts().find(account);
        int row = slot < 0 ? PositionTable.NONE : market.positions().find(slot);
        boolean open = row != PositionTable.NONE && market.positions().lots(row) != 0;
        return open ? Optional.of(new HeldPosition(group, market, rules, row)) : Optional.empty();
    }

    PositionTable table() {
        return market.positions();
    }
}
