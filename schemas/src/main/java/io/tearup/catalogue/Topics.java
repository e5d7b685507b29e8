package io.tearup.catalogue;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.Collateral;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Fill;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.Insurance;
import io.tearup.schemas.v1.Liquidation;
import io.tearup.schemas.v1.MarkPrice;
import io.tearup.schemas.v1.OrderLogEntry;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of Tearup's topics. Names, keys, clean-up and record types stand here and nowhere else; topic creation, documentation, access rules
 * and the chart are made from or tested against it.
 *
 * <p>Every topic has the partitions of the deployment's {@link RiskGroupLayout}. Inputs and the order log are kept equally long, because an exact
 * replay needs both.
 */
public final class Topics {
    /** Retention of a topic that is never deleted by age. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /**
     * Bytes of an input record's key and value together, at most: far beyond any fill or rulebook, and so far below what a
     * broker takes that a dead letter can quote it. A longer one is refused and not quoted.
     */
    public static final int LONGEST_INPUT = 262_144;

    private static final Duration REPLAYABLE = Duration.ofDays(7);
    private static final Duration REPORTED = Duration.ofDays(30);
    private static final Duration AUDITED = Duration.ofDays(365);

    /** Executions, one record per side of a trade. */
    public static final Topic FILLS =
            input("risk.fills.v1", "riskGroup|account", true, Fill.class, "executions, one record per side of a trade");

    /** Mark prices. */
    public static final Topic MARK_PRICES = input(
            "risk.mark-prices.v1",
            "riskGroup|market",
            false,
            MarkPrice.class,
            "mark prices with a sequence per market");

    /** Positions the order book could not close. */
    public static final Topic LIQUIDATIONS = input(
            "risk.liquidations.v1",
            "riskGroup|account",
            true,
            Liquidation.class,
            "positions taken over by a pool and bankrupt accounts");

    /** Changes of an account's money and margining. */
    public static final Topic COLLATERAL = input(
            "risk.collateral.v1",
            "riskGroup|account",
            true,
            Collateral.class,
            "deposits, withdrawals, funding, isolated margin, margin mode, leverage");

    /** Payments into and out of pools. */
    public static final Topic INSURANCE = input(
            "risk.insurance.v1",
            "riskGroup|pool",
            true,
            Insurance.class,
            "contributions to and withdrawals from a pool");

    /** Configuration and operator commands; the part of the key after the group keeps each definition through compaction. */
    public static final Topic CONTROL = new Topic(
            "risk.control.v1",
            Direction.INPUT,
            "riskGroup|kind|name",
            true,
            FOREVER,
            false,
            Control.class,
            "configuration and operator commands");

    /** State of the triggers with every input. */
    public static final Topic ALERTS = output(
            "adl.alerts.v1", "riskGroup|pool", REPORTED, Alert.class, "state of a trigger and every input of it");

    /** Header and end of each wave. */
    public static final Topic WAVES =
            output("adl.waves.v1", "riskGroup|market", REPORTED, Wave.class, "header and end of each wave");

    /** What each account has to close. */
    public static final Topic ASSIGNMENTS = output(
            "adl.assignments.v1",
            "riskGroup|account",
            REPORTED,
            Assignment.class,
            "what an account has to close in a wave");

    /** What was really closed. */
    public static final Topic SETTLEMENTS = output(
            "adl.settlements.v1",
            "riskGroup|account",
            REPORTED,
            Settlement.class,
            "what was really closed, or void, per assignment");

    /** Double-entry rows. */
    public static final Topic POSTINGS = output(
            "adl.postings.v1",
            "riskGroup",
            REPORTED,
            Posting.class,
            "double-entry rows, zero in sum per wave and asset");

    /** Queue lights. */
    public static final Topic RANKS = compactedOutput(
            "adl.ranks.v1", "riskGroup|account|market", Rank.class, "queue light and percentile of each position");

    /** State of the pools. */
    public static final Topic FUND =
            compactedOutput("adl.fund.v1", "riskGroup|pool", Fund.class, "balance, inventory and result of each pool");

    /** Merge order of the inputs. */
    public static final Topic ORDER_LOG = output(
            "adl.order-log.v1",
            "riskGroup",
            REPLAYABLE,
            OrderLogEntry.class,
            "order in which the inputs were merged, for exact replay");

    /** Inputs that were not applied. */
    public static final Topic DLQ = output(
            "adl.dlq.v1", "riskGroup", REPORTED, DeadLetter.class, "inputs that were refused, with reason and bytes");

    /** Control changes and broken invariants. */
    public static final Topic AUDIT =
            output("adl.audit.v1", "riskGroup", AUDITED, AuditEntry.class, "control changes and broken invariants");

    /** All inputs of a group in one order, written and read by Tearup itself when it routes a venue's own topics. */
    public static final Topic RISK_EVENTS = new Topic(
            "risk.events.v1",
            Direction.INTERNAL,
            "as in the input it came from",
            false,
            REPLAYABLE,
            false,
            null,
            "every input as its bytes came, routed to its risk group");

