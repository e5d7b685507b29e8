package io.tearup.engine.event;

import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a risk group. Quantities in lots, prices in ticks, money in minor units, times in microseconds since
 * the epoch.
 */
public sealed interface RiskEvent {
    /** Time label of the record; stream time is the highest one seen. */
    long time();

    /** An event that moves money and therefore carries an identity: it is applied once, in its source's order. */
    sealed interface Sequenced extends RiskEvent {
        Origin origin();

        /** Name space of its ids and of its source's sequence. Remembered in the store: a kind is never renamed. */
        String kind();
    }

    /**
     * Identity of a sequenced event.
     *
     * @param source producer of the sequence
     * @param sequence strictly increasing per source, or null: then the id alone tells duplicates
     * @param id unique per kind of event
     */
    record Origin(String source, @Nullable Long sequence, String id) {}

    /** How a fill came about. */
    enum FillOrigin {
        TRADE,
        LIQUIDATION,
        TRANSFER
    }

    /**
     * One side of a trade.
     *
     * @param account account id, or {@code pool:<id>} for an execution of a pool's own inventory
     * @param lots signed, bought positive, not zero
     * @param price ticks, positive
     * @param fee paid by the account, negative for a rebate
     */
    record Fill(
            long time,
            Origin origin,
            String tradeId,
            String account,
            String market,
            long lots,
            long price,
            long fee,
            FillOrigin cause,
            @Nullable String assignmentId)
            implements Sequenced {
        /** See {@link Sequenced#kind}. */
        public static final String KIND = "fill";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /** What the venue did with an assignment that waits for it. */
    sealed interface AdlAnswer extends Sequenced {
        String account();

        String market();

        String assignmentId();

        @Override
        default String kind() {
            return Fill.KIND;
        }
    }

    /**
     * The venue carried an assignment out, wholly or in part.
     *
     * @param account the counterparty, or {@code pool:<id>} for the other side
     * @param lots signed, bought positive, not zero
     * @param price ticks, positive
     * @param fee paid by the account, negative for a rebate
     */
    record AdlFill(
            long time,
            Origin origin,
            String account,
            String market,
            long lots,
            long price,
            long fee,
            String assignmentId)
            implements AdlAnswer {}

    /** The venue does not carry {@code lots}, positive, of an assignment out. */
    record AdlReject(long time, Origin origin, String account, String market, long lots, String assignmentId)
            implements AdlAnswer {}

    /** A mark price, ticks, positive; {@code sequence} strictly increases per market. */
    record Mark(long time, String market, long price, long sequence) implements RiskEvent {}

    /**
     * A pool takes a position over.
     *
     * @param side side of the account's position
     * @param lots magnitude, positive
     * @param price takeover price in ticks, normally the bankruptcy price
     * @param seizedMargin margin that goes with the position when {@code price} is the account's entry, else 0
     */
    record Takeover(
            long time,
            Origin origin,
            String account,
            String market,
            @Nullable String pool,
            Side side,
            long lots,
            long price,
            long seizedMargin)
            implements Sequenced {
        @Override
        public String kind() {
            return "liquidation";
        }
    }

    /**
     * An account, or one isolated position of it, that no pool takes over and ADL must close directly.
     *
     * @param market market of the isolated position, null = all cross positions
     */
    record Bankrupt(
            long time,
            Origin origin,
            String account,
            @Nullable String market) implements Sequenced {
        @Override
        public String kind() {
            return "liquidation";
        }
    }

    /**
     * A change of collateral that also says whom the account belongs to; accounts of one owner are never each other's
     * counterparties in account-level ADL.
     */
    record WithOwner(Sequenced change, String account, String owner) implements Sequenced {
        @Override
        public long time() {
            return change.time();
        }

        @Override
        public Origin origin() {
            return change.origin();
        }

        @Override
        public String kind() {
            return change.kind();
        }
    }

    /** Money in (positive) or out of an account: deposit, withdrawal or funding; {@code market} only for funding. */
    record Cash(
            long time,
            Origin origin,
            String account,
            long amount,
            @Nullable String market) implements Sequenced {
        @Override
        public String kind() {
            return "collateral";
        }
    }

    /** Margin moved from the wallet to an isolated position (positive) or back. */
    record IsolatedMargin(long time, Origin origin, String account, String market, long amount) implements Sequenced {
        @Override
        public String kind() {
            return "collateral";
        }
    }

    /** A change of a position's margin mode. */
    record ModeChange(long time, Origin origin, String account, String market, MarginMode mode) implements Sequenced {
        @Override
        public String kind() {
            return "collateral";
        }
    }

    /** Money into (positive) or out of a pool, tagged to a market or not. */
    record Contribution(
            long time,
            Origin origin,
            String pool,
            long amount,
            @Nullable String market) implements Sequenced {
        @Override
        public String kind() {
            return "insurance";
        }
    }

    /** Configuration or an order of an operator. */
    sealed interface Control extends RiskEvent {
        /** Who gave it. */
        String who();
    }

    /** @param start mode in which a group begins that was not defined before */
    record DefineGroup(long time, String who, GroupSpec spec, GroupMode start) implements Control {}

    record DefinePool(long time, String who, PoolSpec spec) implements Control {}

    record DefineMarket(long time, String who, MarketSpec spec) implements Control {}

    record SetRulebook(long time, String who, RulebookSpec spec) implements Control {}

    /**
     * An operator's order to close a pool's inventory in a market now, once.
     *
     * @param ticks price, positive; null = mark
     */
    record CloseInventory(
            long time,
            String who,
            String commandId,
            String market,
            @Nullable Long ticks) implements Control {}

    /**
     * Final settlement of a market: every position is closed, solvent accounts at the oracle price, insolvent ones at
     * their bankruptcy price.
     *
     * @param ticks oracle price, positive
     */
    record SettleMarket(long time, String who, String commandId, String market, long ticks) implements Control {}

    record SetMode(long time, String who, GroupMode mode, String reason) implements Control {}

    /** Lets a frozen group go on in the mode from which it was frozen. */
    record Thaw(long time, String who, String reason) implements Control {}

    /** The mode of one market; that of its group holds where it lets less happen. */
    record SetMarketMode(long time, String who, String market, GroupMode mode, String reason) implements Control {}
}
