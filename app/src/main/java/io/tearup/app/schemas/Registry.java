package io.tearup.app.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.contract.SchemaHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** A schema registry as the commands need it; every failure is a {@link UserFault} that names the address. */
final class Registry implements AutoCloseable {
    /** The level every subject is held to. */
    static final String LEVEL = "FULL_TRANSITIVE";

    private static final int KEPT = 1_000;
    private static final int NOT_FOUND = 404;

    private final String url;
    private final SchemaRegistryClient client;

    private Registry(String url, SchemaRegistryClient client) {
        this.url = url;
        this.client = client;
    }

    /**
     * A registry that has answered.
     *
     * @param url its Confluent API, several addresses separated by commas; {@code mock://name} is one within this JVM
     * @param properties further settings of the Confluent client
     * @throws UserFault if it does not answer
     */
    static Registry open(String url, Map<String, String> properties) {
        Registry registry = new Registry(
                url,
                SchemaRegistryClientFactory.newClient(
                        List.of(url.split(",")), KEPT, List.of(new AvroSchemaProvider()), properties, Map.of()));
        try {
            registry.ask("list its subjects", registry.client::getAllSubjects);
            return registry;
        } catch (UserFault e) {
            registry.close();
            throw e;
        }
    }

    /** Every version of a subject, oldest first; empty if the registry does not know it. */
    List<SchemaHistory.Release> versions(String subject) {
        List<SchemaHistory.Release> versions = new ArrayList<>();
        for (int version : askFor("list versions of " + subject, () -> client.getAllVersions(subject))
                .orElse(List.of())) {
            String text = ask(
                            "give version " + version + " of " + subject,
                            () -> client.getSchemaMetadata(subject, version))
                    .getSchema();
            versions.add(new SchemaHistory.Release(version, new Schema.Parser().parse(text)));
        }
        return versions;
    }

    /** The compatibility a subject is held to by a setting of its own, empty if it has none. */
    Optional<String> level(String subject) {
        return askFor("tell the compatibility of " + subject, () -> client.getCompatibility(subject));
    }

    /** Holds a subject to {@link #LEVEL} from now on. */
    void require(String subject) {
        ask("hold " + subject + " to " + LEVEL, () -> {
            // Some registries answer with nothing; that they did it shows in the level they tell afterwards.
            client.updateCompatibility(subject, LEVEL);
            return subject;
        });
    }

    /** Registers a schema, or finds the same one, and gives its id. */
    int register(String subject, Schema schema) {
        return ask("register " + subject, () -> client.register(subject, new AvroSchema(schema)));
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }

    private <T> T ask(String what, Question<T> question) {
        return askFor(what, question)
                .orElseThrow(() -> new UserFault(
                        ExitCode.PREFLIGHT, "registry.url: " + url + " does not " + what + ": it knows no such thing"));
    }

    private <T> Optional<T> askFor(String what, Question<T> question) {
        try {
            return Optional.of(question.ask());
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new UserFault(
                    ExitCode.PREFLIGHT, "registry.url: " + url + " does not " + what + ": " + e.getMessage());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private UserFault unreachable(IOException e) {
        return new UserFault(
                ExitCode.PREFLIGHT,
                "registry.url: no registry answers at " + url + " (" + e
                        + "); check the address and registry.properties");
    }
}
