package io.tearup.app.local;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A broker and a registry, started side by side and stopped together. */
public final class LocalPlatform implements AutoCloseable {
    private final LocalBroker broker;
    private final LocalRegistry registry;

    private LocalPlatform(LocalBroker broker, LocalRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /** Starts both, with their data below a directory. */
    public static LocalPlatform start(Path directory) {
        CompletableFuture<LocalRegistry> registry =
                CompletableFuture.supplyAsync(() -> LocalRegistry.start(directory.resolve("registry")));
        LocalBroker broker;
        try {
            broker = LocalBroker.start(directory.resolve("broker"));
        } catch (RuntimeException e) {
            registry.thenAccept(LocalRegistry::close);
            throw e;
        }
        try {
            return new LocalPlatform(broker, registry.join());
        } catch (CompletionException e) {
            broker.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Address of the broker. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Address of the registry's Confluent API. */
    public String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
