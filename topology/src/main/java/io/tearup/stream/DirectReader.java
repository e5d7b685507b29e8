package io.tearup.stream;

import io.tearup.catalogue.Topics;
import io.tearup.catalogue.WriterSchemas;
import io.tearup.engine.event.RiskEvent;
import io.tearup.engine.event.RiskEvent.FillOrigin;
import io.tearup.engine.event.RiskEvent.Origin;
import io.tearup.engine.model.Lookahead;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.Liquidity;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.store.KnownNames;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads fills and marks, nearly all of the input, straight from their bytes: no record object, no decimal object, no text
 * that is known already.
 *
 * <p>It reads only records written with the very layout this program was built with, and gives up on whatever is not
 * plainly in order; the long way, through {@link InputReader} and {@link InputTranslator}, then reads the record or says
 * what is wrong with it. Both ways give equal events.
 */
final class DirectReader {
    private static final @Nullable FillOrigin[] ORIGINS = {
        null, FillOrigin.TRADE, FillOrigin.LIQUIDATION, null, FillOrigin.TRANSFER
    };
    private static final int LIQUIDITIES = Liquidity.values().length;
    private static final int BUY = OrderSide.BUY.ordinal();
    private static final int SELL = OrderSide.SELL.ordinal();

    /** Which writer's schemas of a topic have the layout that is read here. */
    private static final class Layout {
        private final String topic;
        private final Schema compiled;
        private final Map<Integer, Boolean> known = new HashMap<>();
        private int lastId = -1;
        private boolean lastKnown;

        private Layout(String topic, Schema compiled) {
            this.topic = topic;
            this.compiled = compiled;
        }

        private boolean isKnown(int id, BiFunction<String, Integer, Schema> writerSchemas) {
            if (id != lastId) {
                lastKnown = known.computeIfAbsent(
                        id, unknown -> SameLayout.of(writerSchemas.apply(topic, unknown), compiled));
                lastId = id;
            }
            return lastKnown;
        }
    }

    private record Grids(MarketSpec spec, DecimalGrid lots, DecimalGrid ticks, DecimalGrid money) {
        private static Grids of(MarketSpec spec, int moneyScale) {
            return new Grids(
                    spec,
                    DecimalGrid.of(spec.lotSize()),
                    DecimalGrid.of(spec.tickSize()),
                    DecimalGrid.of(BigDecimal.ONE.movePointLeft(moneyScale)));
        }
    }

    private final BiFunction<String, Integer, Schema> writerSchemas;
    private final Layout fills = new Layout(Topics.FILLS.name(), Fill.getClassSchema());
    private final Layout marks = new Layout(Topics.MARK_PRICES.name(), MarkPrice.getClassSchema());
    private Layout reading = fills;
    private @Nullable RiskGroup gridsOf;

    /** By market. */
    private @Nullable Grids[] grids = new Grids[0];

    private final KnownNames names = new KnownNames();
    private final WireCursor in = new WireCursor();

    /** @param writerSchemas schema of a topic's record by its id */
    DirectReader(BiFunction<String, Integer, Schema> writerSchemas) {
        this.writerSchemas = writerSchemas;
    }

