package io.tearup.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tearup.catalogue.Decimals;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.TriggerCriterion;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertFormatTest {
    private final AlertFormat bybit = new BybitAdlAlert(Published.names("BTCUSDT"));
    private final AlertFormat okx = new OkxAdlWarning(Published.names("BTC-USDT"));

    @Test
    void shouldWriteBybitsAlertWithNegativeRatios() throws IOException {
        assertThat(Published.wire(bybit.write(Published.alert().build())))
                .isEqualTo(Published.fixture("bybit-adl-alert.json"));
    }

    @Test
    void shouldWriteOkxsWarningWithPositiveRatios() throws IOException {
        assertThat(Published.wire(okx.write(Published.alert().build())))
                .isEqualTo(Published.fixture("okx-adl-warning.json"));
    }

    @Test
    void shouldLeaveTheDrawdownEmptyWhereItIsUndefinedAndWriteNoNegativeZero() {
        Alert undefined = Published.alert()
                .setDrawdown(null)
                .setTriggerRatio(Decimals.of("0"))
                .setStopRatio(Decimals.of("0"))
                .build();
        JsonNode entry = bybit.write(undefined).path("list").path(0);
        assertThat(entry.path("pnlRatio").textValue()).isEmpty();
        assertThat(entry.path("insurancePnlRatio").textValue()).isEqualTo("0");
        assertThat(entry.path("adlStopRatio").textValue()).isEqualTo("0");
        assertThat(data(undefined).path("decRate").textValue()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NORMAL,normal", "WARNING,warning", "ADL,adl", "RECOVERING,adl", "BLOCKED,adl"})
    void shouldSayInOkxsWordsWhetherItIsArmed(AlertState state, String word) {
        assertThat(data(Published.alert().setState(state).build()).path("state").textValue())
                .isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "DRAWDOWN,rate_adl_start",
        "DEPLETION_RATE,rate_adl_start",
        "POOL_EQUITY,bal_adl_start",
        "MULTI_POOL,bal_adl_start",
        "ACCOUNT_BANKRUPT,''",
        "MANUAL,''"
    })
    void shouldSayInOkxsWordsWhatArmed(TriggerCriterion criterion, String word) {
        assertThat(data(Published.alert().setCriterion(criterion).build())
                        .path("adlType")
                        .textValue())
                .isEqualTo(word);
    }

    @Test
    void shouldEndOkxsAdlOnceInTheMarketWhereItHadBegun() {
        Alert over =
                Published.alert().setState(AlertState.NORMAL).setCriterion(null).build();
        Alert elsewhere = Alert.newBuilder(over).setMarket("ETH").build();
        assertThat(data(over).path("adlType").textValue()).isEmpty();
        assertThat(data(Published.alert().build()).path("adlType").textValue()).isEqualTo("rate_adl_start");
        assertThat(data(elsewhere).path("adlType").textValue()).isEmpty();
        assertThat(data(over).path("adlType").textValue()).isEqualTo("adl_end");
        assertThat(data(over).path("adlType").textValue()).isEmpty();
    }

    @Test
    void shouldNameNoBalanceThatTriggersWhereNoRuleLooksAtOne() {
        JsonNode data = data(Published.alert()
                .setReadings(List.of(Published.reading(TriggerCriterion.DRAWDOWN)))
                .build());
        assertThat(data.path("adlBal").textValue()).isEmpty();
        assertThat(data.path("adlRecBal").textValue()).isEmpty();
    }

    /** What a later version writes and this one reads as UNKNOWN must not pass for calm. */
    @Test
    void shouldRefuseAStateOrRuleItDoesNotKnow() {
        assertThatThrownBy(() ->
                        okx.write(Published.alert().setState(AlertState.UNKNOWN).build()))
                .hasMessage(
                        "alert 3 of BTC has a state this program does not know; use one of the version that wrote it");
        assertThatThrownBy(() -> okx.write(
                        Published.alert().setCriterion(TriggerCriterion.UNKNOWN).build()))
                .hasMessage("alert 3 of BTC was armed by a rule this program does not know; use one of the version that"
                        + " wrote it");
    }

    @ParameterizedTest
    @EnumSource(AlertState.class)
    void shouldWriteEveryStateForBybitWhichHasNone(AlertState state) {
        assertThat(bybit.write(Published.alert().setState(state).build())
                        .path("list")
                        .path(0)
                        .has("state"))
                .isFalse();
    }

    @Test
    void shouldAskForTheAssetOfARiskGroup() {
        assertThatThrownBy(() -> new BybitAdlAlert(VenueNames.UNCHANGED)
                        .write(Published.alert().build()))
                .hasMessage("the settlement asset of risk group usdt is not known");
    }

    private JsonNode data(Alert alert) {
        return okx.write(alert).path("data").path(0);
    }
}
