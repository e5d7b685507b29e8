package io.tearup.app.dashboard;

/** Names of the JVM's own metrics that the dashboards show, as Micrometer's binders give them. Bytes. */
final class JvmMetrics {
    /** What is in use, by pool, garbage with it. */
    static final String USED = "jvm_memory_used_bytes";

    /** What is left in the pool of long-lived objects after it was last collected; 0 before that. */
    static final String LIVE = "jvm_gc_live_data_size_bytes";

    /** Most that pool may hold. */
    static final String LIVE_MAX = "jvm_gc_max_data_size_bytes";

    /** Selects the pools of the heap. */
    static final String OF_HEAP = "area=\"heap\"";

    private JvmMetrics() {}
}
