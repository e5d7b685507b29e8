package io.tearup.stream;

/** How a venue's topics reach the processor that decides. */
public enum Ingress {
    /** Producers use the published partitioner: a record is read from its risk group's partition. */
    DIRECT,
    /** The venue keeps its own keys and partitions: every input is routed through one internal topic per group. */
    REPARTITION
}
