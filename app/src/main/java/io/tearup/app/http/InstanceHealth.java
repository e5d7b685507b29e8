package io.tearup.app.http;

import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.RestoreProgress;
import io.tearup.engine.model.GroupMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Looks at the pipeline of this instance. */
final class InstanceHealth {
    private static final long MAX_POLL_INTERVAL = 300_000;

    private final Pipeline pipeline;
    private final PipelineSettings settings;
    private final StateResource state;

    InstanceHealth(Pipeline pipeline, PipelineSettings settings, StateResource state) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.state = state;
    }

    Probes.Instance now() {
        List<String> frozen = new ArrayList<>();
        OptionalLong oldest = OptionalLong.empty();
        long now = System.currentTimeMillis();
        for (String group : settings.layout().groups()) {
            var view = state.pipelineGroup(group);
            if (view.isPresent()) {
                if (view.get().mode() == GroupMode.FROZEN) {
                    frozen.add(group);
                }
                for (var market : view.get().markets()) {
                    if (market.markedAt() > 0) {
                        long age = Math.max(0, now - market.markedAt() / 1_000);
                        oldest = OptionalLong.of(Math.max(age, oldest.orElse(0)));
                    }
                }
            }
        }
        return new Probes.Instance(
                pipeline.state(),
                pipeline.liveThreads(),
                pipeline.millisSinceLastPoll(),
                maxPollInterval(),
                pipeline.fault().orElse(""),
                restoring(pipeline.restore().partitions()),
                oldest,
                frozen);
    }

    private long maxPollInterval() {
        return Optional.ofNullable(settings.kafkaProperties().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG))
                .map(Long::parseLong)
                .orElse(MAX_POLL_INTERVAL);
    }

    static Probes.Restoring restoring(Map<Integer, RestoreProgress.Partition> partitions) {
        int tasks = 0;
        long left = 0;
        long seconds = 0;
        for (RestoreProgress.Partition partition : partitions.values()) {
            if (partition.done()) {
                continue;
            }
            tasks++;
            long rows = Math.max(0, partition.total() - partition.restored());
            left += rows;
            Duration took = partition.took();
            if (partition.restored() == 0 || seconds < 0) {
                seconds = -1;
            } else {
                // Partitions of one thread come one after the other.
                seconds += rows * Math.max(1, took.toMillis()) / partition.restored() / 1_000;
            }
        }
        return new Probes.Restoring(tasks, left, seconds);
    }
}
