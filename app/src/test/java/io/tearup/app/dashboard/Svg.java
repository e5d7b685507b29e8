package io.tearup.app.dashboard;

import java.util.Locale;

/** Shapes of an SVG picture, in whole pixels. */
final class Svg {
    private final StringBuilder body = new StringBuilder();

    Svg rectangle(int x, int y, int width, int height, String fill) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>\n",
                x,
                y,
                Math.max(0, width),
                height,
                fill));
        return this;
    }

    Svg line(int fromX, int fromY, int toX, int toY, String colour) {
        body.append(
                String.format(Locale.ROOT, "<path d='M%d %dL%d %d' stroke='%s'/>\n", fromX, fromY, toX, toY, colour));
        return this;
    }

    /** @param path in SVG's commands */
    Svg path(String path, String colour, boolean dashed) {
        body.append(String.format(
                Locale.ROOT,
                "<path d='%s' stroke='%s' fill='none'%s/>\n",
                path,
                colour,
                dashed ? " stroke-dasharray='5 3'" : ""));
        return this;
    }

    /** @param anchor start, middle or end */
    Svg text(int x, int y, int size, String colour, String anchor, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' font-size='%d' fill='%s' text-anchor='%s'>%s</text>\n",
                x,
                y,
                size,
                colour,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
        return this;
    }

    /** The whole picture. */
    String document(int width, int height) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'>\n",
                        width,
                        height)
                + body
                + "</svg>\n";
    }
}
