package io.tearup.app.topology;

import io.tearup.app.config.TearupConfig;
import java.util.List;

/** The topics in which Kafka Streams logs a deployment's state. */
public final class Changelogs {
    private Changelogs() {}

    /** Their names. */
    public static List<String> of(TearupConfig config) {
        return TopologyDescription.current(config.ingress()).changelogs(config.applicationId());
    }
}
