package io.tearup.bench.race;

import java.util.List;
import java.util.Locale;

/** A bar per contestant relative to the pass-through, its spread as a line. */
final class RaceChart {
    private static final int WIDTH = 720;
    private static final int LEFT = 170;
    private static final int ROW = 30;
    private static final int RIGHT = 90;

    private RaceChart() {}

    static String of(List<RaceReport.Figure> figures) {
        double longest =
                figures.stream().mapToDouble(RaceReport.Figure::max).max().orElse(1);
        double unit = figures.stream()
                .filter(figure -> figure.contestant() == Contestant.PASS_THROUGH)
                .mapToDouble(RaceReport.Figure::median)
                .findFirst()
                .orElse(longest);
        double scale = (WIDTH - LEFT - RIGHT) / longest;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<title>Throughput relative to a transactional pass-through</title>%n",
                WIDTH,
                ROW * figures.size() + 20));
        int y = 10;
        for (RaceReport.Figure figure : figures) {
            String label = figure.contestant().label();
            String colour = label.startsWith("tearup") ? "#0b7285" : "#868e96";
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                            + "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#212529\"/>%n"
                            + "<text x=\"%.1f\" y=\"%d\">%.2fx</text>%n",
                    LEFT - 10,
                    y + 16,
                    label,
                    LEFT,
                    y,
                    figure.median() * scale,
                    ROW - 8,
                    colour,
                    LEFT + figure.min() * scale,
                    LEFT + figure.max() * scale,
                    y + 11,
                    y + 11,
                    LEFT + figure.max() * scale + 8,
                    y + 16,
                    figure.median() / unit));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }
}
