package io.tearup.engine.allocation;

import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rounds exact shares to whole lots whose sum is given: down, then one lot more for the largest fractional parts, ties to
 * the lower index. The error of every share is below one lot.
 */
final class LargestRemainder {
    private record Part(int index, BigInteger whole, Fraction rest) {}

    private final List<Part> parts;

    LargestRemainder(int expected) {
        parts = new ArrayList<>(expected);
    }

    void add(int index, Fraction share) {
        BigInteger whole = share.floor();
        parts.add(new Part(index, whole, share.minus(Fraction.of(whole))));
    }

    /** Writes the rounded shares; the exact ones sum to {@code total}. */
    void round(long total, long[] into) {
        long left = total;
        for (Part part : parts) {
            into[part.index()] = part.whole().longValueExact();
            left -= into[part.index()];
        }
        List<Part> byRest = new ArrayList<>(parts);
        byRest.sort(Comparator.comparing(Part::rest).reversed().thenComparing(Part::index));
        for (int i = 0; i < left; i++) {
            into[byRest.get(i).index()]++;
        }
    }
}
