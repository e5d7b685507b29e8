package io.tearup.app.dashboard;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/**
 * A dashboard as Grafana 10 and later read it from a file.
 *
 * <p>The data source, the deployment (Prometheus' {@code job}), risk groups and markets are variables of the dashboard, so the same file
 * serves every installation. Only one deployment is shown at a time: other programs on Kafka Streams have metrics of the same names. Panels
 * that show the present ask for one point, the others for a range.
 */
final class GrafanaJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of Grafana's model of a dashboard; a later Grafana brings it up to its own. */
    private static final int SCHEMA_VERSION = 39;

    private static final String DATA_SOURCE = "${datasource}";
    private static final String TAG = "tearup";
    private static final int HEIGHT = 8;

    private GrafanaJson() {}

    static String of(Dashboard dashboard) {
        ObjectNode root = JSON.createObjectNode()
                .put("uid", TAG + "-" + dashboard.name())
                .put("title", dashboard.title())
                .put("description", dashboard.about());
        root.putArray("tags").add(TAG);
        root.put("editable", true)
                .put("graphTooltip", 1)
                .put("refresh", "10s")
                .put("schemaVersion", SCHEMA_VERSION)
                .put("timezone", "utc")
                .put("version", 1);
        root.putObject("time").put("from", "now-1h").put("to", "now");
        ObjectNode link = root.putArray("links").addObject();
        link.put("title", "Tearup").put("type", "dashboards").put("asDropdown", false);
        link.put("includeVars", true).put("keepTime", true).putArray("tags").add(TAG);
        variables(root.putObject("templating").putArray("list"), dashboard);
        ArrayNode panels = root.putArray("panels");
        for (Dashboard.Place place : dashboard.places()) {
            ObjectNode node = panels.addObject().put("id", panels.size());
            node.putObject("gridPos")
                    .put("x", place.column())
                    .put("y", place.row() * HEIGHT)
                    .put("w", place.panel().width())
                    .put("h", HEIGHT);
            panel(node, place.panel());
        }
        try {
            // As an editor would: one element a line, so that a change of a panel is a change of its lines.
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n"));
            return JSON.writer(printer).writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void variables(ArrayNode list, Dashboard dashboard) {
        list.addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus")
                .put("refresh", 1);
        variable(list, "job", "Deployment", "label_values(" + Metrics.RESTORE_REMAINING + ", job)", false);
        if (dashboard.byMarket()) {
            variable(list, "group", "Risk group", "label_values(" + Metrics.FROZEN + "{job=~\"$job\"}, group)", true);
            variable(
                    list,
                    "market",
                    "Market",
                    "label_values(" + Metrics.WAVES + "{job=~\"$job\",group=~\"$group\"}, market)",
                    true);
        }
    }

    /** @param many whether several values, and all of them, may be chosen */
    private static void variable(ArrayNode list, String name, String label, String query, boolean many) {
        ObjectNode variable = list.addObject()
                .put("name", name)
                .put("label", label)
                .put("type", "query")
                .put("definition", query)
                .put("refresh", 2)
                .put("sort", 1)
                .put("multi", many)
                .put("includeAll", many);
        dataSource(variable);
        variable.putObject("query").put("query", query).put("refId", "variable");
        if (many) {
            variable.put("allValue", ".*");
            variable.putObject("current").put("text", "All").put("value", "$__all");
        }
    }

    private static void dataSource(ObjectNode node) {
        node.putObject("datasource").put("type", "prometheus").put("uid", DATA_SOURCE);
    }

    private static void panel(ObjectNode node, Panel panel) {
        node.put("title", panel.title()).put("description", panel.about()).put("type", type(panel.kind()));
        dataSource(node);
        ArrayNode targets = node.putArray("targets");
        for (Query query : panel.queries()) {
            boolean present = panel.kind().showsThePresent();
            ObjectNode target = targets.addObject()
                    .put("refId", refId(targets.size()))
                    .put("expr", query.expression())
                    .put("legendFormat", query.legend())
                    .put("format", panel.kind() == Panel.Kind.TABLE ? "table" : "time_series")
                    .put("instant", present)
                    .put("range", !present)
                    .put("editorMode", "code");
            dataSource(target);
        }
        ObjectNode fields = node.putObject("fieldConfig");
        defaults(fields.putObject("defaults"), panel);
        overrides(fields.putArray("overrides"), panel);
        options(node.putObject("options"), panel.kind());
        if (panel.kind() == Panel.Kind.TABLE) {
            table(node.putArray("transformations"), panel);
        }
    }

    private static String type(Panel.Kind kind) {
        return switch (kind) {
            case TIME_SERIES -> "timeseries";
            case BAR_GAUGE -> "bargauge";
            case STATE_TIMELINE -> "state-timeline";
            case STAT -> "stat";
            case TABLE -> "table";
        };
    }

    private static void defaults(ObjectNode defaults, Panel panel) {
        defaults.put("unit", panel.unit().grafana());
        boolean series = panel.kind() == Panel.Kind.TIME_SERIES;
        defaults.putObject("color").put("mode", series ? "palette-classic" : "thresholds");
        if (panel.kind() == Panel.Kind.BAR_GAUGE) {
            defaults.put("min", 0);
        }
        ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
        ArrayNode steps = thresholds.putArray("steps");
        steps.addObject().put("color", "green").putNull("value");
        panel.limits()
                .forEach(limit -> steps.addObject().put("color", limit.colour()).put("value", limit.from()));
        if (series) {
            ObjectNode custom = defaults.putObject("custom")
                    .put("drawStyle", "line")
                    .put("lineInterpolation", "stepAfter")
                    .put("lineWidth", 1)
                    .put("fillOpacity", 0)
                    .put("showPoints", "never")
                    .put("spanNulls", false);
            custom.putObject("thresholdsStyle").put("mode", panel.limits().isEmpty() ? "off" : "line");
        }
        if (!panel.words().isEmpty() && panel.kind() != Panel.Kind.BAR_GAUGE) {
            ObjectNode mapping = defaults.putArray("mappings").addObject().put("type", "value");
            ObjectNode words = mapping.putObject("options");
            new TreeMap<>(panel.words())
                    .forEach((code, word) -> words.putObject(Integer.toString(code))
                            .put("text", word.text())
                            .put("color", word.colour())
                            .put("index", code));
        }
    }

    /** Colours of queries; in a bar gauge the codes are names of series. */
    private static void overrides(ArrayNode overrides, Panel panel) {
        int number = 0;
        for (Query query : panel.queries()) {
            number++;
            if (!query.colour().isEmpty()) {
                ObjectNode override = overrides.addObject();
                override.putObject("matcher").put("id", "byFrameRefID").put("options", refId(number));
                ObjectNode property =
                        override.putArray("properties").addObject().put("id", "color");
                property.putObject("value").put("mode", "fixed").put("fixedColor", query.colour());
            }
        }
        if (panel.kind() == Panel.Kind.BAR_GAUGE) {
            new TreeMap<>(panel.words()).forEach((code, word) -> {
                ObjectNode override = overrides.addObject();
                override.putObject("matcher").put("id", "byName").put("options", Integer.toString(code));
                override.putArray("properties")
                        .addObject()
                        .put("id", "displayName")
                        .put("value", word.text());
            });
        }
    }

    private static void options(ObjectNode options, Panel.Kind kind) {
        switch (kind) {
            case TIME_SERIES -> {
                legend(options);
                options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            }
            case STATE_TIMELINE -> {
                options.put("showValue", "auto")
                        .put("mergeValues", true)
                        .put("rowHeight", 0.9)
                        .put("alignValue", "center");
                legend(options);
            }
            case BAR_GAUGE -> {
                last(options);
                options.put("orientation", "horizontal")
                        .put("displayMode", "basic")
                        .put("showUnfilled", true)
                        .put("valueMode", "color");
            }
            case STAT -> {
                last(options);
                options.put("colorMode", "value").put("graphMode", "none").put("textMode", "auto");
            }
            case TABLE -> options.put("showHeader", true).put("cellHeight", "sm");
        }
    }

    private static void legend(ObjectNode options) {
        options.putObject("legend")
                .put("displayMode", "list")
                .put("placement", "bottom")
                .put("showLegend", true);
    }

    private static void last(ObjectNode options) {
        ObjectNode reduce = options.putObject("reduceOptions").put("fields", "").put("values", false);
        reduce.putArray("calcs").add("lastNotNull");
    }

    /** One row for each set of labels, a column for each query. */
    private static void table(ArrayNode transformations, Panel panel) {
        transformations.addObject().put("id", "merge").putObject("options");
        ObjectNode organize = transformations.addObject().put("id", "organize").putObject("options");
        organize.putObject("excludeByName").put("Time", true);
        ObjectNode names = organize.putObject("renameByName");
        int number = 0;
        for (Query query : panel.queries()) {
            names.put("Value #" + refId(++number), query.legend());
        }
    }

    /** Of the n-th query of a panel: A, B, C. */
    private static String refId(int number) {
        return String.valueOf((char) ('A' + number - 1));
    }
}
