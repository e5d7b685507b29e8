package io.tearup.store;

import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.RiskGroup;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of a known id, read and not put back yet. Nearly all of a changelog is that, and putting it back is waiting for
 * memory: so a window of them is read first, then looked at together ({@link Lookahead}), and then put back in order.
 *
 * <p>An object is used for row after row.
 */
final class IdRow {
    private static final byte[] NOTHING = new byte[0];

    private int place;
    private byte[] value = NOTHING;
    private long high;
    private long low;
    private @Nullable String source;
    private long sequence;
    private @Nullable String tradeId;
    private RiskGroup.@Nullable OpenTrade trade;
    private @Nullable Market market;
    private int accountFrom;
    private int accountLength;
    private boolean open;
    private long wallet;
    private String owner = "";
    private long lots;
    private long cost;
    private long margin;
    private long reserved;
    private boolean isolated;
    private int light;
    private long burdenEpisode;
    private long burdenBase;
    private long burdenUsed;

    /** Reads the next id of a row. Throws {@link CorruptRow}. */
    void read(int idPlace, byte[] row, RowReader in, RiskGroup.Restorer to) {
        place = idPlace;
        value = row;
        high = in.bits();
        low = in.bits();
        source = null;
        if (in.flag()) {
            source = in.name();
            sequence = in.number();
        }
        tradeId = null;
        trade = null;
        if (in.flag()) {
            tradeId = in.text();
            trade = in.flag() ? RowCodec.trade(in) : null;
        }
        market = null;
        if (in.flag()) {
            market = to.market(in.name());
            accountLength = in.slice();
            accountFrom = in.at() - accountLength;
            open = in.flag();
            if (open) {
                readPosition(in);
            }
        }
    }

    private void readPosition(RowReader in) {
        wallet = in.number();
        owner = in.name();
        lots = in.number();
        cost = in.number();
        margin = in.number();
        reserved = in.number();
        isolated = in.flag();
        light = in.small();
        burdenEpisode = in.number();
        burdenBase = in.number();
        burdenUsed = in.number();
    }

    /** Tells what putting it back will touch. */
    void announce(Lookahead lookahead) {
        Market carried = market;
        if (carried != null) {
            lookahead.expect(carried, value, accountFrom, accountLength);
        }
    }

    /** Puts it back. */
    void putBack(RiskGroup.Restorer to) {
        if (source != null) {
            to.sourceWithId(source, sequence);
        }
        if (tradeId != null) {
            to.tradeWithId(tradeId, trade);
        }
        to.seenId(place, high, low);
        Market carried = market;
        if (carried == null) {
            return;
        }
        int slot = to.findAccount(value, accountFrom, accountLength);
        if (slot < 0) {
            slot = to.account(new String(value, accountFrom, accountLength, StandardCharsets.UTF_8));
        }
        if (!open) {
            to.closedPosition(place, carried, slot);
            return;
        }
        to.accountState(slot, wallet, owner);
        to.carriedPosition(
                place,
                carried,
                slot,
                lots,
                cost,
                margin,
                reserved,
                isolated ? MarginMode.ISOLATED : MarginMode.CROSS,
                light,
                burdenEpisode,
                burdenBase,
                burdenUsed);
    }
}
