package io.tearup.app.dashboard;

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
    public Dashboard {
        panels = List.copyOf(panels);
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
