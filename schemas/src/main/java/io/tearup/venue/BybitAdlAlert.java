package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Alert;

/**
 * Bybit's ADL alert: the {@code result} of
 * <a href="https://bybit-exchange.github.io/docs/v5/market/adl-alert">GET /v5/market/adlAlert</a> with one entry.
 *
 * <p>Signs: Bybit's ratios are negative ({@code pnlRatio} below {@code insurancePnlRatio} arms, above {@code adlStopRatio}
 * disarms), ours are positive drawdowns, so all three change their sign. {@code adlTriggerThreshold} is the balance above which
 * the drawdown rule applies, our {@code minBalance}. {@code pnlRatio} is empty while the drawdown is undefined. Bybit has no
 * state: a client compares. It leaves {@code maxBalance} empty today; it is filled here.
 */
public final class BybitAdlAlert implements AlertFormat {
    private final VenueNames names;

    public BybitAdlAlert(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Alert alert) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("updatedTime", VenueText.millis(alert.getTime()));
        result.putArray("list")
                .addObject()
                .put("coin", names.asset(alert.getRiskGroup()))
                .put("symbol", names.symbol(alert.getMarket()))
                .put("balance", VenueText.decimal(alert.getBalance()))
                .put("maxBalance", VenueText.decimal(alert.getBalancePeak()))
                .put("insurancePnlRatio", VenueText.negated(alert.getTriggerRatio()))
                .put("pnlRatio", VenueText.negated(alert.getDrawdown()))
                .put("adlTriggerThreshold", VenueText.decimal(alert.getMinBalance()))
                .put("adlStopRatio", VenueText.negated(alert.getStopRatio()));
        return result;
    }
}
