package io.tearup.app.audit;

import io.tearup.app.exact.RunRecord;
import io.tearup.catalogue.Topics;
import io.tearup.engine.model.AccountTable;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.Market;
import io.tearup.engine.model.PositionTable;
import io.tearup.engine.model.RiskGroup;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.CollateralKind;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.FillOrigin;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.InsuranceKind;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.LiquidationKind;
import io.tearup.schemas.v1.OrderSide;
import io.tearup.schemas.v1.PositionSide;
import io.tearup.schemas.v1.RejectReason;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.SettlementStatus;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An account of the run that knows no rule of the engine: what came in once, what was refused, what was settled. Plain decimals in units of
 * the wire.
 *
 * <p>Every input is one of three: applied, repeated (its id was applied before: it may have no effect; one whose bytes are the same may not be refused either), or refused (there is one dead letter with
 * its bytes). Positions are the sum of applied fills, takeovers and settlements; money from outside the sum of applied payments.
 */
final class IndependentBooks {
    private static final String POOL = "pool:";

    private final String group;
    private final Map<String, BigDecimal> positions = new TreeMap<>();
    private final Map<String, BigDecimal> openTrades = new HashMap<>();
    private final Map<String, BigDecimal> openLots = new TreeMap<>();
    private final Map<String, Long> lastSequence = new HashMap<>();
    private final Map<String, ByteBuffer> seen = new HashMap<>();
    private BigDecimal external = BigDecimal.ZERO;
    private final Map<String, Kept> waiting = new HashMap<>();
    private int applied;
    private int repeated;
    private final Map<RejectReason, Integer> refused = new EnumMap<>(RejectReason.class);

    /** An input that waits for what it may have overtaken. */
    private record Kept(RunRecord input, @Nullable SpecificRecord value) {}

    /** Source, sequence and id of a record that moves money. */
    private record Identity(
            String kind, String source, @Nullable Long sequence, String id) {
        String name() {
            return kind + " " + id;
        }

        String sequenceOf() {
            return kind + " of " + source;
        }
    }

    /** @param group whose account it is; records of other groups have to be refused */
    IndependentBooks(String group) {
        this.group = group;
    }

    int applied() {
        return applied;
    }

    int repeated() {
        return repeated;
    }

    boolean isWaiting(String place) {
        return waiting.containsKey(place);
    }

    /** How many wait. */
    int waiting() {
        return waiting.size();
    }

    /** How many were refused, by reason. */
    Map<RejectReason, Integer> refused() {
        return Collections.unmodifiableMap(refused);
    }

    /** Keeps an input that waits: it had no other effect than that somebody said so. */
    void waits(RunRecord input, @Nullable SpecificRecord value) {
        if (!(value instanceof Liquidation)) {
            throw new Wrong(input.place() + " waits and is no liquidation");
        }
        waiting.put(input.place(), new Kept(input, value));
    }

    /**
     * Takes an input that waited into account.
     *
     * @param letter what was said of it if it was refused after all
     */
    void waitedFor(String place, @Nullable DeadLetter letter) {
        Kept kept = waiting.remove(place);
        if (kept == null) {
            throw new Wrong(place + (letter == null ? " is taken" : " is refused") + " after all and did not wait");
        }
        input(kept.input(), kept.value(), letter, 0);
    }

