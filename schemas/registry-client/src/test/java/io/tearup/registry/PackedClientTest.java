package io.tearup.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProvider;
import io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProviderFactory;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.subject.TopicNameStrategy;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class PackedClientTest {
    private static final Schema TRADE = SchemaBuilder.record("Trade")
            .namespace("example")
            .fields()
            .requiredString("id")
            .requiredLong("quantity")
            .endRecord();

    /** Cannot load, and are not used: see the README. */
    private static final Set<String> LEFT_OUT = Set.of(
            "io.confluent.kafka.formatter.AvroMessageReader",
            "io.confluent.kafka.formatter.SchemaMessageReader",
            "io.confluent.kafka.formatter.SchemaMessageReader$1",
            "io.confluent.kafka.formatter.SchemaMessageReader$2",
            "io.confluent.kafka.schemaregistry.client.security.bearerauth.oauth.CachedOauthTokenRetriever",
            "io.confluent.kafka.schemaregistry.client.security.bearerauth.oauth.OauthCredentialProvider",
            "io.confluent.kafka.schemaregistry.client.security.bearerauth.oauth.SaslOauthCredentialProvider",
            "io.confluent.kafka.serializers.KafkaAvroDecoder");

    private static final Map<String, Object> CONFIG = Map.of("schema.registry.url", "mock://packed-client");

    @Test
    void shouldReadBackWhatItWroteThroughARegistry() throws Exception {
        GenericRecord trade = new GenericRecordBuilder(TRADE)
                .set("id", "t-1")
                .set("quantity", 7L)
                .build();
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
                KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(CONFIG, false);
            deserializer.configure(CONFIG, false);

            byte[] bytes = serializer.serialize("trades", trade);

            assertThat(bytes[0]).as("magic byte of the wire format").isZero();
            assertThat(deserializer.deserialize("trades", bytes)).hasToString(trade.toString());
            SchemaRegistryClient registry = serializer.getSchemaRegistryClient();
            assertThat(registry.getAllSubjects()).contains("trades-value");
        }
    }

    @Test
    void shouldRefuseBytesOfAnotherFormat() {
        try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            deserializer.configure(CONFIG, false);

            assertThatThrownBy(() -> deserializer.deserialize("trades", new byte[] {'{', '"', 'i', 'd', '"', '}'}))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void shouldAuthenticateWithAFixedBearerToken() throws Exception {
        BearerAuthCredentialProvider provider = BearerAuthCredentialProviderFactory.getBearerAuthCredentialProvider(
                "STATIC_TOKEN", Map.of("bearer.auth.token", "secret"));

        assertThat(provider.getBearerToken(URI.create("http://registry.example").toURL()))
                .isEqualTo("secret");
    }

    /** Resolves the types in every declaration; one missing library on the class path fails it by name. */
    @Test
    void shouldHaveEveryLibraryItsDeclarationsName() {
        Map<String, String> missing = new TreeMap<>();
        int declarations = 0;
        for (String name : classNames()) {
            try {
                Class<?> type = Class.forName(name, false, getClass().getClassLoader());
                declarations += type.getDeclaredMethods().length
                        + type.getDeclaredConstructors().length
                        + type.getDeclaredFields().length;
            } catch (ClassNotFoundException | LinkageError e) {
                missing.put(name, e.toString());
            }
        }
        assertThat(missing.keySet()).as(() -> missing.toString()).isEqualTo(LEFT_OUT);
        assertThat(declarations).as("declarations resolved").isGreaterThan(1000);
    }

    private static List<String> classNames() {
        return Stream.of(SchemaRegistryClient.class, KafkaAvroSerializer.class, TopicNameStrategy.class)
                .map(PackedClientTest::origin)
                .distinct()
                .map(PackedClientTest::entries)
                .flatMap(Collection::stream)
                .filter(entry -> entry.startsWith("io/confluent/kafka/") && entry.endsWith(".class"))
                .map(entry ->
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.'))
                .toList();
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> entries(Path origin) {
        try {
            if (Files.isDirectory(origin)) {
                try (Stream<Path> files = Files.walk(origin)) {
                    return files.map(file -> origin.relativize(file).toString().replace(File.separatorChar, '/'))
                            .toList();
                }
            }
            try (JarFile jar = new JarFile(origin.toFile())) {
                return jar.stream().map(JarEntry::getName).toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
