package io.tearup.stream;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.AlertState;
import io.tearup.schemas.v1.AuditEntry;
import io.tearup.schemas.v1.AuditKind;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WavePhase;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells decisions to the log: every end of a wave's step, every change of a market's state, every entry of the audit trail.
 * Each line carries the group, the wave or the market, and the input record it follows from, as fields for a structured log.
 *
 * <p>A line is written when the decision is made, before its transaction commits: after a failure the same decision may be told
 * twice. What is published is said once, on the topics. They have a logger of their own, {@link #LOGGER}, because whoever replays
 * thousands of waves does not want a line of each.
 */
public final class DecisionLines {
    /** The logger all of them go to. */
    public static final String LOGGER = "io.tearup.decisions";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    /** States last told, by group and market; a market begins NORMAL. */
    private final Map<String, AlertState> states = new HashMap<>();

    /** Tells a record of an output topic that follows from an input record; most say nothing here. */
    void tell(SpecificRecord value, SourceOfRecord source) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        if (value instanceof Wave wave) {
            tell(wave, source);
        } else if (value instanceof Alert alert) {
            tell(alert, source);
        } else if (value instanceof AuditEntry entry) {
            tell(entry, source);
        }
    }

    private static void tell(Wave wave, SourceOfRecord source) {
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("group", wave.getRiskGroup())
                .addKeyValue("market", wave.getMarket())
                .addKeyValue("wave", wave.getWaveId())
                .addKeyValue("step", wave.getStep())
                .addKeyValue("mode", String.valueOf(wave.getMode()));
        if (wave.getPhase() == WavePhase.OPENED) {
            at(line, source)
                    .log(
                            "wave {} opened: {} of {} to be closed at {}, mark {}, by {}",
                            wave.getWaveId(),
                            plain(wave.getDemand()),
                            wave.getMarket(),
                            plain(wave.getPrice()),
                            plain(wave.getMark()),
                            wave.getCriterion());
        } else {
            at(line, source)
                    .addKeyValue("result", String.valueOf(wave.getResult()))
                    .log(
                            "wave {} closed: {}, {} of {} by {} assignments, {} reserved, {} left",
                            wave.getWaveId(),
                            wave.getResult(),
                            plain(wave.getClosedQuantity()),
                            plain(wave.getDemand()),
                            wave.getAssignments(),
                            plain(wave.getReservedQuantity()),
                            plain(wave.getResidual()));
        }
    }

    private void tell(Alert alert, SourceOfRecord source) {
        AlertState before = states.put(alert.getRiskGroup() + "|" + alert.getMarket(), alert.getState());
        if (alert.getState() != (before == null ? AlertState.NORMAL : before)) {
            at(
                            LOG.atInfo()
                                    .addKeyValue("group", alert.getRiskGroup())
                                    .addKeyValue("market", alert.getMarket())
                                    .addKeyValue("pool", alert.getPool())
                                    .addKeyValue("state", alert.getState().name()),
                            source)
                    .log(
                            "{}/{} is {}: drawdown {} of a trigger of {}, headroom {}",
                            alert.getRiskGroup(),
                            alert.getMarket(),
                            alert.getState(),
                            plain(alert.getDrawdown()),
                            plain(alert.getTriggerRatio()),
                            plain(alert.getHeadroom()));
        }
    }

    private static void tell(AuditEntry entry, SourceOfRecord source) {
        boolean stops = entry.getKind() == AuditKind.GROUP_FROZEN || entry.getKind() == AuditKind.INVARIANT_BROKEN;
        at(
                        (stops ? LOG.atWarn() : LOG.atInfo())
                                .addKeyValue("group", entry.getRiskGroup())
                                .addKeyValue("kind", entry.getKind().name()),
                        source)
                .log("{} {} by {}: {}", entry.getRiskGroup(), entry.getKind(), entry.getWho(), entry.getDetail());
    }

    /** Adds the input record a line is about. */
    static LoggingEventBuilder at(LoggingEventBuilder line, SourceOfRecord source) {
        return line.addKeyValue("topic", source.topic())
                .addKeyValue("partition", source.partition())
                .addKeyValue("offset", source.offset());
    }

    private static String plain(@Nullable BigDecimal value) {
        return value == null ? "none" : value.stripTrailingZeros().toPlainString();
    }
}
