package io.tearup.engine;

import io.tearup.engine.allocation.CappedProRata;
import io.tearup.engine.decision.Decision.PostingCode;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.Receivable;
import io.tearup.engine.model.RiskGroup;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Money that moves outside a wave: between pools that answer for each other, and from pools to bankrupt accounts. Each
 * movement has an id of its own and its postings.
 */
final class MoneyTransfers {
    private final RiskGroup group;
    private final Outbox out;

    MoneyTransfers(RiskGroup group, Outbox out) {
        this.group = group;
        this.out = out;
    }

    private Ledger ledger() {
        return new Ledger(out, group.id() + "/transfer/" + group.nextTransferNumber(), 0);
    }

    /** A pool pays what a bankrupt account lacks; charged to the market's result. */
    void coverAccount(Pool pool, Market market, int slot, long amount) {
        payAccount(pool, market, slot, amount, PostingCode.BANKRUPT_COVER);
    }

    private void payAccount(Pool pool, Market market, int slot, long amount, PostingCode code) {
        group.setCash(pool, Math.subtractExact(pool.cash(), amount));
        group.setInventory(
                market,
                market.inventoryLots(),
                market.inventoryCost(),
                market.inventoryCostRest(),
                Math.subtractExact(market.inventoryRealised(), amount),
                true);
        group.setWallet(slot, Math.addExact(group.accounts().wallet(slot), amount));
        ledger().transfer(
                        LedgerAccounts.poolCash(pool.id()),
                        LedgerAccounts.cash(group.accounts().id(slot)),
                        amount,
                        code);
    }

    /** Repays what pools owe, oldest first, from the cash of every pool for which nothing is armed. */
    void repay(Predicate<Pool> calm) {
        if (group.receivables().isEmpty()) {
            return;
        }
        for (Receivable receivable : new ArrayList<>(group.receivables())) {
            Pool pool = group.requirePool(receivable.pool());
            int slot = group.accounts().find(receivable.account());
            long paid = Math.min(receivable.amount(), Math.max(0, pool.cash()));
            if (paid > 0 && slot != AccountTable.NONE && calm.test(pool)) {
                payAccount(pool, group.requireMarket(receivable.market()), slot, paid, PostingCode.RECEIVABLE_PAYMENT);
                group.reduceReceivable(receivable, paid);
            }
        }
    }

    /**
     * Moves positive balances to pools with a deficit. A donor gives at most {@code min(cash, equity)}; receivers get in
     * proportion to their deficits, whole minor units by largest remainder. Nothing is created: the sum stays. Vectors:
     * {@code pools.secondary_trigger}.
     */
    void redistribute(List<Pool> pools) {
        List<Pool> donors = new ArrayList<>();
        List<Pool> receivers = new ArrayList<>();
        for (Pool pool : pools) {
            if (Math.min(pool.cash(), pool.equity()) > 0) {
                donors.add(pool);
            } else if (pool.equity() < 0) {
                receivers.add(pool);
            }
        }
        long[] free = donors.stream()
                .mapToLong(pool -> Math.min(pool.cash(), pool.equity()))
                .toArray();
        long[] deficits = receivers.stream().mapToLong(pool -> -pool.equity()).toArray();
        long moved = Math.min(sum(free), sum(deficits));
        if (moved == 0) {
            return;
        }
        long[] given = CappedProRata.divide(moved, weights(free), free);
        long[] taken = CappedProRata.divide(moved, weights(deficits), deficits);
        Ledger ledger = ledger();
        int to = 0;
        for (int from = 0; from < given.length; from++) {
            while (given[from] > 0) {
                long amount = Math.min(given[from], taken[to]);
                Pool donor = donors.get(from);
                Pool receiver = receivers.get(to);
                group.setCash(donor, donor.cash() - amount);
                group.setCash(receiver, Math.addExact(receiver.cash(), amount));
                ledger.transfer(
                        LedgerAccounts.poolCash(donor.id()),
                        LedgerAccounts.poolCash(receiver.id()),
                        amount,
                        PostingCode.POOL_TRANSFER);
                given[from] -= amount;
                taken[to] -= amount;
                to += taken[to] == 0 ? 1 : 0;
            }
        }
    }

    private static List<BigInteger> weights(long[] amounts) {
        List<BigInteger> weights = new ArrayList<>(amounts.length);
        for (long amount : amounts) {
            weights.add(BigInteger.valueOf(amount));
        }
        return weights;
    }

    private static long sum(long[] amounts) {
        long sum = 0;
        for (long amount : amounts) {
            sum = Math.addExact(sum, amount);
        }
        return sum;
    }
}
