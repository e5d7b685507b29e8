package io.tearup.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.TriggerCriterion;
import java.util.HashSet;
import java.util.Set;

/**
 * OKX's ADL warning: a push of the public channel
 * <a href="https://www.okx.com/docs-v5/en/#public-data-websocket-adl-warning-channel">adl-warning</a> with one entry.
 *
 * <p>Ratios are positive shares as ours. {@code decRate} is our drawdown: OKX compares the balance with its maximum, we the
 * market's result with its own, relative to the balance's. States: {@code NORMAL} normal, {@code WARNING} warning, and
 * {@code ADL}, {@code RECOVERING} and {@code BLOCKED} adl, as all three are armed. {@code adlType}: while armed
 * {@code rate_adl_start} for a rule about a rate of decline, {@code bal_adl_start} for one about a balance or an equity, empty
 * for a bankrupt account and an operator's command, for which OKX has no word; {@code adl_end} on the first alert after. Nothing
 * of ours is {@code pos_adl_start}. {@code adlBal} and {@code adlRecBal} are 0 where the rulebook has a rule about pool equity,
 * which arms at zero and disarms above. {@code maxBalTs} is not published and stays empty. OKX leaves nine of the fields empty
 * today; they are filled here.
 *
 * <p>One object serves one stream: {@code adl_end} needs the alert before.
 */
public final class OkxAdlWarning implements AlertFormat {
    private final VenueNames names;
    private final Set<String> armed = new HashSet<>();

    public OkxAdlWarning(VenueNames names) {
        this.names = names;
    }

    @Override
    public ObjectNode write(Alert alert) {
        String symbol = names.symbol(alert.getMarket());
        ObjectNode push = JsonNodeFactory.instance.objectNode();
        push.putObject("arg")
                .put("channel", "adl-warning")
                .put("instType", "SWAP")
                .put("instFamily", symbol);
        String equity = hasEquityRule(alert) ? "0" : "";
        push.putArray("data")
                .addObject()
                .put("instType", "SWAP")
                .put("instFamily", symbol)
                .put("state", state(alert))
                .put("bal", VenueText.decimal(alert.getBalance()))
                .put("ccy", names.asset(alert.getRiskGroup()))
                .put("maxBal", VenueText.decimal(alert.getBalancePeak()))
                .put("maxBalTs", "")
                .put("adlType", type(alert))
                .put("adlBal", equity)
                .put("adlRecBal", equity)
                .put("decRate", VenueText.decimal(alert.getDrawdown()))
                .put("adlRate", VenueText.decimal(alert.getTriggerRatio()))
                .put("adlRecRate", VenueText.decimal(alert.getStopRatio()))
                .put("ts", VenueText.millis(alert.getTime()));
        return push;
    }

    private static String state(Alert alert) {
        return switch (alert.getState()) {
            case NORMAL -> "normal";
            case WARNING -> "warning";
            case ADL, RECOVERING, BLOCKED -> "adl";
            case UNKNOWN ->
                throw new IllegalArgumentException("alert " + alert.getSequence() + " of " + alert.getMarket()
                        + " has a state this program does not know; use one of the version that wrote it");
        };
    }

    private String type(Alert alert) {
        String key = alert.getRiskGroup() + "|" + alert.getMarket();
        TriggerCriterion criterion = alert.getCriterion();
        if (criterion == null) {
            return armed.remove(key) ? "adl_end" : "";
        }
        armed.add(key);
        return switch (criterion) {
            case DRAWDOWN, DEPLETION_RATE -> "rate_adl_start";
            case POOL_EQUITY, MULTI_POOL -> "bal_adl_start";
            case ACCOUNT_BANKRUPT, MANUAL -> "";
            case UNKNOWN ->
                throw new IllegalArgumentException("alert " + alert.getSequence() + " of " + alert.getMarket()
                        + " was armed by a rule this program does not know; use one of the version that wrote it");
        };
    }

    private static boolean hasEquityRule(Alert alert) {
        return alert.getReadings().stream().anyMatch(reading -> reading.getCriterion() == TriggerCriterion.POOL_EQUITY);
    }
}
