package io.tearup.app.conformance;

/** One rule, evaluated by the engine's code from a vector's input. */
@FunctionalInterface
interface Operation {
    /**
     * @throws BadVector if the input lacks something or has the wrong form
     * @throws ArithmeticException if the rule divides by zero for this input
     */
    Outcome evaluate(Given given, Given params);
}
