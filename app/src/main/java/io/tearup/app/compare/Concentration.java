package io.tearup.app.compare;

import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;

/**
 * How a burden lies on those who could have borne it, exact.
 *
 * @param topPercent share of all that the hundredth part with the largest burdens bears, rounded up to whole accounts
 * @param gini Gini coefficient: 0 where all bear the same, towards 1 where one bears everything
 */
record Concentration(Fraction topPercent, Fraction gini) {
    /**
     * The concentration of burdens, those of zero included.
     *
     * <p>With burdens x1 &lt;= ... &lt;= xn of sum S the coefficient is {@code sum((2 i - n - 1) xi) / (n S)}. Nothing to bear is
     * borne evenly: both are zero.
     *
     * @param burdens none negative
     */
    static Concentration of(Collection<BigInteger> burdens) {
        List<BigInteger> rising = burdens.stream().sorted().toList();
        BigInteger sum = rising.stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            return new Concentration(Fraction.ZERO, Fraction.ZERO);
        }
        int n = rising.size();
        int top = (n + 99) / 100;
        BigInteger largest = BigInteger.ZERO;
        BigInteger weighted = BigInteger.ZERO;
        for (int i = 0; i < n; i++) {
            weighted = weighted.add(rising.get(i).multiply(BigInteger.valueOf(2L * (i + 1) - n - 1)));
            if (i >= n - top) {
                largest = largest.add(rising.get(i));
            }
        }
        return new Concentration(
                new Fraction(largest, sum), new Fraction(weighted, sum.multiply(BigInteger.valueOf(n))));
    }
}
