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
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        if (Math.absExact(micros) > LIMIT) {
            throw new RejectedInput(RejectReason.OVERFLOW, "time " + micros + " us is beyond the year 9999");
        }
        return micros;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
