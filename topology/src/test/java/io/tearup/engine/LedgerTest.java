package io.tearup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.decision.Decision;
import io.tearup.engine.decision.Decision.Posting;
import io.tearup.engine.decision.Decision.PostingCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two legs a transfer, chained and numbered through from where the step begins. */
class LedgerTest {
    private final List<Decision> rows = new ArrayList<>();

    @Test
    void shouldWriteTwoLegsThatSumToZero() {
        Ledger ledger = new Ledger(rows::add, "g/BTC/1", 0);
        ledger.transfer("a", "b", 70, PostingCode.ADL_HAIRCUT);
        ledger.transfer("a", "b", 0, PostingCode.FEE);
        ledger.transfer("b", "c", -5, PostingCode.FEE);
        assertThat(rows)
                .containsExactly(
                        new Posting("g/BTC/1", 0, null, 0, "a", "b", -70, PostingCode.ADL_HAIRCUT),
                        new Posting("g/BTC/1", 1, 0, 0, "b", "a", 70, PostingCode.ADL_HAIRCUT),
                        new Posting("g/BTC/1", 2, 1, 1, "b", "c", 5, PostingCode.FEE),
                        new Posting("g/BTC/1", 3, 2, 1, "c", "b", -5, PostingCode.FEE));
        assertThat(ledger.sum()).isZero();
    }

    @Test
    void shouldGoOnWithTheChainOfTheStepBefore() {
        Ledger ledger = new Ledger(rows::add, "g/BTC/1", 64);
        ledger.transfer("a", "b", 1, PostingCode.FEE);
        assertThat(rows)
                .containsExactly(
                        new Posting("g/BTC/1", 64, 63, 32, "a", "b", -1, PostingCode.FEE),
                        new Posting("g/BTC/1", 65, 64, 32, "b", "a", 1, PostingCode.FEE));
    }
}
