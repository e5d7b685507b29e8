package io.tearup.app.dashboard;

/**
 * A query of a panel.
 *
 * @param expression PromQL, with Grafana's variables in it
 * @param legend name of a series, with its labels in double braces; in a table that of the column
 * @param colour of its series, empty = each its own
 */
public record Query(String expression, String legend, String colour) {
    Query(String expression, String legend) {
        this(expression, legend, "");
    }

    Query in(String fixed) {
        return new Query(expression, legend, fixed);
    }
}
