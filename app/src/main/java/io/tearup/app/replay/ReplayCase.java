package io.tearup.app.replay;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A case: accounts with collateral, their short positions, and demands in order.
 *
 * <p>Files: {@code accounts.csv} (acct_id, collateral_usd), {@code short_positions.csv} (acct_id, coin, size_lots,
 * entry_px), {@code demands.csv} (wave, t_start_ms, t_end_ms, coin, lot, demand_lots, mark_px, adl_px). A demand's ADL price
 * is not below its mark: it is what shorts pay to close.
 */
record ReplayCase(List<Account> accounts, List<Position> positions, List<Demand> demands, Map<String, Coin> coins) {
    /** Decimals of the money a case is settled in. */
    static final int MONEY_SCALE = 8;

    /** The account on the other side of every position. */
    static final String LONGS = "case-longs";

    /** Collateral in USD. */
    record Account(String id, BigDecimal collateral) {}

    /** A short position; the entry price in USD per unit. */
    record Position(String account, String coin, long lots, BigDecimal entryPrice) {}

    /** A demand; prices in USD per unit. */
    record Demand(String coin, long lots, BigDecimal mark, BigDecimal adlPrice, long timeMillis) {}

    /** Grid of a coin: units per lot, and the finest decimal of any of its prices as the tick. */
    record Coin(String id, BigDecimal lot, BigDecimal tick) {}

    static ReplayCase read(Path directory) {
        List<CsvTable.Row> demandRows = CsvTable.read(
                directory.resolve("demands.csv"),
                List.of("wave", "t_start_ms", "t_end_ms", "coin", "lot", "demand_lots", "mark_px", "adl_px"));
        Map<String, BigDecimal> lots = new LinkedHashMap<>();
        Map<String, Integer> decimals = new HashMap<>();
        List<Demand> demands = new ArrayList<>();
        for (CsvTable.Row row : demandRows) {
            String coin = row.id("coin");
            BigDecimal lot = row.positive("lot");
            BigDecimal known = lots.putIfAbsent(coin, lot);
            if (known != null && known.compareTo(lot) != 0) {
                throw row.fault("lot", lot.toPlainString(), "differs from " + known.toPlainString() + " of " + coin);
            }
            BigDecimal mark = row.positive("mark_px");
            BigDecimal price = row.positive("adl_px");
            if (price.compareTo(mark) < 0) {
                throw row.fault("adl_px", price.toPlainString(), "is below the mark; shorts would gain by it");
            }
            decimals.merge(coin, Math.max(scale(mark), scale(price)), Math::max);
            demands.add(new Demand(coin, row.count("demand_lots"), mark, price, row.count("t_start_ms")));
        }
        List<Account> accounts = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (CsvTable.Row row :
                CsvTable.read(directory.resolve("accounts.csv"), List.of("acct_id", "collateral_usd"))) {
            String id = row.id("acct_id");
            if (id.equals(LONGS)) {
                throw row.fault("acct_id", id, "is the name of the account that holds the longs");
            }
            if (!ids.add(id)) {
                throw row.fault("acct_id", id, "is listed twice");
            }
            BigDecimal collateral = row.positive("collateral_usd");
            if (scale(collateral) > MONEY_SCALE) {
                throw row.fault(
                        "collateral_usd", row.text("collateral_usd"), "has more than " + MONEY_SCALE + " decimals");
            }
            accounts.add(new Account(id, collateral));
        }
        List<Position> positions = new ArrayList<>();
        for (CsvTable.Row row : CsvTable.read(
                directory.resolve("short_positions.csv"), List.of("acct_id", "coin", "size_lots", "entry_px"))) {
            String coin = row.id("coin");
            if (!lots.containsKey(coin)) {
                throw row.fault("coin", coin, "has no demand, so its lot is not known");
            }
            if (!ids.contains(row.text("acct_id"))) {
                throw row.fault("acct_id", row.text("acct_id"), "is not in accounts.csv");
            }
            BigDecimal entry = row.positive("entry_px");
            decimals.merge(coin, scale(entry), Math::max);
            positions.add(new Position(row.text("acct_id"), coin, row.count("size_lots"), entry));
        }
        Map<String, Coin> coins = new LinkedHashMap<>();
        lots.forEach((coin, lot) ->
                coins.put(coin, new Coin(coin, lot, BigDecimal.ONE.movePointLeft(decimals.getOrDefault(coin, 0)))));
        if (demands.isEmpty()) {
            throw new UserFault(ExitCode.RUNTIME, directory.resolve("demands.csv") + ": has no demand");
        }
        return new ReplayCase(accounts, positions, demands, coins);
    }

    private static int scale(BigDecimal price) {
        return Math.max(0, price.stripTrailingZeros().scale());
    }
}
