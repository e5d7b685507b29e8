package io.tearup.connect.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a record is due: as long after the first as its time is, divided by the speed. The first one sets the clock, also
 * after a restart.
 */
final class Pace {
    private final BigDecimal speed;
    private final LongSupplier nanoClock;
    private @Nullable Instant first;
    private long start;

    /**
     * @param speed zero for no wait at all
     * @param nanoClock nanoseconds that only rise
     */
    Pace(BigDecimal speed, LongSupplier nanoClock) {
        this.speed = speed;
        this.nanoClock = nanoClock;
    }

    /** How long until a record of this time is due; zero or negative where it is, then by how much it is late. */
    Duration untilDue(Instant time) {
        if (speed.signum() == 0) {
            return Duration.ZERO;
        }
        if (first == null) {
            first = time;
            start = nanoClock.getAsLong();
        }
        BigDecimal recorded = BigDecimal.valueOf(Duration.between(first, time).toMillis(), 3);
        BigDecimal due = recorded.divide(speed, 9, RoundingMode.HALF_EVEN);
        BigDecimal passed = BigDecimal.valueOf(nanoClock.getAsLong() - start, 9);
        BigDecimal wait = due.subtract(passed);
        BigDecimal seconds = wait.setScale(0, RoundingMode.FLOOR);
        return Duration.ofSeconds(
                seconds.longValue(), wait.subtract(seconds).movePointRight(9).longValue());
    }
}
