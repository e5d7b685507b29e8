package io.tearup.app.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.security.plain.PlainLoginModule;

/**
 * A local broker that asks who a client is (SASL/PLAIN) and lets it do only what an access rule allows. {@code admin} may do
 * everything. The controller's listener stays open; its anonymous user is the broker itself.
 */
public final class GuardedBroker implements AutoCloseable {
    private static final String ADMIN = "admin";

    private final LocalBroker broker;

    private GuardedBroker(LocalBroker broker) {
        this.broker = broker;
    }

    /** Starts a broker that knows {@code admin} and one more user; a password is the user's name. */
    public static GuardedBroker start(Path directory, String user) {
        String login = PlainLoginModule.class.getName() + " required username=\"" + ADMIN + "\" password=\"" + ADMIN
                + "\" user_" + ADMIN + "=\"" + ADMIN + "\" user_" + user + "=\"" + user + "\";";
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.name.plaintext.plain.sasl.jaas.config", login);
        settings.put("authorizer.class.name", WatchedAuthorizer.class.getName());
        settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        return new GuardedBroker(LocalBroker.start(directory, settings));
    }

    /** Address for clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Client properties of a user. */
    public static Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PlainLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + user + "\";");
    }

    /** Client properties of the user who may do everything. */
    public static Map<String, String> adminLogin() {
        return login(ADMIN);
    }

    @Override
    public void close() {
        broker.close();
    }
}
