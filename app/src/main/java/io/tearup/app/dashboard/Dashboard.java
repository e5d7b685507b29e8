package io.tearup.app.dashboard;

import java.util.ArrayList;
import java.util.List;

/**
 * A dashboard.
 *
 * @param name word of the command line and of the file, lower case with hyphens
 * @param title for people
 * @param about whose it is and what it answers
 * @param byMarket whether its panels can be narrowed to risk groups and markets, and not only to a deployment
 * @param panels in reading order, left to right
 */
public record Dashboard(String name, String title, String about, boolean byMarket, List<Panel> panels) {
    /** Columns of a row. */
    static final int COLUMNS = 24;

    /** A panel and where it stands: its first column, its row of panels. */
    record Place(Panel panel, int column, int row) {}

    public Dashboard {
        panels = List.copyOf(panels);
    }

    /** The panels in their places: each beside the one before it, or first in the next row. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        int column = 0;
        int row = 0;
        for (Panel panel : panels) {
            if (column + panel.width() > COLUMNS) {
                column = 0;
                row++;
            }
            places.add(new Place(panel, column, row));
            column += panel.width();
        }
        return places;
    }

    /** All there are, in the order in which somebody who is called at night needs them. */
    public static List<Dashboard> all() {
        return List.of(RiskDesk.dashboard(), WaveForensics.dashboard(), StreamsHealth.dashboard());
    }

    /** Its form for Grafana: one JSON document with a line end. */
    public String json() {
        return GrafanaJson.of(this);
    }
}
