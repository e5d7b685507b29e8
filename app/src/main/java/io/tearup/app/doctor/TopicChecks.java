package io.tearup.app.doctor;

import io.tearup.app.Check;
import io.tearup.app.TopicPlanner;
import io.tearup.app.config.TearupConfig;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** Whether the topics are there, with the partitions and the configuration of the catalogue. */
public final class TopicChecks {
    private TopicChecks() {}

    /** A check for each topic, in the catalogue's order. */
    public static List<Check> of(Admin admin, TearupConfig config) throws InterruptedException {
        return new TopicPlanner(admin, config.layout(), config.ingress(), config.replicationFactor())
                .plan().stream().map(TopicChecks::of).toList();
    }

    private static Check of(TopicPlanner.Step step) {
        String what = "topic " + step.topic().name();
        return switch (step.action()) {
            case NONE -> Check.ok(what, step.found() + (step.found() == 1 ? " partition" : " partitions"));
            case CREATE -> Check.failed(what, "is missing; create it with 'tearup topics apply'");
            case CONFIGURE -> Check.warning(what, step.describe() + "; 'tearup topics apply' does");
            case IMPOSSIBLE -> Check.failed(what, step.describe());
        };
    }
}
