package io.tearup.engine.waterfall;

import static io.tearup.engine.model.Numbers.all;
import static io.tearup.engine.model.Numbers.f;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tearup.engine.model.Fraction;
import io.tearup.engine.model.Side;
import io.tearup.engine.waterfall.FundFlow.Level;
import io.tearup.engine.waterfall.FundFlow.Liquidation;
import io.tearup.engine.waterfall.FundFlow.Payout;
import io.tearup.engine.waterfall.FundFlow.Status;
import io.tearup.engine.waterfall.FundInventory.Book;
import io.tearup.engine.waterfall.FundInventory.Netted;
import io.tearup.engine.waterfall.LossAllocation.FundMode;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the fund earns, pays and holds, and who bears what it cannot. */
class WaterfallTest {
    @Nested
    class TheFundPays {
        @Test
        void shouldPayDownToZeroAndTakeAlways() {
            assertThat(FundFlow.canPay(f("10"), f("-10"))).isTrue();
            assertThat(FundFlow.canPay(f("10"), f("-11"))).isFalse();
            assertThat(FundFlow.canPay(f("-5"), f("1"))).isTrue();
            assertThat(FundFlow.canPay(f("-5"), f("0"))).isTrue();
        }

        @Test
        void shouldEarnUpToARateAndPayInFull() {
            assertThat(FundFlow.ofFill(Side.LONG, f("3"), f("105"), f("100"), null))
                    .isEqualTo(f("15"));
            assertThat(FundFlow.ofFill(Side.LONG, f("3"), f("105"), f("100"), f("0.02")))
                    .isEqualTo(f("6.3"));
            assertThat(FundFlow.ofFill(Side.LONG, f("3"), f("95"), f("100"), f("0.02")))
                    .isEqualTo(f("-15"));
            assertThat(FundFlow.ofFill(Side.SHORT, f("3"), f("95"), f("100"), f("0.5")))
                    .isEqualTo(f("15"));
            assertThat(FundFlow.ofFill(Side.SHORT, f("3"), f("105"), f("100"), null))
                    .isEqualTo(f("-15"));
        }

        @Test
        void shouldCoverOnlyWhatAnAccountLacks() {
            assertThat(FundFlow.cover(f("40"), f("-55"))).isEqualTo(f("15"));
            assertThat(FundFlow.cover(f("40"), f("-40"))).isEqualTo(Fraction.ZERO);
        }

        @Test
        void shouldLiquidateThroughTheBookWhileTheFundCarriesEachLevel() {
            // Long 10 bought with 1,000 borrowed: bankruptcy at 100.
            List<Level> book = List.of(level("103", "2"), level("98", "5"), level("90", "9"));

            Liquidation done = FundFlow.liquidate(f("-1000"), f("10"), f("34"), book, null, null);

            assertThat(done)
                    .isEqualTo(new Liquidation(
                            Status.SUCCESS, f("10"), f("0"), f("6"), f("40"), f("0"), f("0"), f("100")));
        }

        @Test
        void shouldAskForAdlWhereTheFundOrTheBookEnds() {
            List<Level> book = List.of(level("103", "2"), level("98", "5"), level("90", "9"));

            Liquidation noFund = FundFlow.liquidate(f("-1000"), f("10"), f("33"), book, null, null);
            Liquidation noBook = FundFlow.liquidate(f("-1000"), f("10"), f("33"), book.subList(0, 1), null, null);

            assertThat(noFund)
                    .isEqualTo(new Liquidation(
                            Status.REQUIRES_ADL, f("7"), f("3"), f("6"), f("10"), f("29"), f("-300"), f("100")));
            assertThat(noBook.status()).isEqualTo(Status.REQUIRES_ADL);
            assertThat(noBook.remaining()).isEqualTo(f("8"));
        }

