package io.tearup.engine.price;

import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.price.BankruptcyMatch.Counterparty;
import io.tearup.engine.price.BankruptcyMatch.CrossAccount;
import io.tearup.engine.price.BankruptcyMatch.Fill;
import io.tearup.engine.price.BankruptcyMatch.MarketRisk;
import io.tearup.engine.price.BankruptcyMatch.Match;
import io.tearup.engine.price.BankruptcyMatch.Offset;
import io.tearup.engine.price.BankruptcyMatch.Refusal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A bankrupt cross account matched with solvent ones, market "A" at 10 and "B" at 100, maintenance 10 % and 5 %. */
class BankruptcyMatchTest {
    private final BankruptcyMatch match = new BankruptcyMatch(
            Map.of("A", new MarketRisk(f("10"), f("0.1")), "B", new MarketRisk(f("100"), f("0.05"))), "A");

    /** Long 20 A and 4 B, equity 200 + 400 - 630 = -30; maintenance 20 + 20. */
    private final CrossAccount bankrupt = account("-630", "A", "20", "B", "4");

    private static CrossAccount account(String quote, String... positions) {
        TreeMap<String, Fraction> held = new TreeMap<>();
        for (int i = 0; i < positions.length; i += 2) {
            held.put(positions[i], f(positions[i + 1]));
        }
        return new CrossAccount(f(quote), held);
    }

    @Test
    void shouldCountEveryPositionIntoEquity() {
        assertThat(match.equity(bankrupt)).isEqualTo(f("-30"));
        assertThat(bankrupt.position("A")).isEqualTo(f("20"));
        assertThat(bankrupt.position("C")).isEqualTo(Fraction.ZERO);
    }

    @Test
    void shouldGiveAPositionItsShareOfTheDeficit() {
        // Half of the maintenance goes with all of A: half of -30 is borne by the counterparty.
        assertThat(match.quoteDelta(bankrupt, f("-20"))).isEqualTo(f("215"));
        // 5 of 20 release 5 of 40: floor(-3.75) = -4.
        assertThat(match.quoteDelta(bankrupt, f("-5"))).isEqualTo(f("54"));
    }

    @Test
    void shouldMoveQuoteAndPositionOfBoth() {
        Match matched = match.match(bankrupt, account("500", "A", "-20"), f("-20"));

        assertThat(matched.refusal()).isNull();
        assertThat(matched.quoteDelta()).isEqualTo(f("215"));
        assertThat(matched.liquidated()).isEqualTo(account("-415", "A", "0", "B", "4"));
        assertThat(matched.offsetting()).isEqualTo(account("285", "A", "0"));
    }

    @Test
    void shouldAcceptACounterpartyLeftWithExactlyNothing() {
        assertThat(match.match(bankrupt, account("215", "A", "-20"), f("-20")).refusal())
                .isNull();
        Match refused = match.match(bankrupt, account("214", "A", "-20"), f("-20"));
        assertThat(refused.refusal()).isEqualTo(Refusal.NON_OVERLAPPING_BANKRUPTCY);
        assertThat(refused.liquidated()).isEqualTo(bankrupt);
    }

    @Test
    void shouldRefuseAChangeThatDoesNotReduceBoth() {
        CrossAccount shorts = account("500", "A", "-20");
        for (String delta : List.of("5", "-21", "0")) {
            assertThat(match.match(bankrupt, shorts, f(delta)).refusal())
                    .as(delta)
                    .isEqualTo(Refusal.INVALID_POSITION_SIZE_DELTA);
        }
        assertThat(match.match(bankrupt, account("500", "A", "-4"), f("-5")).refusal())
                .isEqualTo(Refusal.INVALID_POSITION_SIZE_DELTA);
        assertThat(match.match(bankrupt, account("500", "A", "20"), f("-5")).refusal())
                .isEqualTo(Refusal.INVALID_POSITION_SIZE_DELTA);
    }

    @Test
    void shouldKnowWhatReduces() {
        assertThat(BankruptcyMatch.reduces(f("5"), f("-5"))).isTrue();
        assertThat(BankruptcyMatch.reduces(f("-5"), f("1"))).isTrue();
        assertThat(BankruptcyMatch.reduces(f("5"), f("-6"))).isFalse();
        assertThat(BankruptcyMatch.reduces(f("5"), f("1"))).isFalse();
        assertThat(BankruptcyMatch.reduces(f("5"), f("0"))).isFalse();
    }

    @Test
    void shouldGoOnPastThoseThatDoNotOverlap() {
        Counterparty poor = new Counterparty("poor", account("30", "A", "-3"));
        Counterparty buyer = new Counterparty("buyer", account("500", "A", "9"));
        Counterparty first = new Counterparty("first", account("500", "A", "-5"));
        Counterparty last = new Counterparty("last", account("500", "A", "-30"));

        Offset offset = match.offset(bankrupt, List.of(poor, buyer, first, last), f("-20"));

        assertThat(offset.fills()).containsExactly(new Fill("first", f("5")), new Fill("last", f("15")));
        assertThat(offset.remaining()).isEqualTo(Fraction.ZERO);
        // first: 50 + 4; then equity -26, 15 of 35 maintenance: floor(-11.14) = -12, 150 + 12.
        assertThat(offset.counterparties())
                .containsExactly(
                        poor,
                        buyer,
                        new Counterparty("first", account("446", "A", "0")),
                        new Counterparty("last", account("338", "A", "-15")));
        assertThat(offset.liquidated()).isEqualTo(account("-414", "A", "0", "B", "4"));
    }

    @Test
    void shouldSayWhatIsLeftOver() {
        Offset offset = match.offset(bankrupt, List.of(new Counterparty("only", account("500", "A", "-8"))), f("-20"));

        assertThat(offset.remaining()).isEqualTo(f("12"));
        assertThat(offset.fills()).containsExactly(new Fill("only", f("8")));
    }

    @Test
    void shouldStopAskingOnceItIsDone() {
        Counterparty spare = new Counterparty("spare", account("500", "A", "-9"));
        Offset offset =
                match.offset(bankrupt, List.of(new Counterparty("all", account("500", "A", "-20")), spare), f("-20"));

        assertThat(offset.fills()).containsExactly(new Fill("all", f("20")));
        assertThat(offset.counterparties().get(1)).isSameAs(spare);
    }

    @Test
    void shouldNameAMarketItDoesNotKnow() {
        assertThatThrownBy(() -> match.equity(account("1", "Z", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no market 'Z', known are ");
    }
}
