package io.tearup.stream;

import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Between {@link Instant} on the wire and microseconds since the epoch in the engine. */
final class WireTime {
    /** Year 1 to year 9999: outside it a label is a mistake, and sums with a window would not fit. */
    private static final long LIMIT = 253_402_300_800_000_000L;

    private WireTime() {}

    static long micros(Instant time) {
        // Not by ChronoUnit, which counts nanoseconds and ends after 292 years.
        long micros = Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
        if (!isWithin(micros)) {
            throw new RejectedInput(RejectReason.OVERFLOW, "time " + micros + " us is beyond the year 9999");
        }
        return micros;
    }

    /** Whether a label lies between the years 1 and 9999. */
    static boolean isWithin(long micros) {
        return micros <= LIMIT && micros >= -LIMIT;
    }

    /** Label of what a record caused by itself, from its timestamp in milliseconds: one that is no date is cut to a date. */
    static long ofRecord(long timestamp) {
        return Math.min(Math.max(0, timestamp), LIMIT / 1_000 - 1) * 1_000;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