    /**
     * Takes an input into account.
     *
     * @param value the record, null if it does not decode
     * @param letter what was said of it, null if nothing
     * @param effects records of other kinds than the order log that came of it
     */
    void input(RunRecord input, @Nullable SpecificRecord value, @Nullable DeadLetter letter, int effects) {
        if (letter != null) {
            refused(input, letter);
        }
        if (value != null && !group.equals(groupOf(value))) {
            if (letter == null) {
                throw new Wrong(input.place() + " is of another group and was applied");
            }
            return;
        }
        Identity identity = value == null ? null : identity(value);
        if (value == null || identity == null) {
            if (letter == null && value == null) {
                throw new Wrong(input.place() + " is no record, and no dead letter says so");
            }
            applied += letter == null ? 1 : 0;
            return;
        }
        Long last = lastSequence.get(identity.sequenceOf());
        Long sequence = identity.sequence();
        boolean old = sequence != null && last != null && sequence <= last;
        if (letter != null) {
            if (bytes(input).equals(seen.get(identity.name()))) {
                throw new Wrong(
                        input.place() + " repeats " + identity.name() + " and was refused: " + letter.getMessage());
            }
            if (letter.getReason() == RejectReason.OUT_OF_ORDER && !old) {
                throw new Wrong(input.place() + " was refused as out of order, but its source was at " + last);
            }
            return;
        }
        if (seen.putIfAbsent(identity.name(), bytes(input)) != null) {
            repeated++;
            if (effects > 0) {
                throw new Wrong(input.place() + " repeats " + identity.name() + " and had " + effects + " effects");
            }
            return;
        }
        if (old) {
            throw new Wrong(input.place() + " has sequence " + sequence + " after " + last + " and was applied");
        }
        if (sequence != null) {
            lastSequence.put(identity.sequenceOf(), sequence);
        }
        applied++;
        apply(value);
    }

    private void refused(RunRecord input, DeadLetter letter) {
        refused.merge(letter.getReason(), 1, Integer::sum);
        boolean itsOwn = letter.getSourceTopic().equals(input.topic())
                && letter.getSourcePartition() == input.partition()
                && letter.getSourceOffset() == input.offset();
        ByteBuffer quoted = letter.getValue();
        boolean tooLong = bytes(input).remaining() > Topics.LONGEST_INPUT;
        boolean none = input.value() == null || tooLong;
        if (!itsOwn || (none ? quoted != null : !bytes(input).equals(quoted))) {
            throw new Wrong("the dead letter of " + input.place() + " is about something else: " + letter);
        }
    }

    private static ByteBuffer bytes(RunRecord input) {
        byte[] value = input.value();
        return ByteBuffer.wrap(value == null ? new byte[0] : value);
    }

    private static String groupOf(SpecificRecord value) {
        return value.get(value.getSchema().getField("riskGroup").pos()).toString();
    }

    private static @Nullable Identity identity(SpecificRecord value) {
        if (value instanceof Fill fill) {
            return new Identity("fill", fill.getSource(), fill.getSequence(), fill.getFillId());
        } else if (value instanceof Liquidation liquidation) {
            return new Identity(
                    "liquidation", liquidation.getSource(), liquidation.getSequence(), liquidation.getLiquidationId());
        } else if (value instanceof Collateral collateral) {
            return new Identity(
                    "collateral", collateral.getSource(), collateral.getSequence(), collateral.getCollateralId());
        } else if (value instanceof Insurance insurance) {
            return new Identity(
                    "insurance", insurance.getSource(), insurance.getSequence(), insurance.getInsuranceId());
        }
        return null;
    }

    private void apply(SpecificRecord value) {
        if (value instanceof Fill fill && fill.getOrigin() != FillOrigin.TRADE) {
            // An answer to an assignment: what it moves, its settlement says.
            return;
        }
        if (value instanceof Fill fill) {
            BigDecimal bought = fill.getSide() == OrderSide.BUY
                    ? fill.getQuantity()
                    : fill.getQuantity().negate();
            String account = fill.getAccount().startsWith(POOL) ? POOL : fill.getAccount();
            move(account, fill.getMarket(), bought);
            openTrades.merge(fill.getTradeId(), bought, BigDecimal::add);
            openLots.merge(fill.getMarket(), bought, BigDecimal::add);
        } else if (value instanceof Liquidation takeover && takeover.getKind() == LiquidationKind.TAKEOVER) {
            String market = present(takeover.getMarket());
            BigDecimal quantity = present(takeover.getQuantity());
            BigDecimal taken = takeover.getSide() == PositionSide.LONG ? quantity : quantity.negate();
            move(takeover.getAccount(), market, taken.negate());
            move(POOL, market, taken);
        } else if (value instanceof Collateral collateral) {
            BigDecimal amount = collateral.getAmount();
            if (collateral.getKind() == CollateralKind.DEPOSIT || collateral.getKind() == CollateralKind.FUNDING) {
                external = external.add(present(amount));
            } else if (collateral.getKind() == CollateralKind.WITHDRAWAL) {
                external = external.subtract(present(amount));
            }
        } else if (value instanceof Insurance insurance) {
            external = insurance.getKind() == InsuranceKind.CONTRIBUTION
                    ? external.add(insurance.getAmount())
                    : external.subtract(insurance.getAmount());
        }
    }