    /** Begins with a record; its risk group, or null if the record has to go the long way. */
    @Nullable
    String open(String topic, byte @Nullable [] value) {
        if (value == null || value.length < WriterSchemas.HEADER_BYTES || value[0] != 0) {
            return null;
        }
        if (topic.equals(Topics.FILLS.name())) {
            reading = fills;
        } else if (topic.equals(Topics.MARK_PRICES.name())) {
            reading = marks;
        } else {
            return null;
        }
        try {
            if (!reading.isKnown(WriterSchemas.idOf(topic, value), writerSchemas)) {
                return null;
            }
        } catch (SerializationException e) {
            // A schema that nobody registered: the long way says so.
            return null;
        }
        in.open(value, WriterSchemas.HEADER_BYTES);
        try {
            in.slice();
            return in.isPlain(InputTranslator.MAX_ID) ? names.of(in.bytes(), in.start(), in.length()) : null;
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    /** The event of the record that was opened, or null if the record has to go the long way. */
    @Nullable
    RiskEvent event(RiskGroup group) {
        if (group.spec() == null) {
            return null;
        }
        try {
            return reading == fills ? fill(group) : mark(group);
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Tells what the opened record will change, as far as it is plain to see; the record is not read on afterwards. */
    void announce(Lookahead to) {
        if (reading != fills) {
            return;
        }
        try {
            in.slice();
            int from = in.start();
            int length = in.length();
            String market = name();
            Market known = market == null ? null : to.group().market(market);
            if (known == null) {
                return;
            }
            to.expect(known, in.bytes(), from, length);
            in.slice();
            if (in.number() != 0) {
                in.number();
            }
            in.slice();
            if (in.isPlain(InputTranslator.MAX_ID)) {
                to.expectId(in.bytes(), in.start(), in.length());
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // What is wrong with it is said when it is read.
            return;
        }
    }

    private @Nullable RiskEvent fill(RiskGroup group) {
        String account = text();
        String market = name();
        String source = optionalName();
        long branch = in.number();
        Long sequence = branch == 0 ? null : Long.valueOf(in.number());
        String fillId = text();
        String tradeId = text();
        long side = in.number();
        Market known = market == null ? null : group.market(market);
        if (known == null || account == null || source == null || fillId == null || tradeId == null) {
            return null;
        }
        Grids grid = grids(known, group);
        long lots = steps(grid.lots());
        long price = steps(grid.ticks());
        long fee = steps(grid.money());
        long liquidity = in.number();
        FillOrigin origin = origin(in.number());
        long assignment = in.number();
        long time = in.number();
        if (lots <= 0
                || price <= 0
                || fee == DecimalGrid.NONE
                || (side != BUY && side != SELL)
                || liquidity < 0
                || liquidity >= LIQUIDITIES
                || origin == null
                || assignment != 0
                || (branch & ~1) != 0
                || !WireTime.isWithin(time)
                || !in.atEnd()) {
            return null;
        }
        return new RiskEvent.Fill(
                time,
                new Origin(source, sequence, fillId),
                tradeId,
                account,
                known.id(),
                side == BUY ? lots : -lots,
                price,
                fee,
                origin,
                null);
    }

    private @Nullable RiskEvent mark(RiskGroup group) {
        String market = name();
        Market known = market == null ? null : group.market(market);
        if (known == null) {
            return null;
        }
        long price = steps(grids(known, group).ticks());
        long sequence = in.number();
        long time = in.number();
        return price <= 0 || !WireTime.isWithin(time) || !in.atEnd()
                ? null
                : new RiskEvent.Mark(time, known.id(), price, sequence);
    }

    private static @Nullable FillOrigin origin(long symbol) {
        return symbol < 0 || symbol >= ORIGINS.length ? null : ORIGINS[(int) symbol];
    }

    @SuppressWarnings("ReferenceEquality")
    private Grids grids(Market market, RiskGroup group) {
        if (group != gridsOf || market.index() >= grids.length) {
            // Markets are told apart by their numbers in one group only.
            grids = group == gridsOf ? Arrays.copyOf(grids, market.index() * 2 + 1) : new Grids[market.index() + 1];
            gridsOf = group;
        }
        Grids known = grids[market.index()];
        // A market that is defined anew has another spec.
        if (known == null || known.spec() != market.spec()) {
            known = Grids.of(market.spec(), group.requireSpec().moneyScale());
            grids[market.index()] = known;
        }
        return known;
    }

    private long steps(DecimalGrid grid) {
        in.slice();
        return grid.steps(in.bytes(), in.start(), in.length());
    }

    private @Nullable String text() {
        in.slice();
        return in.isPlain(InputTranslator.MAX_ID) ? in.text() : null;
    }

    private @Nullable String name() {
        in.slice();
        return in.isPlain(InputTranslator.MAX_ID) ? names.of(in.bytes(), in.start(), in.length()) : null;
    }

    private @Nullable String optionalName() {
        in.slice();
        return in.length() == 0
                ? ""
                : in.isPlain(InputTranslator.MAX_ID) ? names.of(in.bytes(), in.start(), in.length()) : null;
    }
}