        @Test
        void shouldStopAtTheLimitOfOneLiquidation() {
            List<Level> book = List.of(level("98", "5"), level("90", "9"));

            assertThat(FundFlow.liquidate(f("-1000"), f("10"), f("500"), book, null, f("60"))
                            .status())
                    .isEqualTo(Status.SUCCESS);
            Liquidation limited = FundFlow.liquidate(f("-1000"), f("10"), f("500"), book, null, f("59"));
            assertThat(limited.status()).isEqualTo(Status.LOSS_LIMIT);
            assertThat(limited.paid()).isEqualTo(f("10"));
        }

        @Test
        void shouldBuyBackAShortAndCapTheFee() {
            // Short 10, sold for 1,000: bankruptcy at 100; bought back at 96, fee at most 1 % of 960.
            Liquidation done = FundFlow.liquidate(
                    f("1000"), f("-10"), f("0"), List.of(level("96", "10"), level("1", "1")), f("0.01"), null);

            assertThat(done)
                    .isEqualTo(new Liquidation(
                            Status.SUCCESS, f("10"), f("0"), f("9.6"), f("0"), f("9.6"), f("30.4"), f("100")));
        }

        @Test
        void shouldPayEveryoneOutOnceTheFundHasMadeGood() {
            assertThat(FundFlow.payOut(f("100"), f("30"), all("90", "-30", "40")))
                    .isEqualTo(new Payout(true, f("-30"), f("0"), f("0"), all("90", "0", "40")));
            assertThat(FundFlow.payOut(f("101"), f("29"), all("90", "-30", "40"))
                            .success())
                    .isFalse();
            assertThat(FundFlow.payOut(f("99"), f("31"), all("90", "-30", "40")).success())
                    .isFalse();
            assertThat(FundFlow.bankruptcies(all("90", "-30", "40", "-2"))).isEqualTo(f("32"));
        }

        private Level level(String price, String quantity) {
            return new Level(f(price), f(quantity));
        }
    }

    @Nested
    class WhoBearsALoss {
        @Test
        void shouldAskFundThenFeesThenAdl() {
            assertThat(LossAllocation.of(f("100"), f("70"), f("20"), null, f("15"), FundMode.PARTIAL))
                    .isEqualTo(new LossAllocation(f("50"), f("15"), f("35")));
            assertThat(LossAllocation.of(f("100"), f("70"), f("20"), f("30"), f("90"), FundMode.PARTIAL))
                    .isEqualTo(new LossAllocation(f("30"), f("70"), f("0")));
            assertThat(LossAllocation.of(f("100"), f("10"), f("20"), null, f("0"), FundMode.PARTIAL))
                    .isEqualTo(new LossAllocation(f("0"), f("0"), f("100")));
        }

        @Test
        void shouldPayAllOrNothingWhereThatIsTheRule() {
            assertThat(LossAllocation.of(f("50"), f("70"), f("20"), null, f("9"), FundMode.ALL_OR_NOTHING))
                    .isEqualTo(new LossAllocation(f("50"), f("0"), f("0")));
            assertThat(LossAllocation.of(f("51"), f("70"), f("20"), null, f("9"), FundMode.ALL_OR_NOTHING))
                    .isEqualTo(new LossAllocation(f("0"), f("9"), f("42")));
        }

        @Test
        void shouldLetPoolsHelpEachOther() {
            assertThat(PoolRedistribution.isTriggered(f("0"))).isTrue();
            assertThat(PoolRedistribution.isTriggered(f("1"))).isFalse();
            assertThat(PoolRedistribution.redistribute(all("30", "-60", "-20", "0", "10")))
                    .isEqualTo(all("0", "-30", "-10", "0", "0"));
        }

        @Test
        void shouldDivideADeficitByLosses() {
            assertThat(SharedLoss.allotment(f("90"), f("20"), f("60"))).isEqualTo(f("30"));
        }

        @Test
        void shouldChargeBasisPoints() {
            assertThat(AdlFees.of(f("20000"), f("2.5"))).isEqualTo(f("5"));
        }
    }