    /** Takes a settlement into account, after the input that caused it and in the order of settlements. */
    void settlement(Settlement settlement) {
        if (settlement.getStatus() == SettlementStatus.VOID) {
            return;
        }
        String account = settlement.getAccount().startsWith(POOL) ? POOL : settlement.getAccount();
        BigDecimal before = positions.getOrDefault(key(account, settlement.getMarket()), BigDecimal.ZERO);
        BigDecimal after = settlement.getPositionAfter();
        BigDecimal change = after.subtract(before);
        boolean closes = before.signum() * change.signum() < 0 && after.signum() * before.signum() >= 0;
        if (change.abs().compareTo(settlement.getQuantity()) != 0
                || (settlement.getRole() != Role.BACKSTOP && !closes)) {
            throw new Wrong(settlement.getSettlementId() + " closes " + plain(settlement.getQuantity()) + " of "
                    + plain(before) + " and leaves " + plain(after));
        }
        move(account, settlement.getMarket(), change);
    }

    private void move(String account, String market, BigDecimal change) {
        positions.merge(key(account, market), change, BigDecimal::add);
    }

    /** Compares with the state that is durable. */
    void requireEqual(RiskGroup state) {
        Map<String, BigDecimal> held = new TreeMap<>();
        for (Market market : state.markets()) {
            BigDecimal lot = market.spec().lotSize();
            PositionTable table = market.positions();
            AccountTable accounts = state.accounts();
            held.put(key(POOL, market.id()), lot.multiply(BigDecimal.valueOf(market.inventoryLots())));
            for (int row = 0; row < table.end(); row++) {
                if (table.isUsed(row)) {
                    held.put(
                            key(accounts.id(table.account(row)), market.id()),
                            lot.multiply(BigDecimal.valueOf(table.lots(row))));
                }
            }
            requireFlat(market.id());
        }
        Set<String> all = new TreeSet<>(positions.keySet());
        all.addAll(held.keySet());
        for (String key : all) {
            BigDecimal expected = positions.getOrDefault(key, BigDecimal.ZERO);
            BigDecimal found = held.getOrDefault(key, BigDecimal.ZERO);
            if (expected.compareTo(found) != 0) {
                throw new Wrong(key + " should hold " + plain(expected) + " and holds " + plain(found));
            }
        }
        // A group that is not defined yet refused all money: it has no unit to count it in.
        GroupSpec spec = state.spec();
        BigDecimal moneyIn = spec == null ? BigDecimal.ZERO : BigDecimal.valueOf(state.external(), spec.moneyScale());
        if (moneyIn.compareTo(external) != 0) {
            throw new Wrong("money from outside should be " + plain(external) + " and is " + plain(moneyIn));
        }
    }

    /** Longs equal shorts, pools included, but for trades whose other side was refused or has not come. */
    private void requireFlat(String market) {
        BigDecimal net = positions.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" " + market))
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal open = openLots.getOrDefault(market, BigDecimal.ZERO);
        if (net.compareTo(open) != 0) {
            throw new Wrong(market + " nets to " + plain(net) + ", open trades to " + plain(open));
        }
    }

    private static String key(String account, String market) {
        return account + " " + market;
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new Wrong("a record was applied that lacks what its kind needs");
        }
        return value;
    }
}
