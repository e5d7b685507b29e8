package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.engine.WhatIf;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.ranking.Standing;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.TriggerReading;
import io.tearup.store.RiskQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state as JSON: decimals as text without trailing zeros, exact; what is not there yet is null. */
final class StateJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StateJson() {}

    /** @param alerts the last one of each market of the group */
    static ObjectNode group(RiskQuery.GroupView group, List<Alert> alerts) {
        GroupSpec money = group.money();
        ObjectNode object = JSON.objectNode()
                .put("riskGroup", group.group())
                .put("settlementAsset", money.settlementAsset())
                .put("mode", group.mode().name())
                .put("frozenBecause", group.frozenBecause())
                .put("rulebook", group.rulebook())
                .put("streamTime", time(group.clock()));
        ArrayNode pools = object.putArray("pools");
        for (RiskQuery.PoolView pool : group.pools()) {
            ObjectNode told = pools.addObject()
                    .put("pool", pool.pool().id())
                    .put("kind", pool.pool().kind().name())
                    .put("cash", money(pool.cash(), money))
                    .put("equity", money(pool.equity(), money))
                    .put("owed", money(pool.owed(), money));
            ArrayNode triggers = told.putArray("triggers");
            alerts.stream()
                    .filter(alert -> alert.getPool().equals(pool.pool().id()))
                    .forEach(alert -> alert.getReadings().forEach(reading -> triggers.add(trigger(alert, reading))));
        }
        ArrayNode markets = object.putArray("markets");
        for (RiskQuery.MarketView view : group.markets()) {
            MarketSpec market = view.market();
            markets.addObject()
                    .put("market", market.id())
                    .put("pool", market.pool())
                    .put("mode", view.mode().name())
                    .put("state", view.state().name())
                    .put("mark", price(view.markTicks(), market))
                    .put("markSequence", view.markSequence())
                    .put("markedAt", view.markedAt() == 0 ? null : time(view.markedAt()))
                    .put("inventory", quantity(view.inventoryLots(), market))
                    .put("inventoryCost", money(view.inventoryCost(), money))
                    .put("inventoryRealised", money(view.inventoryRealised(), money))
                    .put("longs", quantity(view.longLots(), market))
                    .put("shorts", quantity(view.shortLots(), market))
                    .put("positions", view.positions())
                    .put("waves", view.waveNumber());
        }
        return object;
    }

    /** What a trigger looks at in a market: the value it compares, and with what. */
    private static ObjectNode trigger(Alert alert, TriggerReading reading) {
        return JSON.objectNode()
                .put("market", alert.getMarket())
                .put("trigger", reading.getTrigger())
                .put("criterion", reading.getCriterion().name())
                .put("armed", reading.getArmed())
                .put("warning", reading.getWarning())
                .put("value", plainOrNull(reading.getRatio()))
                .put("threshold", plainOrNull(reading.getTriggerRatio()))
                .put("stop", plainOrNull(reading.getStopRatio()))
                .put("headroom", plain(reading.getHeadroom()))
                .put("alert", alert.getSequence());
    }

    static ObjectNode account(String group, RiskQuery.AccountView account) {
        GroupSpec money = account.money();
        ObjectNode object = JSON.objectNode()
                .put("riskGroup", group)
                .put("account", account.account())
                .put("owner", account.owner())
                .put("wallet", money(account.wallet(), money))
                .put("crossEquity", money(account.equity(), money))
                .put("crossNotional", money(account.grossNotional(), money));
        ArrayNode positions = object.putArray("positions");
        for (RiskQuery.PositionView view : account.positions()) {
            MarketSpec market = view.market();
            positions
                    .addObject()
                    .put("market", market.id())
                    .put("lotSize", plain(market.lotSize()))
                    .put("side", view.lots() > 0 ? "LONG" : view.lots() < 0 ? "SHORT" : "FLAT")
                    .put("quantity", quantity(Math.absExact(view.lots()), market))
                    .put("entryValue", money(Math.absExact(view.cost()), money))
                    .put("mark", price(view.markTicks(), market))
                    .put("marginMode", view.mode().name())
                    .put("isolatedMargin", money(view.margin(), money))
                    .put("reserved", quantity(view.reserved(), market))
                    .put("light", view.light());
        }
        return object;
    }

    static ObjectNode standing(String group, String account, MarketSpec market, Standing standing) {
        return JSON.objectNode()
                .put("riskGroup", group)
                .put("account", account)
                .put("market", market.id())
                .put("rank", standing.rank())
                .put("candidates", standing.candidates())
                .put("light", standing.light())
                .put("quantity", quantity(standing.lots(), market))
                .put("quantityAhead", quantity(standing.lotsAhead(), market))
                .put("quantityQueued", quantity(standing.lotsQueued(), market));
    }

    static ObjectNode whatIf(
            String group,
            String account,
            MarketSpec market,
            GroupSpec money,
            RiskQuery.OfWhatIf asked,
            RiskQuery.WhatIfView view) {
        RulebookSpec other = asked.other();
        String then = other == null ? view.rulebook() : other.name();
        ObjectNode object = JSON.objectNode()
                .put("riskGroup", group)
                .put("account", account)
                .put("market", market.id())
                .put("rulebook", view.rulebook());
        object.putObject("supposed")
                .put("addMargin", money(asked.margin(), money))
                .put("reduce", quantity(asked.closed(), market))
                .put("rulebook", then);
        object.set("now", outlook(view.now(), market, money));
        object.set("then", outlook(view.then(), market, money));
        return object;
    }

    private static @Nullable ObjectNode outlook(@Nullable WhatIf outlook, MarketSpec market, GroupSpec money) {
        if (outlook == null) {
            return null;
        }
        Standing standing = outlook.standing();
        ObjectNode object = JSON.objectNode()
                .put("quantity", quantity(outlook.lots(), market))
                .put("light", standing == null ? 0 : standing.light());
        if (standing != null) {
            place(object, market, standing);
        }
        WhatIf.Asked asked = outlook.asked();
        object.set(
                "wave",
                asked == null
                        ? null
                        : JSON.objectNode()
                                .put("demand", quantity(asked.demand(), market))
                                .put("price", price(asked.ticks(), market))
                                .put("priceRule", asked.rule())
                                .put("inForce", asked.quoted())
                                .put("blocked", asked.blocked())
                                .put("quantity", quantity(asked.lots(), market))
                                .put("haircut", money(asked.haircut(), money))
                                .put(
                                        "boundedBy",
                                        asked.boundedBy() == null
                                                ? null
                                                : asked.boundedBy().name()));
        return object;
    }

    private static ObjectNode place(ObjectNode object, MarketSpec market, Standing standing) {
        return object.put("rank", standing.rank())
                .put("candidates", standing.candidates())
                .put("quantityAhead", quantity(standing.lotsAhead(), market))
                .put("quantityQueued", quantity(standing.lotsQueued(), market));
    }

    static String money(long minor, GroupSpec spec) {
        return plain(BigDecimal.valueOf(minor, spec.moneyScale()));
    }

    private static String quantity(long lots, MarketSpec market) {
        return plain(market.lotSize().multiply(BigDecimal.valueOf(lots)));
    }

    private static @Nullable String price(long ticks, MarketSpec market) {
        return ticks == 0 ? null : plain(market.tickSize().multiply(BigDecimal.valueOf(ticks)));
    }

    private static @Nullable String time(long micros) {
        return micros == Long.MIN_VALUE
                ? null
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static @Nullable String plainOrNull(@Nullable BigDecimal value) {
        return value == null ? null : plain(value);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
