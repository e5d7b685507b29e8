package io.tearup.engine;

import io.tearup.engine.allocation.Share;
import io.tearup.engine.decision.Decision;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Role;
import io.tearup.engine.price.Quote;
import io.tearup.engine.rulebook.Rulebook;

/** Tells of a wave what is the same whether it is carried out or not. */
final class WaveRecords {
    private final RiskGroup group;
    private final Rulebook rulebook;

    WaveRecords(RiskGroup group, Rulebook rulebook) {
        this.group = group;
        this.rulebook = rulebook;
    }

    /** @param number of the wave in its market, as its id shows it */
    Decision.WaveOpened opened(Order order, String number, int step) {
        Market market = order.market();
        Quote quote = order.quote();
        String account = order.isInventory()
                ? EventApplier.POOL_ACCOUNT + order.pool().id()
                : group.accounts().id(order.bankrupt());
        return new Decision.WaveOpened(
                group.id() + "/" + market.id() + "/" + number,
                order.pool().id(),
                market.id(),
                order.isInventory() ? Role.INSURANCE_FUND : Role.BANKRUPT,
                account,
                step,
                quote.criterion(),
                rulebook.name(),
                rulebook.ranking().name(),
                rulebook.allocation().name(),
                order.side(),
                order.demand(),
                quote.ticks(),
                market.markTicks(),
                lotsOf(order),
                costOf(order),
                quote.rule(),
                quote.floor(),
                order.pool().cash());
    }

    /** @param rank of the assignment in its step, from 1 */
    Decision.Assignment assignment(
            Decision.WaveOpened opened, Order order, Share share, Role role, int pass, int rank, long haircut) {
        Market market = order.market();
        PositionTable table = market.positions();
        int row = table.find(share.account());
        boolean held = row != PositionTable.NONE;
        return new Decision.Assignment(
                opened.waveId() + "/" + opened.step() + "/" + rank,
                opened.waveId(),
                market.id(),
                group.accounts().id(share.account()),
                role,
                order.side().opposite(),
                pass,
                share.rank(),
                share.score(),
                share.lots(),
                held ? table.lots(row) : 0,
                held ? table.cost(row) : 0,
                share.ticks(),
                market.markTicks(),
                haircut,
                share.boundedBy(),
                share.raisesLeverage());
    }

    private static long lotsOf(Order order) {
        Market market = order.market();
        if (order.isInventory()) {
            return market.inventoryLots();
        }
        PositionTable table = market.positions();
        return table.lots(table.find(order.bankrupt()));
    }

    private static long costOf(Order order) {
        Market market = order.market();
        if (order.isInventory()) {
            return market.inventoryCost();
        }
        PositionTable table = market.positions();
        return table.cost(table.find(order.bankrupt()));
    }
}
