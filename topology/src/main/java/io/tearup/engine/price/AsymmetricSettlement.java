package io.tearup.engine.price;

import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.List;

/**
 * Settles every leg of a bankrupt account so that its counterparties give up what it lacks (QFEX): winning legs settle at
 * mark and their counterparties are untouched, losing legs share the shortfall in proportion to what each lost since the
 * previous mark.
 *
 * <p>Vectors: {@code settle.asymmetric}.
 */
public final class AsymmetricSettlement {
    private AsymmetricSettlement() {}

    /** Which legs give way, and how far. */
    public enum Mode {
        /** Nobody: the shortfall goes to the next stage. */
        ALL_AT_MARK,
        /** Every leg goes back to its previous mark, winners too. */
        ALL_AT_PREV,
        /** Losing legs go back to their previous mark: may restore more than is missing. */
        LOSERS_AT_PREV,
        /** Losing legs give exactly the shortfall, never beyond the previous mark. */
        EXACT_ZERO
    }

    /** A leg: signed quantity, mark when equity was last counted, mark now. */
    public record Leg(Fraction quantity, Fraction previousMark, Fraction mark) {
        /** Result since the previous mark. */
        public Fraction result() {
            return quantity.times(mark.minus(previousMark));
        }

        /** Loss since the previous mark, not negative. */
        public Fraction loss() {
            return result().negate().orZero();
        }

        /** Price at which the leg closes when its counterparties give up {@code haircut}. */
        public Fraction priceFor(Fraction haircut) {
            return mark.plus(haircut.over(quantity));
        }
    }

    /** Haircut borne by each leg's counterparties, in the legs' order. */
    public static List<Fraction> haircuts(Fraction equityAtMarks, List<Leg> legs, Mode mode) {
        Fraction losses = Fraction.ZERO;
        for (Leg leg : legs) {
            losses = losses.plus(leg.loss());
        }
        Fraction shortfall = equityAtMarks.negate().orZero().min(losses);
        List<Fraction> haircuts = new ArrayList<>(legs.size());
        for (Leg leg : legs) {
            haircuts.add(
                    switch (mode) {
                        case ALL_AT_MARK -> Fraction.ZERO;
                        case ALL_AT_PREV -> leg.result().negate();
                        case LOSERS_AT_PREV -> leg.loss();
                        case EXACT_ZERO -> share(shortfall, leg.loss(), losses);
                    });
        }
        return haircuts;
    }

    /** A part of an amount in proportion to a weight; nothing where all weights are nothing. */
    public static Fraction share(Fraction amount, Fraction weight, Fraction weights) {
        return weights.signum() == 0 ? Fraction.ZERO : amount.times(weight).over(weights);
    }
}
