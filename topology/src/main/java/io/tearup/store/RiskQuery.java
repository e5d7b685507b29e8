package io.tearup.store;

import io.tearup.engine.WhatIf;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.MarginUnit;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.PoolSpec;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.model.Side;
import io.tearup.engine.ranking.Opposite;
import io.tearup.engine.ranking.Standing;
import io.tearup.engine.ranking.Supposition;
import io.tearup.engine.rulebook.Rulebook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the store through Kafka Streams' interactive queries, from any thread. Each is answered as of one moment
 * between two records; {@code QueryResult.getPosition} tells the last record of each input that the answer reflects. Under
 * exactly-once the state may be ahead of the last commit by what one commit interval brings.
 *
 * <p>Money is in minor units, prices in ticks, quantities in lots; the specifications beside them tell what these are worth.
 * An empty answer says that the partition asked does not have what was asked for.
 */
public sealed interface RiskQuery<R> extends Query<R> {
    /** The answer; the caller holds the state's lock. */
    R answer(RiskState state);

    /** An account with all that it holds. */
    record OfAccount(String group, String account) implements RiskQuery<Optional<AccountView>> {
        @Override
        public Optional<AccountView> answer(RiskState state) {
            RiskGroup known = state.find(group);
            int slot = known == null ? -1 : known.accounts().find(account);
            if (known == null || slot < 0) {
                return Optional.empty();
            }
            List<PositionView> positions = new ArrayList<>();
            for (Market market : known.markets()) {
                PositionTable table = market.positions();
                int row = table.find(slot);
                if (row != PositionTable.NONE) {
                    positions.add(new PositionView(
                            market.spec(),
                            market.markTicks(),
                            table.lots(row),
                            table.cost(row),
                            table.mode(row),
                            table.margin(row),
                            table.reserved(row),
                            table.light(row)));
                }
            }
            MarginUnit unit = new MarginUnit(known);
            unit.loadCross(slot);
            return Optional.of(new AccountView(
                    known.requireSpec(),
                    account,
                    known.accounts().owner(slot),
                    known.accounts().wallet(slot),
                    unit.equity(),
                    unit.grossNotional(),
                    positions));
        }
    }

    /** Where a position stands in line under the rulebook in force. */
    record OfStanding(String group, String market, String account) implements RiskQuery<Optional<Standing>> {
        @Override
        public Optional<Standing> answer(RiskState state) {
            return HeldPosition.find(state, group, market, account).flatMap(held -> {
                Side side = Side.of(held.table().lots(held.row()));
                Rulebook rulebook = Rulebook.of(held.rules());
                Opposite queue = new Opposite(
                        held.group(),
                        held.market(),
                        side,
                        rulebook.ranking(),
                        held.rules().ranking(),
                        held.market().inventoryWaveNumber(),
                        -1,
                        Set.of());
                return Optional.ofNullable(Standing.of(queue, held.row()));
            });
        }
    }

    /**
     * Where a position would stand, and what would be asked of it, if margin were added, a part of it closed at mark, or another
     * rulebook in force. It holds up the task for a look at every position of the side.
     *
     * @param margin minor units to be added, not negative
     * @param closed lots to be closed, not negative
     * @param other rulebook in place of the one in force, null = that one
     */
    record OfWhatIf(
            String group,
            String market,
            String account,
            long margin,
            long closed,
            @Nullable RulebookSpec other) implements RiskQuery<Optional<WhatIfView>> {
        @Override
        public Optional<WhatIfView> answer(RiskState state) {
            return HeldPosition.find(state, group, market, account).map(held -> {
                RulebookSpec rules = other == null ? held.rules() : other;
                long free = Math.absExact(held.table().lots(held.row()))
                        - held.table().reserved(held.row());
                WhatIf now = WhatIf.of(held.group(), held.market(), held.rules(), Supposition.nothing(held.row()));
                WhatIf then = closed >= free
                        ? null
                        : WhatIf.of(held.group(), held.market(), rules, new Supposition(held.row(), margin, closed));
                return new WhatIfView(held.rules().name(), free, now, then);
            });
        }
    }

