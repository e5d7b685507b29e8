package io.tearup.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tables and rings against plain collections that do the same slowly. */
class TablesTest {
    private record Row(long lots, long cost, long margin) {}

    @Test
    void shouldFindEveryPositionOfARandomHistoryAndNoOther() {
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PositionTable table = new PositionTable();
            Map<Integer, Row> twin = new TreeMap<>();
            int accounts = 20 + random.nextInt(400);
            for (int step = 0; step < 1_500; step++) {
                // Far apart and close together: homes collide either way.
                int slot = random.nextInt(accounts) * (seed % 2 == 0 ? 1 : 1 << 16);
                int row = table.find(slot);
                if (twin.containsKey(slot) && random.nextInt(5) < 2) {
                    table.free(row);
                    twin.remove(slot);
                } else {
                    if (row == PositionTable.NONE) {
                        row = table.add(slot);
                        assertFresh(table, row, slot);
                    }
                    Row values = new Row(random.nextInt(), random.nextLong(), random.nextInt(100));
                    table.set(row, values.lots(), values.cost(), values.margin());
                    table.setReserved(row, seed % 3 == 0 ? 0 : step);
                    table.setBurden(row, seed % 5 == 0 ? 0 : 1, 2, 3);
                    assertThat(table.reserved(row)).isEqualTo(seed % 3 == 0 ? 0 : step);
                    assertThat(table.burdenUsed(row)).isEqualTo(seed % 5 == 0 ? 0 : 3);
                    table.setLight(row, 4);
                    table.setMode(row, MarginMode.ISOLATED);
                    table.link(row, 1, 2);
                    twin.put(slot, values);
                }
                assertThat(table.size()).as("seed %d", seed).isEqualTo(twin.size());
                assertThat(table.end()).isLessThanOrEqualTo(accounts);
            }
            for (int account = 0; account < accounts; account++) {
                int slot = account * (seed % 2 == 0 ? 1 : 1 << 16);
                Row expected = twin.get(slot);
                int row = table.find(slot);
                assertThat(row != PositionTable.NONE)
                        .as("seed %d, slot %d", seed, slot)
                        .isEqualTo(expected != null);
                if (expected != null) {
                    assertThat(new Row(table.lots(row), table.cost(row), table.margin(row)))
                            .isEqualTo(expected);
                    assertThat(table.account(row)).isEqualTo(slot);
                    assertThat(table.mode(row)).isEqualTo(MarginMode.ISOLATED);
                    assertThat(table.light(row)).isEqualTo(4);
                }
            }
            int used = 0;
            for (int row = 0; row < table.end(); row++) {
                used += table.isUsed(row) ? 1 : 0;
                assertThat(table.isUsed(row) || table.lots(row) == 0).isTrue();
            }
            assertThat(used).isEqualTo(twin.size());
        }
    }

    private static void assertFresh(PositionTable table, int row, int slot) {
        assertThat(List.of(
                        table.lots(row),
                        table.cost(row),
                        table.margin(row),
                        table.reserved(row),
                        table.burdenBase(row),
                        table.burdenUsed(row),
                        table.burdenEpisode(row),
                        (long) table.light(row)))
                .containsOnly(0L);
        assertThat(table.account(row)).isEqualTo(slot);
        assertThat(table.nextMarket(row)).isEqualTo(PositionTable.NONE);
        assertThat(table.nextRow(row)).isEqualTo(PositionTable.NONE);
        assertThat(table.mode(row)).isEqualTo(MarginMode.CROSS);
        assertThat(table.isEmpty(row)).isTrue();
    }

    @Test
    void shouldKeepARowThatHoldsAnything() {
        PositionTable table = new PositionTable();
        int row = table.add(1);
        table.set(row, 1, 0, 0);
        assertThat(table.isEmpty(row)).isFalse();
        table.set(row, 0, 0, 1);
        assertThat(table.isEmpty(row)).isFalse();
        table.set(row, 0, 0, 0);
        table.setReserved(row, 1);
        assertThat(table.isEmpty(row)).isFalse();
        table.setReserved(row, 0);
        table.setMode(row, MarginMode.ISOLATED);
        assertThat(table.isEmpty(row)).isFalse();
        table.setMode(row, MarginMode.CROSS);
        assertThat(table.isEmpty(row)).isTrue();
    }

    @Test
    void shouldFindEveryAccountById() {
        AccountTable table = new AccountTable();
        Map<String, Integer> twin = new HashMap<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 3_000; i++) {
            String id = "acct-" + random.nextInt(1_000);
            int slot = table.findOrAdd(id);
            Integer known = twin.putIfAbsent(id, slot);
            assertThat(known == null || known == slot).isTrue();
            if (known == null) {
                assertThat(slot).isEqualTo(twin.size() - 1);
                assertThat(table.wallet(slot)).isZero();
                assertThat(table.owner(slot)).isEmpty();
                assertThat(table.headMarket(slot)).isEqualTo(PositionTable.NONE);
                assertThat(table.headRow(slot)).isEqualTo(PositionTable.NONE);
            }
            table.setWallet(slot, slot * 7L);
            table.setOwner(slot, "owner" + slot % 3);
            table.setHead(slot, slot + 1, slot + 2);
        }
        assertThat(table.size()).isEqualTo(twin.size());
        twin.forEach((id, slot) -> {
            assertThat(table.find(id)).isEqualTo(slot);
            assertThat(table.id(slot)).isEqualTo(id);
            assertThat(table.wallet(slot)).isEqualTo(slot * 7L);
            assertThat(table.headMarket(slot)).isEqualTo(slot + 1);
            assertThat(table.headRow(slot)).isEqualTo(slot + 2);
            assertThat(table.owner(slot)).isEqualTo("owner" + slot % 3);
        });
        assertThat(table.find("acct-1000")).isEqualTo(AccountTable.NONE);
        assertThat(table.sameOwner(0, 3)).isTrue();
        assertThat(table.sameOwner(0, 1)).isFalse();
        assertThat(table.sameOwner(1, 1)).isTrue();
        int first = table.findOrAdd("nobody");
        int second = table.findOrAdd("nobody else");
        assertThat(table.sameOwner(first, second))
                .as("unknown owners are not the same")
                .isFalse();
    }

    @Test
    void shouldForgetOnlyTheOldestIdsOnceTheRingIsFull() {
        SeenIds seen = new SeenIds(SeenIds.CAPACITY);
        int more = 3_000;
        int total = SeenIds.CAPACITY + more;
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            if (seen.contains("fill", "id" + i)) {
                wrong.add(i);
            }
            int place = seen.remember("fill", "id" + i);
            if (place != i % SeenIds.CAPACITY) {
                wrong.add(-i);
            }
            if (i == 1_999) {
                assertThat(seen.size()).isEqualTo(2_000);
                assertThat(seen.contains("fill", "id0")).isTrue();
                assertThat(seen.contains("cash", "id0")).isFalse();
            }
        }
        for (int i = 0; i < total; i++) {
            if (seen.contains("fill", "id" + i) != i >= more) {
                wrong.add(i);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen.size()).isEqualTo(SeenIds.CAPACITY);
        assertThat(seen.next()).isEqualTo(more);
    }

    @Test
    void shouldKeepIdsThroughARestoreInAnyOrder() {
        SeenIds from = new SeenIds(SeenIds.CAPACITY);
        for (int i = 0; i < 5_000; i++) {
            from.remember("fill", "id" + i);
        }
        SeenIds to = new SeenIds(SeenIds.CAPACITY);
        for (int place = 4_999; place >= 0; place--) {
            to.restore(place, from.high(place), from.low(place));
        }
        to.restoreNext(from.next());
        assertThat(to.size()).isEqualTo(5_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(to.contains("fill", "id" + i)).isTrue();
        }
        assertThat(to.contains("fill", "id5000")).isFalse();
        assertThat(to.remember("fill", "id5000")).isEqualTo(5_000);
    }

    @Test
    void shouldTellIdsApartWhoseKindAndTextRunTogether() {
        SeenIds seen = new SeenIds(SeenIds.CAPACITY);
        seen.remember("ab", "c");
        assertThat(seen.contains("a", "bc")).isFalse();
        assertThat(seen.contains("abc", "")).isFalse();
        assertThat(seen.contains("ab", "c")).isTrue();
    }
}
