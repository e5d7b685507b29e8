package io.tearup.connect.replay;

import io.tearup.connect.PluginVersion;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/**
 * Plays files of recorded input into the input topics.
 *
 * <p>All files are one sequence, so there is one task, whatever {@code tasks.max} allows. What has been played is set and
 * cleared with Connect's own requests for offsets, {@code {"file": path}} to {@code {"position": bytes, "line": lines}}.
 */
public final class ReplaySourceConnector extends SourceConnector {
    private Map<String, String> properties = Map.of();

    /** Made by the worker. */
    public ReplaySourceConnector() {}

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return ReplayConfig.DEFINITION;
    }

    @Override
    public void start(Map<String, String> given) {
        properties = new ReplayConfig(given).originalsStrings();
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ReplaySourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(properties);
    }

    /** A record's offset is all that a task goes on from, so it is exactly once wherever the worker is. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> given) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    @Override
    public boolean alterOffsets(Map<String, String> given, Map<Map<String, ?>, @Nullable Map<String, ?>> offsets) {
        offsets.forEach(FilePosition::check);
        return true;
    }

    @Override
    public void stop() {
        // Nothing runs here; the task does the work.
    }
}
