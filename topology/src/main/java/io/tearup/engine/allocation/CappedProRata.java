package io.tearup.engine.allocation;

import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides whole lots in proportion to weights, nobody above its cap: {@code x_i = min(cap_i, lambda * w_i)} with lambda
 * such that the sum is the demand; each share is rounded down to lots and the lots left go one each to the largest
 * remainders, ties to the earlier index.
 *
 * <p>Algorithm: holders by ascending {@code cap / weight}; those whose cap lies below the running level are filled and
 * leave, the first that is not fixes lambda for the rest (water-filling). Exact: one division per share. Vectors:
 * {@code queue.pro_rata}.
 */
public final class CappedProRata {
    private CappedProRata() {}

    /**
     * Shares in lots; their sum is {@code min(demand, sum of the caps with a weight)}.
     *
     * @param demand lots, not negative
     * @param weights not negative
     * @param caps lots, not negative
     */
    public static long[] divide(long demand, List<BigInteger> weights, long[] caps) {
        int count = caps.length;
        long[] shares = new long[count];
        BigInteger room = BigInteger.ZERO;
        BigInteger weight = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            if (weights.get(i).signum() > 0) {
                room = room.add(BigInteger.valueOf(caps[i]));
                weight = weight.add(weights.get(i));
            }
        }
        BigInteger left = BigInteger.valueOf(demand).min(room);
        int[] order = IntStream.range(0, count)
                .filter(i -> weights.get(i).signum() > 0)
                .boxed()
                .sorted(byFullness(weights, caps))
                .mapToInt(Integer::intValue)
                .toArray();
        int at = 0;
        while (at < order.length) {
            int i = order[at];
            BigInteger cap = BigInteger.valueOf(caps[i]);
            if (cap.multiply(weight).compareTo(left.multiply(weights.get(i))) > 0) {
                break;
            }
            shares[i] = caps[i];
            left = left.subtract(cap);
            weight = weight.subtract(weights.get(i));
            at++;
        }
        if (at < order.length) {
            LargestRemainder rest = new LargestRemainder(order.length - at);
            int[] open = Arrays.copyOfRange(order, at, order.length);
            Arrays.sort(open);
            for (int i : open) {
                rest.add(i, new Fraction(left.multiply(weights.get(i)), weight));
            }
            rest.round(left.longValueExact(), shares);
        }
        return shares;
    }

    private static Comparator<Integer> byFullness(List<BigInteger> weights, long[] caps) {
        Comparator<Integer> byRatio = (a, b) -> BigInteger.valueOf(caps[a])
                .multiply(weights.get(b))
                .compareTo(BigInteger.valueOf(caps[b]).multiply(weights.get(a)));
        return byRatio.thenComparing(Comparator.naturalOrder());
    }
}
