package io.tearup.catalogue;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The schemas a registry has for the topics of the catalogue, with their ids: enough to read and write the same bytes
 * without it, and without writing to it.
 *
 * @param schemas in the order of subjects and versions
 */
public record RegisteredSchemas(List<Registered> schemas) {
    private static final int CAPACITY = 1_000;

    /** One version of a subject's schema. */
    public record Registered(String subject, int version, int id, String schema) {}

    public RegisteredSchemas {
        schemas = List.copyOf(schemas);
    }

    /**
     * Reads a registry.
     *
     * @throws RegistryUnavailableException if it cannot be asked
     */
    public static RegisteredSchemas of(String url, Map<String, ?> clientConfig) {
        List<Registered> schemas = new ArrayList<>();
        try (SchemaRegistryClient registry = SchemaRegistryClientFactory.newClient(
                List.of(url.split(",", -1)), CAPACITY, List.of(new AvroSchemaProvider()), clientConfig, Map.of())) {
            TreeSet<String> subjects = new TreeSet<>(registry.getAllSubjects());
            for (Topics.Topic topic : Topics.all()) {
                if (subjects.contains(topic.subject())) {
                    for (int version : new TreeSet<>(registry.getAllVersions(topic.subject()))) {
                        SchemaMetadata found = registry.getSchemaMetadata(topic.subject(), version);
                        schemas.add(new Registered(topic.subject(), version, found.getId(), found.getSchema()));
                    }
                }
            }
        } catch (RestClientException | IOException e) {
            throw new RegistryUnavailableException("the schema registry gave no answer: " + e.getMessage(), e);
        }
        return new RegisteredSchemas(schemas);
    }

    /**
     * Serdes against these schemas alone. A record of the catalogue whose present schema is not among them is written with an
     * id that is not either.
     */
    public RecordSerdes serdes() {
        String scope = "registered-" + UUID.randomUUID();
        try {
            SchemaRegistryClient registry = MockSchemaRegistry.getClientForScope(scope);
            int free = 1;
            for (Registered each : schemas) {
                registry.register(each.subject(), new AvroSchema(each.schema()), each.version(), each.id());
                free = Math.max(free, each.id() + 1);
            }
            for (Topics.Topic topic : Topics.all()) {
                Schema present = topic.schema().orElse(null);
                if (present != null && !has(topic.subject(), written(present))) {
                    registry.register(topic.subject(), written(present), versionAfter(topic.subject()), free++);
                }
            }
        } catch (RestClientException | IOException e) {
            throw new IllegalStateException("a registry in memory refused a schema", e);
        }
        return RecordSerdes.forRegistry("mock://" + scope);
    }

    private boolean has(String subject, AvroSchema schema) {
        return schemas.stream()
                .anyMatch(each -> each.subject().equals(subject) && new AvroSchema(each.schema()).equals(schema));
    }

    private int versionAfter(String subject) {
        return 1
                + schemas.stream()
                        .filter(each -> each.subject().equals(subject))
                        .mapToInt(Registered::version)
                        .max()
                        .orElse(0);
    }

    /** A schema as {@link RecordSerdes} registers it. */
    private static AvroSchema written(Schema schema) {
        AvroTrust.install();
        Object record = SpecificData.get().newRecord(null, schema);
        return new AvroSchema(AvroSchemaUtils.getSchema(record, false, false, true));
    }
}
