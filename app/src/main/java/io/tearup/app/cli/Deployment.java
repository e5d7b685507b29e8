package io.tearup.app.cli;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.config.ConfigReader;
import io.tearup.app.config.Setting;
import io.tearup.app.config.TearupConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which deployment is meant. What they set wins over the environment, and that over the file. */
public final class Deployment {
    private static final Path HERE = Path.of("tearup.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of the deployment (default ./tearup.yaml).")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A value in place of the environment's or the file's: --set kafka.bootstrap=broker:9092.")
    private Map<String, String> set = Map.of();

    /** The deployment, read and checked. */
    public TearupConfig read() {
        return ConfigReader.read(file(), System.getenv(), set);
    }

    /** Every key of it with its value and where that comes from. */
    public List<Setting> settings() {
        return ConfigReader.settings(file(), System.getenv(), set);
    }

    private Path file() {
        if (file != null) {
            return file;
        }
        if (!Files.exists(HERE)) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "--config: is not given and there is no tearup.yaml in this directory; name a file");
        }
        return HERE;
    }
}
