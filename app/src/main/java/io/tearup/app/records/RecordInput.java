package io.tearup.app.records;

import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.TearupConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where records are: exactly one of the two, as an argument group of the command. */
public final class RecordInput {
    @Option(names = "--from", description = "Directory written by 'tearup replay --events FILE --out DIR'.")
    private @Nullable Path directory;

    @Option(names = "--config", description = "Configuration of a deployment, whose topics are read.")
    private @Nullable Path config;

    /** The deployment's configuration, empty where a directory is read. */
    public Optional<TearupConfig> config() {
        return Optional.ofNullable(config).map(file -> ConfigReader.read(file, System.getenv()));
    }

    /** Whether a deployment's topics are read. */
    public boolean isCluster() {
        return config != null;
    }

    /** The source that the options name. */
    public RecordSource source() {
        return config().<RecordSource>map(ClusterSource::new)
                .orElseGet(() -> new DirectorySource(directory == null ? Path.of("") : directory));
    }
}
