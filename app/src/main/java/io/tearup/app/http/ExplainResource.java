package io.tearup.app.http;

import io.tearup.app.PipelineSettings;
import io.tearup.app.UserFault;
import io.tearup.app.explain.Explanations;
import io.tearup.app.records.ClusterSource;
import io.tearup.catalogue.RecordSerdes;
import java.time.Duration;

/**
 * How a wave came about, read from the topics when it is asked for: nothing of it is kept. Only the stretch of each log in which
 * the wave was written is read, and a little before it, where the alert lies that was in force.
 */
final class ExplainResource {
    private static final Duration AROUND = Duration.ofSeconds(30);

    private final DecisionLog log;
    private final PipelineSettings settings;
    private final RecordSerdes serdes;

    ExplainResource(DecisionLog log, PipelineSettings settings, RecordSerdes serdes) {
        this.log = log;
        this.settings = settings;
        this.serdes = serdes;
    }

    /** A wave's explanation, as {@code tearup explain -o json} prints it, with how far the topics were read for it. */
    Answer wave(Route.Request request) {
        String id = request.required("id");
        ClusterSource.Window written = log.appended(id)
                .orElseThrow(() -> Problem.notFound("wave " + id + " is not among the last " + DecisionLog.WAVES
                        + " records; 'tearup explain' reads older ones from the topics"));
        ClusterSource source = new ClusterSource(
                settings.bootstrapServers(),
                settings.kafkaProperties(),
                serdes,
                new ClusterSource.Window(
                        written.from().minus(AROUND), written.until().plus(AROUND)));
        try {
            return Answer.json(Reflects.label(Explanations.json(id, source), source.ends(), null));
        } catch (UserFault e) {
            throw Problem.unavailable(String.join("; ", e.faults()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("this instance stops");
        }
    }
}