    @Nested
    class WhatNobodyCouldBear {
        @Test
        void shouldCutGainsByOneRate() {
            assertThat(Socialisation.haircutRate(f("30"), f("120"))).isEqualTo(f("0.25"));
            assertThat(Socialisation.haircutRate(f("130"), f("120"))).isEqualTo(f("1"));
            assertThat(Socialisation.haircutRate(f("30"), f("0"))).isEqualTo(f("0"));
            assertThat(Socialisation.haircutRate(f("30"), f("-1"))).isEqualTo(f("0"));
        }

        @Test
        void shouldGiveTheLastWhatRoundingLeft() {
            assertThat(Socialisation.payFloored(f("100"), all("1", "1", "1"))).isEqualTo(all("33", "33", "34"));
            assertThat(Socialisation.payFloored(f("7"), all("9"))).isEqualTo(all("7"));
        }

        @Test
        void shouldSpreadOverContractsRoundedUp() {
            assertThat(Socialisation.perContract(f("1"), f("3"))).isEqualTo(f("0.333334"));
            assertThat(Socialisation.perContract(f("6"), f("3"))).isEqualTo(f("2"));
            assertThat(Socialisation.perContract(f("0"), f("3"))).isEqualTo(f("0"));
            assertThat(Socialisation.perClosedContract(f("1"), f("3"))).isEqualTo(f("1/3"));
        }
    }

    @Nested
    class TheFundsBook {
        @Test
        void shouldAverageWhatItAddsAndRealiseWhatItCloses() {
            Book book = Book.FLAT
                    .trade(Side.LONG, f("10"), f("100"))
                    .trade(Side.LONG, f("30"), f("120"))
                    .trade(Side.SHORT, f("20"), f("125"));

            assertThat(book).isEqualTo(new Book(f("20"), f("115"), f("200")));
            assertThat(book.unrealised(f("110"))).isEqualTo(f("-100"));
        }

        @Test
        void shouldGoOnAtTheTradesPriceAcrossZero() {
            Book book = Book.FLAT.trade(Side.SHORT, f("10"), f("100")).trade(Side.LONG, f("14"), f("90"));

            assertThat(book).isEqualTo(new Book(f("4"), f("90"), f("100")));
            assertThat(book.unrealised(f("95"))).isEqualTo(f("20"));
        }

        @Test
        void shouldKeepTheAverageOfABookJustClosed() {
            assertThat(Book.FLAT.trade(Side.LONG, f("5"), f("10")).trade(Side.SHORT, f("5"), f("8")))
                    .isEqualTo(new Book(f("0"), f("10"), f("-10")));
            assertThat(Book.FLAT.trade(Side.LONG, f("0"), f("10"))).isEqualTo(Book.FLAT);
        }

        @Test
        void shouldTakeOverWhatItsSizeAllows() {
            assertThat(FundInventory.room(f("100"), f("3"), f("250"), f("80"))).isEqualTo(f("50"));
            assertThat(FundInventory.room(f("100"), f("3"), f("250"), f("20"))).isEqualTo(f("20"));
            assertThat(FundInventory.room(f("100"), f("3"), f("310"), f("20"))).isEqualTo(f("0"));
        }

        @Test
        void shouldNetOppositeBooks() {
            assertThat(Netted.of(all("8", "-3", "2", "-1"))).isEqualTo(new Netted(f("4"), f("6")));
            assertThat(Netted.of(all("3", "-8"))).isEqualTo(new Netted(f("3"), f("-5")));
        }

        @Test
        void shouldSellInSlices() {
            assertThat(FundInventory.disposals(f("80"), f("100"), f("0.5"), f("20"), f("0.3")))
                    .isEqualTo(all("30", "25", "12.5", "12.5"));
        }

        @Test
        void shouldRefuseAScheduleThatDoesNotEnd() {
            assertThatThrownBy(() -> FundInventory.disposals(f("80"), f("0"), f("0.5"), f("20"), f("0.3")))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("a disposal of 80 does not end: 80 is left after 0 trades");
        }
    }
}
