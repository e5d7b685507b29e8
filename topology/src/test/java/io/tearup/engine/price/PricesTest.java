package io.tearup.engine.price;

import static io.tearup.engine.model.Numbers.all;
import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.engine.model.Contract;
import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import io.tearup.engine.price.AsymmetricSettlement.Leg;
import io.tearup.engine.price.AsymmetricSettlement.Mode;
import io.tearup.engine.price.BilateralClose.Closed;
import io.tearup.engine.price.BilateralClose.Holder;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Prices at which ADL closes, worked by hand. */
class PricesTest {
    @Nested
    class CapOfADrawdown {
        @Test
        void shouldLeadTheResultBackToTheFloor() {
            // Nmax 500, 30 % of 10,000: the floor is -2,500. Long 100 taken over at 40, 300 realised.
            Fraction floor = CapPrice.floor(f("500"), f("10000"), f("0.3"));
            Fraction price = CapPrice.exact(floor, f("300"), Fraction.ZERO, f("40"), f("100"));

            assertThat(floor).isEqualTo(f("-2500"));
            assertThat(price).isEqualTo(f("12"));
            assertThat(CapPrice.result(f("300"), Fraction.ZERO, f("100"), price, f("40")))
                    .isEqualTo(floor);
        }

        @Test
        void shouldMirrorForAShortBook() {
            assertThat(CapPrice.exact(f("-2500"), f("300"), Fraction.ZERO, f("40"), f("-100")))
                    .isEqualTo(f("68"));
        }

        @Test
        void shouldNeverLetThePoolProfitFromTheBook() {
            // The floor lies above what is realised: without the bound the price would be beyond the takeover.
            assertThat(CapPrice.exact(f("700"), f("300"), Fraction.ZERO, f("40"), f("100")))
                    .isEqualTo(f("40"));
            assertThat(CapPrice.exact(f("700"), f("300"), Fraction.ZERO, f("40"), f("-100")))
                    .isEqualTo(f("40"));
        }

        @Test
        void shouldCountMarginCarriedBesideTheBook() {
            assertThat(CapPrice.exact(f("-2500"), f("300"), f("200"), f("40"), f("100")))
                    .isEqualTo(f("10"));
            assertThat(CapPrice.exact(f("900"), f("300"), f("200"), f("40"), f("100")))
                    .isEqualTo(f("38"));
            assertThat(CapPrice.result(f("300"), f("200"), f("100"), f("10"), f("40")))
                    .isEqualTo(f("-2500"));
        }

        @Test
        void shouldRoundInTheCounterpartysFavour() {
            assertThat(CapPrice.onGrid(f("12.37"), f("0.5"), true)).isEqualTo(f("12"));
            assertThat(CapPrice.onGrid(f("12.37"), f("0.5"), false)).isEqualTo(f("12.5"));
        }

        @Test
        void shouldCloseOnlyWhereThePoolIsBetterOffThanAtMark() {
            assertThat(CapPrice.isBetterThanMark(f("5"), f("101"), f("100"))).isTrue();
            assertThat(CapPrice.isBetterThanMark(f("5"), f("100"), f("100"))).isFalse();
            assertThat(CapPrice.isBetterThanMark(f("-5"), f("99"), f("100"))).isTrue();
            assertThat(CapPrice.isBetterThanMark(f("-5"), f("100"), f("100"))).isFalse();
        }
    }

    @Nested
    class Bankruptcy {
        @Test
        void shouldLeaveALinearPositionWithNothing() {
            IsolatedBankruptcy buyer =
                    IsolatedBankruptcy.ofMargin(Side.LONG, Contract.LINEAR, f("200"), f("150"), f("5"));
            IsolatedBankruptcy seller =
                    IsolatedBankruptcy.ofMargin(Side.SHORT, Contract.LINEAR, f("200"), f("150"), f("5"));

            assertThat(buyer.price()).isEqualTo(f("170"));
            assertThat(seller.price()).isEqualTo(f("230"));
            assertThat(buyer.liquidationPrice(f("0.15"))).isEqualTo(f("200"));
            assertThat(seller.liquidationPrice(f("0.15"))).isEqualTo(f("200"));
        }

