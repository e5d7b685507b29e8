package io.tearup.engine;

import io.tearup.engine.decision.Decision;

/** Receives what the engine says, in order. */
@FunctionalInterface
public interface Outbox {
    void emit(Decision decision);
}