    /**
     * Hash of a group's whole state, 32 hexadecimal digits, as checkpoints of the order log carry it. It holds up the task for
     * the time of a look at every row. A standby that has caught up has the hash of its active.
     */
    record OfStateHash(String group) implements RiskQuery<Optional<String>> {
        @Override
        public Optional<String> answer(RiskState state) {
            RiskGroup known = state.find(group);
            return known == null ? Optional.empty() : Optional.of(state.hash(known));
        }
    }

    /** A risk group: its mode, its pools and its markets. */
    record OfGroup(String group) implements RiskQuery<Optional<GroupView>> {
        @Override
        public Optional<GroupView> answer(RiskState state) {
            RiskGroup known = state.find(group);
            if (known == null || known.spec() == null) {
                return Optional.empty();
            }
            RulebookSpec rules = known.rulebook();
            List<MarketView> markets = known.markets().stream()
                    .map(market -> MarketView.of(known, market))
                    .toList();
            List<PoolView> pools = known.pools().stream()
                    .map(pool -> new PoolView(pool.spec(), pool.cash(), pool.equity(), pool.owed()))
                    .toList();
            return Optional.of(new GroupView(
                    group,
                    known.requireSpec(),
                    rules == null ? null : rules.name(),
                    known.mode(),
                    known.frozenBecause(),
                    known.clock(),
                    known.duplicates(),
                    known.gaps(),
                    known.markets().stream()
                            .mapToLong(market -> Math.abs(market.lotsOutOfBalance()))
                            .sum(),
                    pools,
                    markets));
        }
    }

    /**
     * @param equity wallet and unrealised results of cross positions, at mark
     * @param grossNotional value of cross positions, at mark
     */
    record AccountView(
            GroupSpec money,
            String account,
            String owner,
            long wallet,
            long equity,
            long grossNotional,
            List<PositionView> positions) {
        public AccountView {
            positions = List.copyOf(positions);
        }
    }

    /**
     * @param lots signed, long positive
     * @param cost signed
     * @param light last published, 0 = none
     */
    record PositionView(
            MarketSpec market,
            long markTicks,
            long lots,
            long cost,
            MarginMode mode,
            long margin,
            long reserved,
            int light) {}

    /**
     * @param rulebook the one in force
     * @param free lots of the position that are not reserved
     * @param then null if all of these would be closed
     */
    record WhatIfView(
            String rulebook,
            long free,
            WhatIf now,
            @Nullable WhatIf then) {}

    /**
     * @param clock stream time, microseconds
     * @param duplicates inputs that came again and changed nothing
     * @param gaps sequence numbers that never arrived
     * @param conservationError lots of longs and pools less those of shorts and of trades with one side outstanding, magnitudes
     *     added up over the markets: 0 unless the books are broken
     */
    record GroupView(
            String group,
            GroupSpec money,
            @Nullable String rulebook,
            GroupMode mode,
            String frozenBecause,
            long clock,
            long duplicates,
            long gaps,
            long conservationError,
            List<PoolView> pools,
            List<MarketView> markets) {
        public GroupView {
            pools = List.copyOf(pools);
            markets = List.copyOf(markets);
        }
    }

    /** @param owed receivables to be repaid from recovery */
    record PoolView(PoolSpec pool, long cash, long equity, long owed) {}

    /**
     * @param markedAt time label of the last mark since this copy of the state was made, microseconds; 0 while none came
     * @param inventoryLots signed lots the pool holds
     * @param reservedLots lots that are assigned and wait for the venue
     * @param mode the market's own; of it and its group's the stricter holds
     */
    record MarketView(
            MarketSpec market,
            long markTicks,
            long markSequence,
            long markedAt,
            long inventoryLots,
            long inventoryCost,
            long inventoryRealised,
            long longLots,
            long shortLots,
            int positions,
            long waveNumber,
            long reservedLots,
            GroupMode mode,
            AlertState state) {
        private static MarketView of(RiskGroup group, Market market) {
            return new MarketView(
                    market.spec(),
                    market.markTicks(),
                    market.markSequence(),
                    market.markedAt(),
                    market.inventoryLots(),
                    market.inventoryCost(),
                    market.inventoryRealised(),
                    market.longLots(),
                    market.shortLots(),
                    market.positions().size(),
                    market.waveNumber(),
                    group.reservations().openLots(market.spec().id()),
                    market.mode(),
                    market.alertState());
        }
    }
}
