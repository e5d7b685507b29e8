package io.tearup.app.venue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tearup.app.CommandRun;
import io.tearup.app.ExitCode;
import io.tearup.app.Tearup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published worked example says, in Tearup's own words and in venues'. */
class AlertsAndLightsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EVENTS = Path.of("src", "main", "dist", "examples", "worked-example.ndjson");

    @TempDir
    private static Path decisions;

    @BeforeAll
    static void replay() {
        assertThat(Tearup.run("replay", "--events", EVENTS.toString(), "--out", decisions.toString()))
                .isZero();
    }

    @Test
    void shouldTellHowFarEachTriggerIs() {
        CommandRun alerts = alerts();
        assertThat(alerts.status()).isZero();
        assertThat(alerts.out())
                .hasSize(6)
                .contains(
                        "2026-01-05T00:00:12Z        BTC            ADL        DRAWDOWN            35.00 %    30.00 %"
                                + "             20000.00             -1000.00",
                        "2026-01-05T00:00:13Z        BTC            WARNING    -                   25.00 %    30.00 %"
                                + "             15000.00              1000.00");
    }

    @Test
    void shouldTellAlertsAsTheyWerePublished() throws IOException {
        List<JsonNode> alerts = json(alerts("-o", "ndjson"));
        assertThat(alerts).hasSize(5);
        assertThat(alerts.get(2).path("drawdown").textValue()).isEqualTo("0.35");
        assertThat(alerts("--market", "ETH", "-o", "ndjson").out()).isEmpty();
    }

    @Test
    void shouldTellAlertsToASheetAndAsOneArray() throws IOException {
        assertThat(alerts("-o", "csv").out())
                .hasSize(6)
                .startsWith("time,riskGroup,market,state,criterion,drawdown,triggerRatio,balance,headroom")
                .contains("2026-01-05T00:00:12Z,usdt,BTC,ADL,DRAWDOWN,0.35,0.3,20000,-1000");
        JsonNode array = json(alerts("-o", "json")).get(0);
        assertThat(array).hasSize(5);
        assertThat(array.get(2)).isEqualTo(json(alerts("-o", "ndjson")).get(2));
        assertThat(alerts("--market", "ETH", "-o", "json").out()).containsExactly("[]");
        assertThat(lights("-o", "csv").out())
                .containsExactly(
                        "account,market,side,light,percentile,quantityAhead,time",
                        "bankrupt,BTC,LONG,3,50,0,2026-01-05T00:00:08Z");
        assertThat(json(lights("-o", "json")).get(0).get(0).path("light").intValue())
                .isEqualTo(3);
    }

    @Test
    void shouldNotBeginAnArrayThatHasNoEnd() {
        assertThat(alerts("--follow", "-o", "json").faults())
                .containsExactly("-o json: is one array, which --follow never ends; use -o ndjson");
    }

    @Test
    void shouldTellAlertsAsBybitDoes() throws IOException {
        List<JsonNode> alerts = json(alerts("--format", "bybit", "--asset", "usdt=USDT", "--symbol", "BTC=BTCUSDT"));
        JsonNode armed = alerts.get(2).path("list").path(0);
        assertThat(armed.path("coin").textValue()).isEqualTo("USDT");
        assertThat(armed.path("symbol").textValue()).isEqualTo("BTCUSDT");
        assertThat(armed.path("pnlRatio").textValue()).isEqualTo("-0.35");
    }

    @Test
    void shouldTellAlertsAsOkxDoes() throws IOException {
        List<String> states = new ArrayList<>();
        for (JsonNode push : json(alerts("--format", "okx", "--asset", "usdt=USDT"))) {
            JsonNode data = push.path("data").path(0);
            states.add(
                    data.path("state").textValue() + " " + data.path("adlType").textValue());
        }
        // A pool is armed by its equity until it is given money.
        assertThat(states)
                .containsExactly(
                        "adl bal_adl_start",
                        "normal adl_end",
                        "adl rate_adl_start",
                        "adl rate_adl_start",
                        "warning adl_end");
    }

    @Test
    void shouldAskForAnAssetItCannotKnow() {
        CommandRun alerts = alerts("--format", "bybit");
        assertThat(alerts.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(alerts.faults())
                .containsExactly("the settlement asset of risk group usdt is not known; add --asset usdt=ASSET");
    }

    @Test
    void shouldTellWherePositionsStand() throws IOException {
        assertThat(lights().out())
                .containsExactly(
                        "account              market         side   light percentile       quantity ahead  since",
                        "bankrupt             BTC            LONG       3      50.00                    0"
                                + "  2026-01-05T00:00:08Z");
        assertThat(json(lights("-o", "ndjson")).get(0).path("light").intValue()).isEqualTo(3);
        assertThat(lights("--account", "short", "-o", "ndjson").out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "binance; /adlQuantile/BOTH; 2",
                "bybit; /adlRankIndicator; 3",
                "ccxt; /rating; medium",
                "gate; /adl_ranking; 3",
                "okx; /adl; 3"
            })
    void shouldTellWhereAPositionStandsAsVenuesDo(String venue, String pointer, String value) throws IOException {
        List<JsonNode> lights = json(lights("--account", "bankrupt", "--format", venue));
        assertThat(lights).hasSize(1);
        assertThat(lights.get(0).at(pointer).asText()).isEqualTo(value);
    }

    @Test
    void shouldAskWhosePositionAVenueIsToShow() {
        CommandRun lights = lights("--format", "gate");
        assertThat(lights.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(lights.faults())
                .containsExactly(
                        "--account: is missing; gate shows a position to its owner and does not name the account");
    }

    @Test
    void shouldNotWaitForMoreInADirectory() {
        CommandRun alerts = alerts("--follow");
        assertThat(alerts.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(alerts.faults()).containsExactly("--follow: nothing is added to a directory; use --config");
    }

    @Test
    void shouldNotTakeAVenueAndAnOutputOfItsOwn() {
        assertThat(alerts("--format", "okx", "-o", "ndjson").status()).isEqualTo(ExitCode.USAGE.status());
    }

    private static CommandRun alerts(String... arguments) {
        return CommandRun.of(new AlertsCommand(), from(arguments));
    }

    private static CommandRun lights(String... arguments) {
        return CommandRun.of(new LightsCommand(), from(arguments));
    }

    private static String[] from(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--from", decisions.toString()));
        all.addAll(Arrays.asList(arguments));
        return all.toArray(String[]::new);
    }

    private static List<JsonNode> json(CommandRun run) throws IOException {
        assertThat(run.status()).as("%s", run.faults()).isZero();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : run.out()) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }
}
