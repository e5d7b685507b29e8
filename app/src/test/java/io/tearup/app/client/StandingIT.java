package io.tearup.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.OneInstance;
import io.tearup.app.WorkedExample;
import io.tearup.app.config.HttpSettings;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a position stands in line, and where it would: asked of an instance that runs. */
class StandingIT {
    @TempDir
    private Path directory;

    /**
     * A pool that took 700 over at 99 and at mark 95 has not lost enough yet, and two shorts from 100: {@code calm} 400 with 50,000 of
     * margin, {@code keen} 600 with 2,000.
     */
    private static List<WorkedExample.Sent> records() {
        List<WorkedExample.Sent> records =
                new ArrayList<>(WorkedExample.of("usdt").subList(0, 6));
        InputRecords venue = new InputRecords("usdt", "desk");
        Instant t = Instant.parse("2026-01-05T00:00:01Z");
        records.add(new WorkedExample.Sent(Topics.COLLATERAL, venue.deposit(t, "calm", new BigDecimal("50000")), t));
        t = t.plusMillis(1);
        records.add(new WorkedExample.Sent(Topics.COLLATERAL, venue.deposit(t, "keen", new BigDecimal("2000")), t));
        t = t.plusMillis(1);
        records.add(new WorkedExample.Sent(Topics.MARK_PRICES, venue.mark(t, "BTC", new BigDecimal("99")), t));
        for (String[] trade : new String[][] {{"calm", "400"}, {"keen", "600"}}) {
            String id = venue.nextTrade();
            for (OrderSide side : List.of(OrderSide.BUY, OrderSide.SELL)) {
                t = t.plusMillis(1);
                String account = side == OrderSide.BUY ? "bankrupt" : trade[0];
                records.add(new WorkedExample.Sent(
                        Topics.FILLS, venue.fill(t, account, "BTC", side, trade[1], "100", id), t));
            }
        }
        t = t.plusMillis(1);
        records.add(new WorkedExample.Sent(
                Topics.LIQUIDATIONS,
                venue.takeover(
                        t,
                        "bankrupt",
                        "BTC",
                        "fund",
                        PositionSide.LONG,
                        new BigDecimal("700"),
                        new BigDecimal("99"),
                        null),
                t));
        t = t.plusMillis(1);
        records.add(new WorkedExample.Sent(Topics.MARK_PRICES, venue.mark(t, "BTC", new BigDecimal("95")), t));
        return records;
    }

    @Test
    void shouldTellWhereAPositionStandsAndWhereItWould() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory)) {
            instance.send(records());
            instance.start(new HttpSettings("127.0.0.1", 0, "", Duration.ZERO));
            instance.await(
                    "/v1/groups/usdt",
                    group -> group.at("/markets/0/mark").asText().equals("95")
                            && group.at("/reflects/lag").asLong(1) == 0);
            assertTellsTheRank(instance.url());
            assertTellsWhatIf(instance.url());
        }
    }

    private static void assertTellsTheRank(String url) {
        assertThat(rank(url, "keen").out())
                .containsExactly(
                        "account,market,rank,candidates,light,quantity,quantityAhead,quantityQueued",
                        "keen,BTC,1,2,4,600,0,1000");
        assertThat(rank(url, "calm").out().get(1)).isEqualTo("calm,BTC,2,2,1,400,600,1000");
    }

    private static void assertTellsWhatIf(String url) {
        CommandRun margin = whatIf(url, "keen", "--add-margin", "100000");
        assertThat(margin.status()).as("%s", margin.faults()).isZero();
        assertThat(margin.out())
                .containsExactly(
                        "when,rulebook,quantity,light,rank,candidates,quantityAhead,closes,price,haircut,boundedBy",
                        "now,gate,600,4,1,2,0,600,99,2400,POSITION",
                        "then,gate,600,2,2,2,400,300,99,1200,DEMAND");
        assertThat(whatIf(url, "keen", "--reduce", "200").out().get(2))
                .isEqualTo("then,gate,400,4,1,2,0,400,99,1600,POSITION");
        assertThat(whatIf(url, "keen", "--reduce", "600").out().get(2)).isEqualTo("then,gate,0,0,,,,,,,");
        assertThat(whatIf(url, "keen", "--rulebook", "hyperliquid").out().get(2))
                .startsWith("then,hyperliquid,600,");
        CommandRun more = whatIf(url, "keen", "--reduce", "601");
        assertThat(more.status()).isEqualTo(2);
        assertThat(more.faults()).containsExactly("reduce: is more than what may be closed of the position, 600");
        assertThat(whatIf(url, "keen", "--rulebook", "nobody's").status()).isEqualTo(2);
        assertThat(whatIf(url, "nobody", "--reduce", "1").faults())
                .containsExactly("account nobody has no position in market BTC, or the market has no mark yet");
        CommandRun nothing = whatIf(url, "keen");
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.faults()).contains("tearup: if what? name --add-margin, --reduce or --rulebook");
    }

    private static CommandRun rank(String url, String account) {
        return CommandRun.of(new RankCommand(), "usdt", account, "BTC", "--url", url, "-o", "csv");
    }

    private static CommandRun whatIf(String url, String account, String... supposed) {
        List<String> arguments = new ArrayList<>(List.of("usdt", account, "BTC", "--url", url, "-o", "csv"));
        arguments.addAll(List.of(supposed));
        return CommandRun.of(new WhatIfCommand(), arguments.toArray(String[]::new));
    }
}
