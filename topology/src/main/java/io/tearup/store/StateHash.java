package io.tearup.store;

import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.SeenIds;
import java.util.Locale;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * 128-bit hash of a risk group's whole state: the sum of a hash of each row, so neither the order of rows nor the slots
 * they have in memory matter. A state that was restored has the hash of the one that was logged.
 *
 * <p>It is taken in one pass over the present state and not kept up with every change: that would need the hash of each
 * row before the change, which is memory and a look-up per record, for a figure that is wanted once in a while. Accounts,
 * positions and known ids, the bulk of the rows, are hashed from their columns; all other rows from the bytes they are
 * stored as. It finds faults and is no proof against somebody who searches for a state of equal hash.
 */
final class StateHash {
    private static final long FACTOR_A = 0x9E3779B97F4A7C15L;
    private static final long FACTOR_B = 0xC2B2AE3D27D4EB4FL;
    private static final long SEED_A = 0x243F6A8885A308D3L;
    private static final long SEED_B = 0x13198A2E03707344L;

    private long sumA;
    private long sumB;
    private long a;
    private long b;

    private StateHash() {}

    /** The hash as 32 hexadecimal digits. */
    static String of(RiskState state, RiskGroup group) {
        StateHash hash = new StateHash();
        state.forEachSmallRow(group, hash::row);
        hash.accounts(group.accounts());
        long[] accountHashes = accountHashes(group.accounts());
        for (Market market : group.markets()) {
            hash.positions(market, accountHashes);
        }
        hash.seenIds(group.seenIds());
        return String.format(Locale.ROOT, "%016x%016x", hash.sumA, hash.sumB);
    }

    private void row(Bytes key, byte @Nullable [] value) {
        begin();
        put(key.get());
        if (value != null) {
            put(value);
        }
        end();
    }

    private void accounts(AccountTable accounts) {
        for (int slot = 0; slot < accounts.size(); slot++) {
            begin(RowKey.Kind.ACCOUNT);
            put(accounts.id(slot));
            put(accounts.wallet(slot));
            put(accounts.owner(slot));
            end();
        }
    }

    private static long[] accountHashes(AccountTable accounts) {
        StateHash hash = new StateHash();
        long[] hashes = new long[accounts.size()];
        for (int slot = 0; slot < hashes.length; slot++) {
            hash.begin();
            hash.put(accounts.id(slot));
            hashes[slot] = mix(hash.a) ^ hash.b;
        }
        return hashes;
    }

    private void positions(Market market, long[] accountHashes) {
        PositionTable table = market.positions();
        begin(RowKey.Kind.POSITION);
        put(market.id());
        long beginA = a;
        long beginB = b;
        for (int row = 0; row < table.end(); row++) {
            if (table.isUsed(row)) {
                a = beginA;
                b = beginB;
                put(accountHashes[table.account(row)]);
                put(table.lots(row));
                put(table.cost(row));
                put(table.margin(row));
                put(table.reserved(row));
                put((long) table.light(row) << 1 | (table.isIsolated(row) ? 1 : 0));
                put(table.burdenEpisode(row));
                put(table.burdenBase(row));
                put(table.burdenUsed(row));
                end();
            }
        }
    }

    private void seenIds(SeenIds ids) {
        for (int place = 0; place < ids.size(); place++) {
            begin(RowKey.Kind.SEEN_ID);
            put(place);
            put(ids.high(place));
            put(ids.low(place));
            end();
        }
    }

    private void begin() {
        a = SEED_A;
        b = SEED_B;
    }

    private void begin(RowKey.Kind kind) {
        begin();
        // By name: numbers of an enum may change.
        put(kind.name());
    }

    private void put(long value) {
        a = (a ^ value) * FACTOR_A;
        a ^= a >>> 32;
        b = (b + value) * FACTOR_B;
        b ^= b >>> 29;
    }

    private void put(String text) {
        put(text.length());
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(byte[] bytes) {
        put(bytes.length);
        for (byte each : bytes) {
            put(each);
        }
    }

    private void end() {
        sumA += mix(a);
        sumB += mix(b ^ FACTOR_A);
    }

    private static long mix(long h) {
        long x = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