        @Test
        void shouldTakeTheInverseOfThePriceForAnInverseContract() {
            // 1/200 + 0.00125 = 1/160 for a long, 1/200 - 0.00125 = 3/800 for a short.
            IsolatedBankruptcy buyer =
                    IsolatedBankruptcy.ofMargin(Side.LONG, Contract.INVERSE, f("200"), f("0.5"), f("400"));
            IsolatedBankruptcy seller =
                    IsolatedBankruptcy.ofMargin(Side.SHORT, Contract.INVERSE, f("200"), f("0.5"), f("400"));

            assertThat(buyer.price()).isEqualTo(f("160"));
            assertThat(seller.price()).isEqualTo(f("800/3"));
            assertThat(buyer.liquidationPrice(f("0.1"))).isEqualTo(f("176"));
            assertThat(seller.liquidationPrice(f("0.1"))).isEqualTo(f("240"));
        }

        @Test
        void shouldTakeTheInitialMarginOfALeverage() {
            assertThat(IsolatedBankruptcy.ofLeverage(Side.LONG, Contract.LINEAR, f("200"), f("4"))
                            .price())
                    .isEqualTo(f("150"));
            assertThat(IsolatedBankruptcy.ofLeverage(Side.LONG, Contract.INVERSE, f("200"), f("4"))
                            .price())
                    .isEqualTo(f("160"));
            assertThat(IsolatedBankruptcy.ofLeverage(Side.SHORT, Contract.INVERSE, f("200"), f("4"))
                            .price())
                    .isEqualTo(f("800/3"));
        }

        @Test
        void shouldRoundTowardsTheSolventSide() {
            IsolatedBankruptcy buyer =
                    IsolatedBankruptcy.ofMargin(Side.LONG, Contract.LINEAR, f("200"), f("1"), f("3"));
            IsolatedBankruptcy seller =
                    IsolatedBankruptcy.ofMargin(Side.SHORT, Contract.LINEAR, f("200"), f("1"), f("3"));

            assertThat(buyer.onGrid(f("0.5"))).isEqualTo(f("200"));
            assertThat(seller.onGrid(f("0.5"))).isEqualTo(f("200"));
            assertThat(buyer.onGrid(f("0.1"))).isEqualTo(f("199.7"));
            assertThat(seller.onGrid(f("0.1"))).isEqualTo(f("200.3"));
        }

        @Test
        void shouldSettleAtMarkOnlyBeyondTheAllowedDistance() {
            IsolatedBankruptcy at90 =
                    IsolatedBankruptcy.ofMargin(Side.LONG, Contract.LINEAR, f("100"), f("10"), f("1"));

            assertThat(at90.settlementPrice(f("100"), f("0.1"))).isEqualTo(f("90"));
            assertThat(at90.settlementPrice(f("100"), f("0.0999"))).isEqualTo(f("100"));
            assertThat(at90.settlementPrice(f("80"), f("0.125"))).isEqualTo(f("90"));
            assertThat(at90.settlementPrice(f("80"), f("0.124"))).isEqualTo(f("80"));
        }

        @Test
        void shouldShareACrossAccountsEquityByMaintenance() {
            // 4 lots at 50 released, maintenance 6 of 10, equity 25: 200 - floor(15).
            assertThat(CrossBankruptcy.quoteDelta(f("50"), f("-4"), f("25"), f("6"), f("10")))
                    .isEqualTo(f("185"));
            // Negative equity is rounded away from zero: floor(-7.8).
            assertThat(CrossBankruptcy.quoteDelta(f("50"), f("-4"), f("-13"), f("6"), f("10")))
                    .isEqualTo(f("208"));
            assertThat(CrossBankruptcy.quoteDelta(f("50"), f("4"), f("25"), f("6"), f("10")))
                    .isEqualTo(f("-215"));
            assertThat(CrossBankruptcy.maintenance(f("-7"), f("3"), f("0.1"))).isEqualTo(f("3"));
        }
    }

    @Nested
    class AsymmetricLegs {
        /** A long that lost 60, a short that lost 20, a long that won 30. */
        private final List<Leg> legs = List.of(
                new Leg(f("6"), f("100"), f("90")),
                new Leg(f("-4"), f("50"), f("55")),
                new Leg(f("3"), f("20"), f("30")));

        @Test
        void shouldTakeTheShortfallFromLosingLegsOnly() {
            List<Fraction> haircuts = AsymmetricSettlement.haircuts(f("-40"), legs, Mode.EXACT_ZERO);

            assertThat(haircuts).isEqualTo(all("30", "10", "0"));
            assertThat(legs.get(0).priceFor(haircuts.get(0))).isEqualTo(f("95"));
            assertThat(legs.get(1).priceFor(haircuts.get(1))).isEqualTo(f("52.5"));
            assertThat(legs.get(2).priceFor(haircuts.get(2))).isEqualTo(f("30"));
        }

