package io.tearup.connect.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a replay is: a line in the worker's log every ten seconds and metrics of the worker. */
final class ReplayProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayProgress.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final MergedFiles files;
    private final LongSupplier nanoClock;
    private volatile long records;
    private volatile double passedShare;
    private volatile double secondsLate;
    private long told;
    private boolean complete;

    ReplayProgress(MergedFiles files, LongSupplier nanoClock) {
        this.files = files;
        this.nanoClock = nanoClock;
        this.told = nanoClock.getAsLong();
        this.passedShare = share();
    }

    /** Shows the metrics {@code replay-records-sent}, {@code replay-passed-share} and {@code replay-seconds-late}. */
    void expose(PluginMetrics metrics) {
        add(metrics, "replay-records-sent", "Records sent since the task started.", () -> records);
        add(metrics, "replay-passed-share", "Share of the files' bytes sent or left out, 0 to 1.", () -> passedShare);
        add(
                metrics,
                "replay-seconds-late",
                "How long ago the last record was due, at the speed asked for.",
                () -> secondsLate);
    }

    private static void add(PluginMetrics metrics, String name, String what, java.util.function.DoubleSupplier value) {
        metrics.addMetric(metrics.metricName(name, what, new LinkedHashMap<>()), (Measurable)
                (config, now) -> value.getAsDouble());
    }

    /** Counts a batch. */
    void sent(int batch, Instant last, Duration late) {
        complete = false;
        records += batch;
        passedShare = share();
        secondsLate = late.toMillis() / 1e3;
        long now = nanoClock.getAsLong();
        if (now - told >= EVERY.toNanos()) {
            told = now;
            tell("at", last);
        }
    }

    /** Says once that there is nothing left. */
    void complete(@Nullable Instant last) {
        passedShare = share();
        secondsLate = 0;
        if (!complete) {
            complete = true;
            tell("complete, last at", last);
        }
    }

    private void tell(String what, @Nullable Instant last) {
        LOG.info(String.format(
                Locale.ROOT,
                "replay %s %s: %,d records sent since the start, %.1f %% of %,d bytes",
                what,
                last == null ? "-" : last,
                records,
                100 * passedShare,
                files.size()));
    }

    private double share() {
        return files.size() == 0 ? 1 : (double) files.passedBytes() / files.size();
    }
}
