package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * How a fund carries, limits, nets and sells the positions it has taken over.
 *
 * <p>Vectors: {@code fund.position_pnl}, {@code fund.position_cap}, {@code fund.net_off},
 * {@code fund.disposal_schedule}.
 */
public final class FundInventory {
    private static final int MOST_TRADES = 100_000;

    private FundInventory() {}

    /** A book at average price: signed quantity, average, realised so far. */
    public record Book(Fraction quantity, Fraction average, Fraction realised) {
        public static final Book FLAT = new Book(Fraction.ZERO, Fraction.ZERO, Fraction.ZERO);

        /** Result of what is held, at a mark. */
        public Fraction unrealised(Fraction mark) {
            return quantity.times(mark.minus(average));
        }

        /** Trades a quantity (a magnitude) at a price; a book that crosses zero goes on at that price. */
        public Book trade(Side side, Fraction size, Fraction price) {
            Fraction change = size.times(side.sign());
            Fraction after = quantity.plus(change);
            if (quantity.signum() * change.signum() >= 0) {
                Fraction cost = quantity.times(average).plus(change.times(price));
                return new Book(after, after.signum() == 0 ? average : cost.over(after), realised);
            }
            Fraction closed = quantity.abs().min(size);
            Fraction gain = closed.times(price.minus(average)).times(quantity.signum());
            boolean crossed = after.signum() == change.signum();
            return new Book(after, crossed ? price : average, realised.plus(gain));
        }
    }

    /** Part of an incoming notional that a fund of a size may take. */
    public static Fraction room(Fraction fund, Fraction multiple, Fraction held, Fraction incoming) {
        return incoming.min(multiple.times(fund).minus(held)).orZero();
    }

    /** Opposite books netted at mark before any counterparty is touched: what cancels out, and what is left. */
    public record Netted(Fraction netted, Fraction residual) {
        public static Netted of(List<Fraction> positions) {
            Fraction longs = Fraction.ZERO;
            Fraction shorts = Fraction.ZERO;
            for (Fraction position : positions) {
                longs = longs.plus(position.orZero());
                shorts = shorts.plus(position.negate().orZero());
            }
            return new Netted(longs.min(shorts), longs.minus(shorts));
        }
    }

    /**
     * Slices in which a position is sold: all of it once it is small, else a fraction; each at most a part of the book.
     *
     * @throws ArithmeticException if the schedule does not end
     */
    public static List<Fraction> disposals(
            Fraction position, Fraction bookVolume, Fraction part, Fraction wholeSize, Fraction maxPartOfBook) {
        Fraction most = maxPartOfBook.times(bookVolume);
        List<Fraction> slices = new ArrayList<>();
        Fraction left = position;
        while (left.isPositive()) {
            Fraction wanted = left.isAtMost(wholeSize) ? left : left.times(part);
            Fraction slice = wanted.min(most);
            if (!slice.isPositive() || slices.size() == MOST_TRADES) {
                throw new ArithmeticException("a disposal of " + position + " does not end: " + left + " is left after "
                        + slices.size() + " trades");
            }
            slices.add(slice);
            left = left.minus(slice);
        }
        return slices;
    }
}
