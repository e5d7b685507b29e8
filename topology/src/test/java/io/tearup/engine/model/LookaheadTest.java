package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.RiskEngine;
import io.tearup.engine.event.RiskEvent;
import io.tearup.store.RiskStateAccess;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Looking ahead changes nothing, whatever was told: what comes, what does not, in this order or another. */
class LookaheadTest {
    private static final int IDS = 40;

    private final SplittableRandom random = new SplittableRandom(17);

    private static RiskEngine venue() {
        RiskEngine engine = new RiskEngine(new RiskGroup("g", IDS));
        engine.process(new RiskEvent.DefineGroup(1, "ops", new GroupSpec("USDT", 2), GroupMode.LIVE), decision -> {});
        engine.process(new RiskEvent.DefinePool(1, "ops", new PoolSpec("main", PoolKind.SHARED)), decision -> {});
        for (String id : List.of("BTC", "ETH")) {
            MarketSpec spec =
                    MarketSpec.of(id, "main", BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("0.1"), 2, false);
            engine.process(new RiskEvent.DefineMarket(1, "ops", spec), decision -> {});
        }
        return engine;
    }

    private List<RiskEvent.Fill> fills(int count, int first) {
        List<RiskEvent.Fill> fills = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Some ids come again, most accounts do, and positions close.
            String id = "f" + (first + i - (random.nextInt(5) == 0 ? random.nextInt(60) : 0));
            fills.add(new RiskEvent.Fill(
                    1,
                    new RiskEvent.Origin("venue", null, id),
                    "t" + (first + i),
                    random.nextInt(20) == 0 ? "müller" : "account-" + random.nextInt(30),
                    random.nextBoolean() ? "BTC" : "ETH",
                    random.nextBoolean() ? 1 : -1,
                    100,
                    0,
                    RiskEvent.FillOrigin.TRADE,
                    null));
        }
        return fills;
    }

    @Test
    void shouldChangeNothing() {
        RiskEngine looking = venue();
        RiskEngine plain = venue();
        Lookahead lookahead = new Lookahead(looking.group());
        for (int window = 0; window < 300; window++) {
            List<RiskEvent.Fill> fills = fills(random.nextInt(Lookahead.WINDOW + 1), window * Lookahead.WINDOW);
            lookahead.expectIdsOf(RiskEvent.Fill.KIND);
            for (RiskEvent.Fill fill : fills) {
                // Not all that comes is told, and some that is told is something else.
                if (random.nextInt(4) > 0) {
                    byte[] account = fill.account().getBytes(StandardCharsets.UTF_8);
                    lookahead.expect(looking.group().requireMarket("BTC"), account, 0, account.length);
                    byte[] id = (random.nextInt(4) == 0
                                    ? "another"
                                    : fill.origin().id())
                            .getBytes(StandardCharsets.US_ASCII);
                    lookahead.expectId(id, 0, id.length);
                }
            }
            lookahead.look();
            for (RiskEvent.Fill fill : fills) {
                assertThat(looking.process(fill, decision -> {})).isEqualTo(plain.process(fill, decision -> {}));
            }
            assertThat(RiskStateAccess.hashOf(looking.group()))
                    .as("window %d", window)
                    .isEqualTo(RiskStateAccess.hashOf(plain.group()));
        }
        assertThat(plain.group().duplicates()).isPositive();
    }

    @Test
    void shouldDigestTextAndItsBytesAlike() {
        IdDigest ofText = new IdDigest();
        IdDigest ofBytes = new IdDigest();
        for (String kind : List.of("fill", "liquidation", "", "fill")) {
            for (String id : List.of("", "a", "venue-000000017", "~ !")) {
                byte[] bytes = ("x" + id + "y").getBytes(StandardCharsets.US_ASCII);
                ofText.digest(kind, id);
                ofBytes.digest(kind, bytes, 1, id.length());
                assertThat(ofBytes.high()).isEqualTo(ofText.high());
                assertThat(ofBytes.low()).isEqualTo(ofText.low());
            }
        }
        ofText.digest("fill", "a");
        long high = ofText.high();
        ofText.digest("fill", "b");
        assertThat(ofText.high()).isNotEqualTo(high);
    }

    @Test
    void shouldTakeExpectedIdsInTheirOrderOnly() {
        ExpectedIds expected = new ExpectedIds();
        IdDigest digest = new IdDigest();
        expected.begin("fill");
        for (String id : List.of("a1", "a2", "a3")) {
            byte[] bytes = id.getBytes(StandardCharsets.US_ASCII);
            digest.digest("fill", bytes, 0, bytes.length);
            expected.add(bytes, 0, bytes.length, digest);
        }
        assertThat(expected.take("cash", "a1")).isEqualTo(ExpectedIds.NONE);
        assertThat(expected.take("fill", "a2")).isEqualTo(1);
        assertThat(expected.take("fill", "a1")).as("passed").isEqualTo(ExpectedIds.NONE);
        assertThat(expected.take("fill", "a4")).isEqualTo(ExpectedIds.NONE);
        assertThat(expected.take("fill", "a3")).isEqualTo(2);
        expected.begin("fill");
        assertThat(expected.take("fill", "a3")).isEqualTo(ExpectedIds.NONE);
    }
}
