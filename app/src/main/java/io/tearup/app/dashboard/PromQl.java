package io.tearup.app.dashboard;

import java.util.Locale;

/**
 * Expressions the dashboards are made of. Gauges and counters of a group are told by one instance at a time, so the highest over
 * the instances is its value, and holds over the moment in which two tell it.
 */
final class PromQl {
    /** What a panel is narrowed to; the variables are defined in {@link GrafanaJson}. */
    private static final String OF_DEPLOYMENT = "job=~\"$job\"";

    private static final String OF_GROUP = OF_DEPLOYMENT + ",group=~\"$group\"";
    private static final String OF_MARKET = OF_GROUP + ",market=~\"$market\"";

    private PromQl() {}

    /** A metric of each market. */
    static String byMarket(String metric) {
        return "max by (group, pool, market) (" + ofMarket(metric) + ")";
    }

    /** A metric of each market that does not tell its pool. */
    static String byMarketAlone(String metric) {
        return "max by (group, market) (" + ofMarket(metric) + ")";
    }

    /** A metric of each pool. */
    static String byPool(String metric) {
        return "max by (group, pool) (" + ofGroup(metric) + ")";
    }

    /** A metric of each group. */
    static String byGroup(String metric) {
        return "max by (group) (" + ofGroup(metric) + ")";
    }

    /** A metric of each group of a deployment, where groups cannot be chosen. */
    static String byAnyGroup(String metric) {
        return "max by (group) (" + ofInstance(metric, "") + ")";
    }

    /** How much a counter of each group of a deployment rose between two points of the panel. */
    static String risingByAnyGroup(String counter) {
        return "sum by (group) (increase(" + ofInstance(counter, "") + "[$__rate_interval]))";
    }

    /** A metric of each instance; {@code selector} narrows it, empty = no further. */
    static String byInstance(String metric, String selector) {
        return "max by (instance) (" + ofInstance(metric, selector) + ")";
    }

    /** Parts of a metric of each instance added up. */
    static String sumByInstance(String metric, String selector) {
        return "sum by (instance) (" + ofInstance(metric, selector) + ")";
    }

    /** How much a counter of each market rose while the panel's time range passed. */
    static String risenByMarket(String counter) {
        return "sum by (group, pool, market) (increase(" + ofMarket(counter) + "[$__range]))";
    }

    /** How much a counter of each market rose between two points of the panel. */
    static String risingByMarket(String counter) {
        return "sum by (group, pool, market) (increase(" + ofMarket(counter) + "[$__rate_interval]))";
    }

    /** How much a counter of each instance rose between two points of the panel. */
    static String risingByInstance(String counter, String selector) {
        return "sum by (instance) (increase(" + ofInstance(counter, selector) + "[$__rate_interval]))";
    }

    /** A counter of each instance per second. */
    static String rateByInstance(String counter) {
        return "sum by (instance) (rate(" + ofInstance(counter, "") + "[$__rate_interval]))";
    }

    /** A quantile of a timer of each group. */
    static String quantile(double quantile, String timer) {
        return String.format(
                Locale.ROOT,
                "histogram_quantile(%s, sum by (group, le) (rate(%s[$__rate_interval])))",
                quantile,
                ofGroup(timer + "_bucket"));
    }

    /**
     * How much a counter rose by the value that a gauge of the same market has: no metric has to carry the gauge's meaning as a
     * tag, and what was counted under an earlier value is counted under the present one.
     */
    static String risenByValueOf(String gauge, String label, String counter) {
        return "sum by (" + label + ") (" + risenByMarket(counter)
                + " * on (group, pool, market) group_right ()"
                + " count_values by (group, pool, market) (\"" + label + "\", " + byMarket(gauge) + "))";
    }

    private static String ofMarket(String metric) {
        return metric + "{" + OF_MARKET + "}";
    }

    private static String ofGroup(String metric) {
        return metric + "{" + OF_GROUP + "}";
    }

    private static String ofInstance(String metric, String selector) {
        return metric + "{" + OF_DEPLOYMENT + (selector.isEmpty() ? "" : "," + selector) + "}";
    }
}
