package io.tearup.engine.waterfall;

import io.tearup.engine.model.Fraction;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses that nobody else could bear, shared without closing positions.
 *
 * <p>Vectors: {@code socialise.gains_haircut}, {@code socialise.pro_rata_floor_last},
 * {@code socialise.per_contract_both_sides}, {@code queue.haircut_by_contract}.
 */
public final class Socialisation {
    private static final Fraction MILLIONTH = Fraction.ofPpm(1);

    private Socialisation() {}

    /** Rate at which gains are cut so that they cover a shortfall, at most all of them; 0 where nobody gained. */
    public static Fraction haircutRate(Fraction shortfall, Fraction gains) {
        return gains.isPositive() ? shortfall.over(gains).min(Fraction.ONE) : Fraction.ZERO;
    }

    /**
     * Pays out what was collected pro rata to whole amounts, rounded down; the rest goes to the last.
     *
     * @param gains what each is owed, with a positive sum
     */
    public static List<Fraction> payFloored(Fraction collected, List<Fraction> gains) {
        Fraction owed = Fraction.ZERO;
        for (Fraction gain : gains) {
            owed = owed.plus(gain);
        }
        List<Fraction> paid = new ArrayList<>(gains.size());
        Fraction rest = collected;
        for (int i = 0; i < gains.size() - 1; i++) {
            Fraction share =
                    Fraction.of(gains.get(i).times(collected).over(owed).floor());
            paid.add(share);
            rest = rest.minus(share);
        }
        paid.add(rest);
        return paid;
    }

    /** A loss spread over every contract of both sides, rounded up to a millionth; open interest is positive. */
    public static Fraction perContract(Fraction loss, Fraction openInterest) {
        return loss.signum() == 0 ? Fraction.ZERO : loss.over(openInterest).ceilTo(MILLIONTH);
    }

    /** A deficit spread over the contracts that are to be closed. */
    public static Fraction perClosedContract(Fraction deficit, Fraction quantity) {
        return deficit.over(quantity);
    }
}
