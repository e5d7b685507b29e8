package io.tearup.app.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * A local broker as a venue would run it: clients speak TLS with it and log in by SASL/SCRAM-SHA-512, and may do only what an
 * access rule allows. {@code admin} may do everything. The controller's listener stays open; its anonymous user is the broker
 * itself.
 */
public final class GuardedBroker implements AutoCloseable {
    private static final String ADMIN = "admin";
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String STORE_PASSWORD = "only-for-this-test";

    private final LocalBroker broker;
    private final Path trust;

    private GuardedBroker(LocalBroker broker, Path trust) {
        this.broker = broker;
        this.trust = trust;
    }

    /** Starts a broker that knows {@code admin} and one more user; a password is the user's name. */
    public static GuardedBroker start(Path directory, String user) {
        Path keys = directory.resolve("broker.p12");
        Path trust = directory.resolve("trust.p12");
        certify(directory, keys, trust);
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.name.plaintext.scram-sha-512.sasl.jaas.config", jaas(ADMIN));
        settings.put("ssl.keystore.location", keys.toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", STORE_PASSWORD);
        settings.put("ssl.truststore.location", trust.toString());
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.password", STORE_PASSWORD);
        settings.put("authorizer.class.name", WatchedAuthorizer.class.getName());
        settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        LocalBroker broker = LocalBroker.start(
                directory, settings, List.of("--add-scram", scram(ADMIN), "--add-scram", scram(user)));
        return new GuardedBroker(broker, trust);
    }

    private static String scram(String user) {
        return MECHANISM + "=[name=" + user + ",password=" + user + "]";
    }

    private static String jaas(String user) {
        return ScramLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + user + "\";";
    }

    /** A key for the loopback address, and a store that trusts its certificate, by the JDK's own tool. */
    private static void certify(Path directory, Path keys, Path trust) {
        Path certificate = directory.resolve("broker.pem");
        try {
            Files.createDirectories(directory);
            keytool("-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=broker", "-validity", "2")
                    .with(
                            "-ext",
                            "san=ip:127.0.0.1,dns:localhost",
                            "-keystore",
                            keys.toString(),
                            "-storetype",
                            "PKCS12")
                    .run();
            keytool("-exportcert", "-alias", "broker", "-rfc", "-file", certificate.toString())
                    .with("-keystore", keys.toString())
                    .run();
            keytool("-importcert", "-alias", "broker", "-noprompt", "-file", certificate.toString())
                    .with("-keystore", trust.toString(), "-storetype", "PKCS12")
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Keytool keytool(String... arguments) {
        return new Keytool(List.of(arguments));
    }

    /** A call of the JDK's {@code keytool}. */
    private record Keytool(List<String> arguments) {
        Keytool with(String... more) {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of(more));
            return new Keytool(all);
        }

        void run() throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            command.addAll(List.of("-storepass", STORE_PASSWORD));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        }
    }

    /** Address for clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Client properties of a user that are no secret. */
    public Map<String, String> transport() {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                MECHANISM,
                "ssl.truststore.location",
                trust.toString(),
                "ssl.truststore.type",
                "PKCS12");
    }

    /** Client properties of a user that are. */
    public Map<String, String> secrets(String user) {
        return Map.of("ssl.truststore.password", STORE_PASSWORD, "sasl.jaas.config", jaas(user));
    }

    /** Client properties of the user who may do everything. */
    public Map<String, String> adminLogin() {
        Map<String, String> all = new HashMap<>(transport());
        all.putAll(secrets(ADMIN));
        return all;
    }

    @Override
    public void close() {
        broker.close();
    }
}