    private static final List<Topic> ALL = List.of(
            FILLS,
            MARK_PRICES,
            LIQUIDATIONS,
            COLLATERAL,
            INSURANCE,
            CONTROL,
            ALERTS,
            WAVES,
            ASSIGNMENTS,
            SETTLEMENTS,
            POSTINGS,
            RANKS,
            FUND,
            ORDER_LOG,
            DLQ,
            AUDIT,
            RISK_EVENTS);

    private Topics() {}

    /** Every topic, inputs first, then outputs, then internal ones. */
    public static List<Topic> all() {
        return ALL;
    }

    /** What a venue writes and Tearup reads. */
    public static List<Topic> inputs() {
        return of(Direction.INPUT);
    }

    /** What Tearup writes for others. */
    public static List<Topic> outputs() {
        return of(Direction.OUTPUT);
    }

    /** The topic of this name, if the catalogue has it. */
    public static Optional<Topic> byName(String name) {
        return ALL.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    private static List<Topic> of(Direction direction) {
        return ALL.stream().filter(topic -> topic.direction() == direction).toList();
    }

    private static Topic input(
            String name, String keyPattern, boolean money, Class<? extends SpecificRecord> value, String content) {
        return new Topic(name, Direction.INPUT, keyPattern, false, REPLAYABLE, money, value, content);
    }

    private static Topic output(
            String name, String keyPattern, Duration retention, Class<? extends SpecificRecord> value, String content) {
        return new Topic(name, Direction.OUTPUT, keyPattern, false, retention, false, value, content);
    }

    private static Topic compactedOutput(
            String name, String keyPattern, Class<? extends SpecificRecord> value, String content) {
        return new Topic(name, Direction.OUTPUT, keyPattern, true, FOREVER, false, value, content);
    }

    /** Who writes a topic for whom. */
    public enum Direction {
        /** A venue writes, Tearup reads. */
        INPUT,
        /** Tearup writes, others read. */
        OUTPUT,
        /** Tearup writes and reads. */
        INTERNAL
    }

    /**
     * One topic.
     *
     * @param name name on the broker; its end carries the major version of the schema
     * @param direction who writes it for whom
     * @param keyPattern fields of the record that make its key, joined by {@code |}
     * @param compacted whether the last record of a key is kept for good
     * @param retention how long a record is kept, {@link #FOREVER} where age deletes nothing
     * @param money whether leaving one record out would corrupt the books, so that a refused one freezes its risk group's decisions
     * @param value type of the record, null where the value is raw bytes
     * @param content what it carries, in words
     */
    public record Topic(
            String name,
            Direction direction,
            String keyPattern,
            boolean compacted,
            Duration retention,
            boolean money,
            @Nullable Class<? extends SpecificRecord> value,
            String content) {

        /** Subject of the value's schema in a registry, after the topic-name strategy. */
        public String subject() {
            return name + "-value";
        }

        /**
         * Type of the value, of a topic that has one.
         *
         * @throws IllegalStateException if the value is raw bytes
         */
        public Class<? extends SpecificRecord> type() {
            if (value == null) {
                throw new IllegalStateException(name + " has no schema");
            }
            return value;
        }

        /** Schema of the value, empty where the value is raw bytes. */
        public Optional<Schema> schema() {
            return Optional.ofNullable(value).map(type -> SpecificData.get().getSchema(type));
        }

        /** Retention as the broker's {@code retention.ms}: milliseconds, -1 for {@link #FOREVER}. */
        public long retentionMillis() {
            return retention.equals(FOREVER) ? -1 : retention.toMillis();
        }

        /**
         * Key of a record of this topic, made of the fields its pattern names.
         *
         * @throws IllegalArgumentException if the record is not of this topic's type, has no risk group (a dead letter may not), or a part of the
         *     key is empty or contains {@code |}
         */
        public RecordKey keyOf(SpecificRecord record) {
            if (value == null || !value.isInstance(record)) {
                throw new IllegalArgumentException(
                        record.getSchema().getName() + " is not the record of topic " + name);
            }
            if (record instanceof Control control) {
                return controlKey(control);
            }
            String[] fields = keyPattern.split("\\|", -1);
            List<String> parts = new ArrayList<>();
            for (String field : fields) {
                Object part = record.get(record.getSchema().getField(field).pos());
                if (part == null) {
                    throw new IllegalArgumentException(
                            record.getSchema().getName() + " has no " + field + ", which its key begins with");
                }
                parts.add(part.toString());
            }
            return RecordKey.of(parts.get(0), parts.subList(1, parts.size()).toArray(String[]::new));
        }

        private static RecordKey controlKey(Control control) {
            String kind = control.getKind().name();
            if (control.getMarket() != null) {
                return RecordKey.of(
                        control.getRiskGroup(), kind, control.getMarket().getMarket());
            }
            if (control.getPool() != null) {
                return RecordKey.of(
                        control.getRiskGroup(), kind, control.getPool().getPool());
            }
            if (control.getModeMarket() != null) {
                return RecordKey.of(control.getRiskGroup(), kind, control.getModeMarket());
            }
            return control.getOrder() == null
                    ? RecordKey.of(control.getRiskGroup(), kind)
                    : RecordKey.of(control.getRiskGroup(), kind, control.getControlId());
        }
    }
}
