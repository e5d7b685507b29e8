package io.tearup.app;

import io.tearup.app.config.TearupConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Opens the admin client of a configured cluster. */
public final class Cluster {
    private static final int ANSWER_WITHIN_MS = 10_000;

    private Cluster() {}

    /**
     * An admin client that has reached the cluster.
     *
     * @throws UserFault if the cluster does not answer
     */
    public static Admin open(TearupConfig config) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(config.kafkaProperties());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS / 2);
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw unreachable(config, e);
        }
        try {
            admin.describeCluster().clusterId().get();
            return admin;
        } catch (ExecutionException e) {
            admin.close();
            throw unreachable(config, e.getCause() == null ? e : e.getCause());
        }
    }

    private static UserFault unreachable(TearupConfig config, Throwable cause) {
        return new UserFault(
                ExitCode.PREFLIGHT,
                "kafka.bootstrap: no broker answers at " + config.bootstrapServers() + " (" + cause.getMessage()
                        + "); check the address and kafka.properties");
    }
}
