package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ids by number and numbers by id, against a plain map. */
class AccountIdsTest {
    private final AccountIds ids = new AccountIds();

    private void assertKnows(List<String> expected) {
        assertThat(ids.size()).isEqualTo(expected.size());
        for (int number = 0; number < expected.size(); number++) {
            assertThat(ids.get(number)).isEqualTo(expected.get(number));
        }
        for (int number = expected.size() - 1; number >= 0; number--) {
            assertThat(ids.find(expected.get(number))).isEqualTo(number);
        }
    }

    @Test
    void shouldKeepEveryKindOfText() {
        // "Aa" and "BB" have one hash code; the last four differ in the width of a character, or in one.
        List<String> expected = List.of(
                "",
                "Aa",
                "BB",
                "AaBB",
                "BBAa",
                "a",
                "\u0000",
                "\u00ff",
                "\u0100",
                "caf\u00e9",
                "\u8d26\u6237",
                "\ud83d\ude00");
        for (int i = 0; i < expected.size(); i++) {
            assertThat(ids.find(expected.get(i))).isEqualTo(AccountIds.NONE);
            assertThat(ids.add(expected.get(i))).isEqualTo(i);
        }
        assertKnows(expected);
        assertThat(ids.find("aa")).isEqualTo(AccountIds.NONE);
        assertThat(ids.find("BBBB")).as("the hash code of another").isEqualTo(AccountIds.NONE);
    }

    @Test
    void shouldKeepTextsLongerThanAPage() {
        String page = "x".repeat((1 << 20) - 8);
        List<String> expected =
                List.of("first", page, page + "x", "\u0100".repeat(1 << 20), "y".repeat((1 << 20) - 16), "last");
        expected.forEach(ids::add);
        assertKnows(expected);
    }

    @Test
    void shouldAgreeWithAPlainMapOverManyPages() {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Integer> plain = new HashMap<>();
        List<String> expected = new ArrayList<>();
        for (int step = 0; step < 200_000; step++) {
            String id = "acct-" + "0".repeat(random.nextInt(9)) + random.nextInt(80_000);
            int found = ids.find(id);
            assertThat(found).isEqualTo(plain.getOrDefault(id, AccountIds.NONE));
            if (found == AccountIds.NONE) {
                plain.put(id, ids.add(id));
                expected.add(id);
            } else {
                int other = random.nextInt(ids.size());
                assertThat(ids.get(other)).isEqualTo(expected.get(other));
                assertThat(ids.get(found)).isEqualTo(id);
            }
        }
        assertKnows(expected);
    }
}
