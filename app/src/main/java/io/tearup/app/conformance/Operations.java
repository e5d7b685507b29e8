package io.tearup.app.conformance;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every operation by the name vectors call it. */
final class Operations {
    private static final SortedMap<String, Operation> ALL = all();

    private Operations() {}

    static SortedMap<String, Operation> byName() {
        return ALL;
    }

    private static SortedMap<String, Operation> all() {
        SortedMap<String, Operation> operations = new TreeMap<>();
        PriceOperations.register(operations);
        FundOperations.register(operations);
        QueueOperations.register(operations);
        RankOperations.register(operations);
        TriggerOperations.register(operations);
        return Collections.unmodifiableSortedMap(operations);
    }
}
