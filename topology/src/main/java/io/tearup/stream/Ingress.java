package io.tearup.stream;

import io.tearup.catalogue.Topics;
import java.util.List;

/** How a venue's topics reach the processor that decides. */
public enum Ingress {
    /** Producers use the published partitioner: a record is read from its risk group's partition. */
    DIRECT,
    /** The venue keeps its own keys and partitions: every input is routed through one internal topic per group. */
    REPARTITION;

    /** Topics from which the processor that decides is fed, by name: the order log numbers them so. */
    public List<String> sources() {
        return this == REPARTITION
                ? List.of(Topics.RISK_EVENTS.name())
                : Topics.inputs().stream().map(Topics.Topic::name).sorted().toList();
    }
}
