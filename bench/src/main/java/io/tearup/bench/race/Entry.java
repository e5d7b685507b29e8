package io.tearup.bench.race;

import java.nio.file.Path;

/**
 * What a contestant is told.
 *
 * @param bootstrapServers broker
 * @param registryUrl schema registry
 * @param application consumer group and prefix of everything the contestant creates
 * @param directory for its own files
 */
record Entry(String bootstrapServers, String registryUrl, String application, Path directory) {
    /** Milliseconds between two commits, the same for everybody. */
    static final int COMMIT_MILLIS = 100;

    /** Topic for what a contestant without a changelog writes; made by the race. */
    String outputTopic() {
        return application + "-output";
    }
}
