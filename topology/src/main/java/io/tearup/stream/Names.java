package io.tearup.stream;

import io.tearup.catalogue.Topics;

/** Names of every node and store of the topology. They are part of the state's identity: renaming one loses state. */
public final class Names {
    /** The one processor that decides. */
    public static final String RISK_CORE = "risk-core";

    /** The one store: all state of a task's risk groups. */
    public static final String RISK_STATE = "risk-state";

    /** Source of the internal topic that carries every input of a group in one order. */
    public static final String INGRESS_EVENTS = "ingress-events";

    /** Sink of that topic. */
    public static final String EGRESS_EVENTS = "egress-events";

    private Names() {}

    /** Source of an input topic, for example {@code ingress-fills}. */
    public static String ingress(Topics.Topic topic) {
        return "ingress-" + stem(topic);
    }

    /** Router of an input topic, for example {@code route-fills}. */
    public static String route(Topics.Topic topic) {
        return "route-" + stem(topic);
    }

    /** Sink of an output topic, for example {@code egress-settlements}. */
    public static String egress(Topics.Topic topic) {
        return "egress-" + stem(topic);
    }

    /** {@code risk.mark-prices.v1} becomes {@code mark-prices}. */
    private static String stem(Topics.Topic topic) {
        String name = topic.name();
        return name.substring(name.indexOf('.') + 1, name.lastIndexOf('.'));
    }
}
