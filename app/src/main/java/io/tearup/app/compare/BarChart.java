package io.tearup.app.compare;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG, a row per rulebook, in colours that read on light and on dark ground.
 *
 * @param title what is measured, with its unit
 * @param rows bars from the top
 */
record BarChart(String title, List<Row> rows) {
    /**
     * A bar.
     *
     * @param label name of the row
     * @param part length of its first part, not negative
     * @param rest length of what follows in the second colour, 0 = nothing
     * @param text what stands at its end
     */
    record Row(String label, double part, double rest, String text) {}

    private static final int WIDTH = 720;
    private static final int LEFT = 110;
    private static final int RIGHT = 130;
    private static final int TOP = 34;
    private static final int ROW = 24;

    BarChart {
        rows = List.copyOf(rows);
    }

    String svg() {
        double longest =
                rows.stream().mapToDouble(row -> row.part() + row.rest()).max().orElse(0);
        double scale = longest > 0 ? (WIDTH - LEFT - RIGHT) / longest : 0;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="13">
                <title>%s</title>
                <style>
                text { fill: #1f2328 } .a { fill: #0b7285 } .b { fill: #74b4c0 }
                @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .a { fill: #3bc9db } .b { fill: #1b6e7a } }
                </style>
                <text x="%d" y="20" font-weight="bold">%s</text>
                """, WIDTH, TOP + ROW * rows.size() + 6, title, LEFT, title));
        int y = TOP;
        for (Row row : rows) {
            double part = row.part() * scale;
            double rest = row.rest() * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
                            + "<rect class=\"a\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                    LEFT - 10,
                    y + 13,
                    row.label(),
                    LEFT,
                    y,
                    part,
                    ROW - 7));
            if (rest > 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"b\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                        LEFT + part,
                        y,
                        rest,
                        ROW - 7));
            }
            svg.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>\n", LEFT + part + rest + 8, y + 13, row.text()));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }
}
