package io.tearup.engine;

import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.Pool;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.Reservation;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.Side;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Audits a whole risk group from its rows: the invariants that must hold after every record.
 *
 * <p>Cash less cost is zero-sum over the two sides of every trade, so over all accounts, pools and fees it equals the money
 * that came in from outside less the value of trades whose second side is outstanding. Positions and inventories of a
 * market sum to the lots of such trades.
 */
public final class Books {
    private Books() {}

    /** Every broken invariant in words; empty when the books balance. */
    public static List<String> faults(RiskGroup group) {
        List<String> faults = new ArrayList<>();
        BigInteger net = BigInteger.valueOf(group.fees());
        AccountTable accounts = group.accounts();
        for (int slot = 0; slot < accounts.size(); slot++) {
            net = net.add(BigInteger.valueOf(accounts.wallet(slot)));
        }
        for (Pool pool : group.pools()) {
            net = net.add(BigInteger.valueOf(pool.cash()));
        }
        for (Market market : group.markets()) {
            net = net.subtract(BigInteger.valueOf(market.inventoryCost()));
            net = net.add(auditMarket(market, faults));
            auditReservations(group, market, faults);
        }
        BigInteger expected = BigInteger.valueOf(group.external()).subtract(BigInteger.valueOf(group.openTradeValue()));
        if (!net.equals(expected)) {
            faults.add("group " + group.id() + ": cash less cost is " + net + ", money from outside is " + expected);
        }
        return faults;
    }

    private static void auditReservations(RiskGroup group, Market market, List<String> faults) {
        PositionTable table = market.positions();
        long reserved = 0;
        for (int row = 0; row < table.end(); row++) {
            if (table.isUsed(row) && table.reserved(row) != 0) {
                long open = 0;
                for (Reservation each : group.reservations()
                        .openOf(market.id(), group.accounts().id(table.account(row)))) {
                    open += each.side() == Side.of(table.lots(row)) ? each.open() : -each.open();
                }
                if (open != table.reserved(row)) {
                    faults.add("market " + market.id() + ": " + table.reserved(row) + " lots are reserved where " + open
                            + " wait for the venue");
                }
                reserved += table.reserved(row);
            }
        }
        long open = group.reservations().openLots(market.id());
        if (reserved != open || open > Math.absExact(market.inventoryLots())) {
            faults.add("market " + market.id() + ": " + reserved + " lots are reserved, " + open
                    + " wait for the venue, the inventory is " + market.inventoryLots());
        }
    }

    private static BigInteger auditMarket(Market market, List<String> faults) {
        BigInteger net = BigInteger.ZERO;
        PositionTable table = market.positions();
        long longs = 0;
        long shorts = 0;
        for (int row = 0; row < table.end(); row++) {
            if (!table.isUsed(row)) {
                continue;
            }
            long lots = table.lots(row);
            longs += Math.max(0, lots);
            shorts += Math.max(0, -lots);
            if (table.reserved(row) < 0 || table.reserved(row) > Math.absExact(lots)) {
                faults.add("market " + market.id() + ": reserved " + table.reserved(row) + " of " + lots + " lots");
            }
            net = net.add(BigInteger.valueOf(table.margin(row))).subtract(BigInteger.valueOf(table.cost(row)));
        }
        if (longs - shorts + market.inventoryLots() != market.openTradeLots()) {
            faults.add("market " + market.id() + ": longs " + longs + ", shorts " + shorts + " and inventory "
                    + market.inventoryLots() + " do not net to " + market.openTradeLots());
        }
        if (longs != market.longLots() || shorts != market.shortLots()) {
            faults.add("market " + market.id() + ": open interest is counted wrongly");
        }
        if (market.inventoryLots() == 0 && market.inventoryCost() != 0) {
            faults.add("market " + market.id() + ": a flat inventory has cost " + market.inventoryCost());
        }
        return net;
    }
}
