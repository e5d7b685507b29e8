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

    /** Result of a market's inventory, realised and at mark. Gauge; group, pool, market. */
    public static final String MARKET_PNL = "adl_market_pnl";

    /** Waves since the market was defined. Counter; group, pool, market. */
    public static final String WAVES = "adl_waves_total";

    /** Quantity the last wave left with its pool. Gauge; group, pool, market. */
    public static final String RESIDUAL = "adl_residual_qty";

    /** Quantity that is assigned and waits for the venue to close it. Gauge; group, pool, market. */
    public static final String RESERVED_OPEN = "adl_reserved_open";

    /**
     * Quantity that waves asked for since the instance looks; what nobody could take is asked for again by a later wave and
     * counts again. Counter; group, pool, market.
     */
    public static final String DEMAND = "adl_demand_qty_total";

    /** Quantity assigned to counterparties since the instance looks. Counter; group, pool, market. */
    public static final String ASSIGNED = "adl_assigned_qty_total";

    /** Quantity closed of counterparties since the instance looks. Counter; group, pool, market. */
    public static final String SETTLED = "adl_settled_qty_total";

    /** Haircuts of what was assigned since the instance looks. Counter; group, pool, market. */
    public static final String HAIRCUT = "adl_haircut_total";

    /**
     * Quantity assigned beyond what its step of a wave asked for, as a share of all that was asked for since the instance looks:
     * 0, or the engine is wrong. Recounted from the assignments. Gauge; group, pool, market.
     */
    public static final String OVERSHOOT = "adl_overshoot_ratio";

    /**
     * How the last wave divided its demand: 1 QUEUE, 2 RERANKED_QUEUE, 3 PRO_RATA_POSITION, 4 PRO_RATA_PNL, 5 RISK_AWARE,
     * 6 MINIMAX_LEVERAGE; 0 one this version does not know. Gauge; group, pool, market.
     */
    public static final String ALLOCATION_POLICY = "adl_allocation_policy";

    /** Price of the last wave. Gauge; group, pool, market. */
    public static final String WAVE_PRICE = "adl_wave_price";

    /** Mark at the last wave. Gauge; group, pool, market. */
    public static final String WAVE_MARK = "adl_wave_mark";

    /** Average price at which the last wave's inventory was taken over: the bankruptcy price. Gauge; group, pool, market. */
    public static final String WAVE_BANKRUPTCY_PRICE = "adl_wave_bankruptcy_price";

    /** Assignments of the last wave's last step. Gauge; group, pool, market. */
    public static final String WAVE_ASSIGNMENTS = "adl_wave_assignments";

    /** Share of the largest of them in their quantity, above 0 to 1. Gauge; group, pool, market. */
    public static final String WAVE_CONCENTRATION = "adl_wave_concentration_ratio";

    /** Longs and pool inventory less shorts and outstanding trade sides, over all markets, in lots: 0, or the books are broken. Gauge; group. */
    public static final String CONSERVATION_ERROR = "adl_conservation_error";

    /** Checks of the books that failed, as adl.audit.v1 tells them, since the instance looks; each freezes its group. Counter; group. */
    public static final String INVARIANTS_BROKEN = "adl_invariants_broken_total";

    /** From the time label of the input that caused a wave's record until a committed reader had it. Timer; group. */
    public static final String DECISION_LATENCY = "adl_decision_latency_seconds";

    /**
     * From the time label of the input that caused a wave until a committed reader had the settlement of a counterparty, with
     * the venue's answer where the venue confirms. Timer; group.
     */
    public static final String SETTLEMENT_LATENCY = "adl_settlement_latency_seconds";

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