        @Test
        void shouldNeverGoBeyondThePreviousMark() {
            assertThat(AsymmetricSettlement.haircuts(f("-1000"), legs, Mode.EXACT_ZERO))
                    .isEqualTo(all("60", "20", "0"));
        }

        @Test
        void shouldTakeNothingFromASolventAccount() {
            assertThat(AsymmetricSettlement.haircuts(f("1"), legs, Mode.EXACT_ZERO))
                    .isEqualTo(all("0", "0", "0"));
        }

        @Test
        void shouldOfferTheOtherReadings() {
            assertThat(AsymmetricSettlement.haircuts(f("-40"), legs, Mode.ALL_AT_MARK))
                    .isEqualTo(all("0", "0", "0"));
            assertThat(AsymmetricSettlement.haircuts(f("-40"), legs, Mode.ALL_AT_PREV))
                    .isEqualTo(all("60", "20", "-30"));
            assertThat(AsymmetricSettlement.haircuts(f("-40"), legs, Mode.LOSERS_AT_PREV))
                    .isEqualTo(all("60", "20", "0"));
        }

        @Test
        void shouldTakeNothingWhereNoLegLost() {
            List<Leg> winner = List.of(legs.get(2));
            assertThat(AsymmetricSettlement.haircuts(f("-5"), winner, Mode.EXACT_ZERO))
                    .isEqualTo(all("0"));
            assertThat(AsymmetricSettlement.share(f("5"), f("1"), f("4"))).isEqualTo(f("1.25"));
        }
    }

    @Nested
    class BilateralCloses {
        @Test
        void shouldSettleASolventAccountAtTheOracle() {
            Closed closed = BilateralClose.finalSettlement(
                    new Holder(f("-500"), f("10")), new Holder(f("900"), f("-12")), f("50"));

            assertThat(closed.price()).isEqualTo(f("50"));
            assertThat(closed.quantity()).isEqualTo(f("10"));
            assertThat(closed.first()).isEqualTo(new Holder(Fraction.ZERO, Fraction.ZERO));
            assertThat(closed.second()).isEqualTo(new Holder(f("400"), f("-2")));
        }

        @Test
        void shouldSettleAnInsolventAccountAtItsBankruptcyPrice() {
            Closed closed = BilateralClose.finalSettlement(
                    new Holder(f("600"), f("-10")), new Holder(f("100"), f("4")), f("61"));

            assertThat(closed.price()).isEqualTo(f("60"));
            assertThat(closed.quantity()).isEqualTo(f("4"));
            assertThat(closed.first()).isEqualTo(new Holder(f("360"), f("-6")));
            assertThat(closed.second()).isEqualTo(new Holder(f("340"), Fraction.ZERO));
        }

        @Test
        void shouldFindThePriceOfZeroEquity() {
            assertThat(BilateralClose.zeroEquityPrice(f("30"), f("6"), f("100")))
                    .isEqualTo(f("95"));
            assertThat(BilateralClose.zeroEquityPrice(f("30"), f("-6"), f("100")))
                    .isEqualTo(f("105"));
        }

        @Test
        void shouldCallAMakerUnderWaterOnlyBelowZero() {
            assertThat(BilateralClose.isUnderwater(new Holder(f("-50"), f("5")), f("10")))
                    .isFalse();
            assertThat(BilateralClose.isUnderwater(new Holder(f("-51"), f("5")), f("10")))
                    .isTrue();
        }

        @Test
        void shouldMoveTheSamePartOfPositionAndMargin() {
            Closed closed = BilateralClose.transfer(
                    new Holder(f("-80"), f("8")), new Holder(f("300"), f("-6")), f("2"), f("9"));

            assertThat(closed.quantity()).isEqualTo(f("2"));
            assertThat(closed.price()).isEqualTo(f("9"));
            assertThat(closed.first()).isEqualTo(new Holder(f("-60"), f("6")));
            assertThat(closed.second()).isEqualTo(new Holder(f("280"), f("-4")));
            assertThat(BilateralClose.transfer(
                                    new Holder(f("-80"), f("8")), new Holder(f("300"), f("-6")), f("9"), f("9"))
                            .quantity())
                    .isEqualTo(f("6"));
        }
    }

    @Test
    void shouldMeasureABandFromTheMarkBothWaysAndInclusive() {
        assertThat(Quote.isOutside(110, 100, 100_000)).isFalse();
        assertThat(Quote.isOutside(111, 100, 100_000)).isTrue();
        assertThat(Quote.isOutside(90, 100, 100_000)).isFalse();
        assertThat(Quote.isOutside(89, 100, 100_000)).isTrue();
    }
}
