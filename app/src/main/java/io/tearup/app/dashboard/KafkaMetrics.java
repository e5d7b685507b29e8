package io.tearup.app.dashboard;

/**
 * Names of Kafka's own metrics that the dashboards show, as Micrometer's binder makes them of Kafka's. Several exist twice per
 * topic, with dots and with underscores in its name; whoever takes the highest need not care.
 */
final class KafkaMetrics {
    /** State of the Streams client, as {@code KafkaStreams.State} counts. */
    static final String CLIENT_STATE = "kafka_stream_client_state";

    static final String ALIVE_THREADS = "kafka_stream_alive_stream_threads";
    static final String FAILED_THREADS = "kafka_stream_failed_stream_threads_total";

    /** Records that threads worked through; a run of records of one millisecond counts as one. */
    static final String PROCESSED = "kafka_stream_thread_process_total";

    static final String PROCESS_RATIO = "kafka_stream_thread_process_ratio";
    static final String POLL_RATIO = "kafka_stream_thread_poll_ratio";
    static final String COMMIT_RATIO = "kafka_stream_thread_commit_ratio";

    /** Milliseconds, over the last half minute. */
    static final String COMMIT_LATENCY_MAX = "kafka_stream_thread_commit_latency_max";

    /** Nanoseconds spent committing transactions. */
    static final String TRANSACTION_COMMIT_TIME = "kafka_producer_txn_commit_time_ns_total";

    static final String LAG_MAX = "kafka_consumer_fetch_manager_records_lag_max";
    static final String REBALANCES = "kafka_consumer_coordinator_rebalance_total";
    static final String STANDBY_TASKS = "kafka_stream_state_updater_standby_updating_tasks";

    /** Selects the consumers of the stream threads. */
    static final String OF_INPUT = "client_id=~\".+-StreamThread-[0-9]+-consumer\"";

    /** Selects the consumers that keep copies of the state. */
    static final String OF_STANDBY = "client_id=~\".+-restore-consumer\"";

    private KafkaMetrics() {}
}
