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

    /** 1 for the state a market is in, 0 for the others. Gauge; group, pool, market, state. */
    public static final String STATE = "adl_state";

    /** Money a market's result may still lose before the trigger arms, or must gain before it disarms. Gauge; group, pool, market. */
    public static final String HEADROOM = "adl_headroom";

    /** Waves since the market was defined. Counter; group, market. */
    public static final String WAVES = "adl_waves_total";

    /** Lots the last wave left with its pool. Gauge; group, market. */
    public static final String RESIDUAL = "adl_residual_qty";

    /** Age of the last mark. Gauge, seconds; group, market. */
    public static final String MARK_AGE = "adl_mark_age_seconds";

    /** 1 while a group decides nothing. Gauge; group. */
    public static final String FROZEN = "adl_frozen";

    /** Inputs that came again and changed nothing. Counter; group. */
    public static final String DUPLICATES = "adl_input_duplicates_total";

    /** Sequence numbers that never arrived. Counter; group. */
    public static final String GAPS = "adl_input_gaps_total";

    /** Rows still to be restored. Gauge; none. */
    public static final String RESTORE_REMAINING = "adl_restore_remaining_records";

    private Metrics() {}
}
