package io.tearup.catalogue;

/**
 * Names of Tearup's own metrics, as Prometheus shows them. Tags are {@code group}, {@code pool} and {@code market}, never an
 * account: there are as many of those as the venue has customers. Amounts are in the group's settlement asset.
 */
public final class Metrics {
    /** Cash of a pool. Gauge; group, pool. */
    public static final String FUND_BALANCE = "adl_fund_balance";

    /** Highest cash of a pool in its trigger's window. Gauge; group, pool, market. */
    public static final String FUND_PEAK = "adl_fund_peak";

    /** Drawdown as the trigger sees it, 0..1 and beyond. Gauge; group, pool, market. */
    public static final String DRAWDOWN_RATIO = "adl_drawdown_ratio";

    /** Drawdown at which ADL arms. Gauge; group, pool, market. */
    public static final String TRIGGER_RATIO = "adl_trigger_ratio";

    /** Drawdown at which it disarms. Gauge; group, pool, market. */
    public static final String STOP_RATIO = "adl_stop_ratio";

    /** State of a market's triggers: 1 NORMAL, 2 WARNING, 3 ADL, 4 RECOVERING, 5 BLOCKED. Gauge; group, pool, market. */
    public static final String STATE = "adl_state";

    /** Money a market's result may still lose before the trigger arms, or must gain before it disarms. Gauge; group, pool, market. */
    public static final String HEADROOM = "adl_headroom";

    /** Waves since the market was defined. Counter; group, pool, market. */
    public static final String WAVES = "adl_waves_total";

    /** Quantity the last wave left with its pool. Gauge; group, pool, market. */
    public static final String RESIDUAL = "adl_residual_qty";

    /** Longs and pool inventory less shorts and outstanding trade sides, over all markets, in lots: 0, or the books are broken. Gauge; group. */
    public static final String CONSERVATION_ERROR = "adl_conservation_error";

    /** From the time label of the input that caused a wave's record until a committed reader had it. Timer; group. */
    public static final String DECISION_LATENCY = "adl_decision_latency_seconds";

    /** Records set aside on adl.dlq.v1 since the instance looks. Counter; group. */
    public static final String DLQ = "adl_dlq_total";

    /** Age of the last mark. Gauge, seconds; group, market. */
    public static final String MARK_AGE = "adl_mark_age_seconds";

    /** 1 while a group decides nothing. Gauge; group. */
    public static final String FROZEN = "adl_frozen";

    /** Inputs that came again and changed nothing. Counter; group. */
    public static final String DUPLICATES = "adl_input_duplicates_total";

    /** Sequence numbers that never arrived. Counter; group. */
    public static final String GAPS = "adl_input_gaps_total";

    /** Rows still to be restored. Gauge; none. */
    public static final String RESTORE_REMAINING = "adl_restore_remaining";

    private Metrics() {}
}
