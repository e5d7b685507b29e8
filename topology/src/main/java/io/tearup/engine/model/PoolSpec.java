package io.tearup.engine.model;

/** An insurance pool: its id within the risk group and its reach. */
public record PoolSpec(String id, PoolKind kind) {}
