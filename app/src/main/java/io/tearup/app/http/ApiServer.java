package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.UserFault;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.config.OtlpSettings;
import io.tearup.app.explain.Explanations;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The HTTP API of an instance.
 *
 * <p>One route table says everything there is, and the OpenAPI document is made from it. A request that fails gets a problem
 * document.
 */
public final class ApiServer implements AutoCloseable {
    /** Topics that answers and metrics are told from: whoever runs this has to be allowed to read them. */
    public static final Set<Topics.Topic> READS = Stream.of(DecisionLog.READ, Explanations.READS)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final HttpListener listener;
    private final EventStream events;
    private final DecisionLog decisions;
    private final PipelineMetrics metrics;
    private final AdminResource admin;

    private ApiServer(
            HttpListener listener,
            EventStream events,
            DecisionLog decisions,
            PipelineMetrics metrics,
            AdminResource admin) {
        this.listener = listener;
        this.events = events;
        this.decisions = decisions;
        this.metrics = metrics;
        this.admin = admin;
    }

    /**
     * Starts answering for a pipeline.
     *
     * @throws UserFault if the address cannot be listened at
     */
    public static ApiServer start(HttpSettings settings, Pipeline pipeline, PipelineSettings deployment) {
        HttpListener listener = HttpListener.open(settings);
        RecordSerdes serdes = RecordSerdes.forRegistry(deployment.registryUrl(), deployment.registryProperties());
        Map<String, Object> consumer =
                DecisionLog.consumer(deployment.bootstrapServers(), deployment.kafkaProperties());
        DecisionLog decisions = DecisionLog.start(consumer, serdes);
        EventStream events = new EventStream(consumer, serdes);
        StateResource state = new StateResource(pipeline, deployment, decisions);
        PipelineMetrics metrics = new PipelineMetrics(pipeline, deployment, state, decisions);
        AdminResource admin = new AdminResource(settings.adminToken(), deployment, state);
        List<Route> routes = Stream.of(
                        probes(new InstanceHealth(pipeline, deployment, state), new Probes(settings.marksWithin())),
                        List.of(Route.question(
                                        "/metrics",
                                        "Metrics for Prometheus",
                                        AnswerShape.TEXT,
                                        request -> metrics.scrape())
                                .producing(PipelineMetrics.TYPE)),
                        ofState(state),
                        ofDecisions(
                                new DecisionResource(
                                        decisions, deployment.layout().groups()),
                                new ExplainResource(decisions, deployment, serdes),
                                events),
                        admin.routes())
                .flatMap(List::stream)
                .toList();
        ApiServer api = new ApiServer(listener, events, decisions, metrics, admin);
        listener.serve(withDocument(routes), settings.console());
        return api;
    }

    private static List<Route> probes(InstanceHealth health, Probes probes) {
        return List.of(
                Route.probe(
                        "/livez",
                        "Whether a restart would help",
                        AnswerShape.LIVENESS,
                        request -> Probes.live(health.now())),
                Route.probe(
                        "/startupz",
                        "Whether it has started",
                        AnswerShape.STARTUP,
                        request -> Probes.started(health.now())),
                Route.probe(
                        "/readyz",
                        "Whether it may be relied on",
                        AnswerShape.READINESS,
                        request -> probes.ready(health.now())));
    }

    private static List<Route> ofState(StateResource state) {
        String account = "/v1/groups/{group}/accounts/{account}";
        return List.of(
                Route.question("/v1/groups", "The risk groups", AnswerShape.RISK_GROUPS, state::groups),
                Route.question(
                        "/v1/groups/{group}",
                        "Mode, pools and markets of a risk group",
                        AnswerShape.GROUP,
                        state::group),
                Route.question(account, "An account's positions", AnswerShape.ACCOUNT, state::account),
                Route.question(
                        account + "/markets/{market}",
                        "Where a position stands in the ADL queue",
                        AnswerShape.STANDING,
                        state::standing),
                Route.question(
                        account + "/markets/{market}/whatif",
                        "Where it would stand with more margin, a smaller position or another rulebook",
                        AnswerShape.WHAT_IF,
                        state::whatIf,
                        StateResource.SUPPOSED),
                Route.question(
                        "/v1/rulebooks",
                        "Rulebooks that come with the program",
                        AnswerShape.RULEBOOKS,
                        state::rulebooks));
    }

    private static List<Route> ofDecisions(DecisionResource log, ExplainResource explain, EventStream events) {
        return List.of(
                Route.question(
                        "/v1/alerts",
                        "The last alert of every market, every trigger input",
                        AnswerShape.ALERTS,
                        log::alerts,
                        DecisionResource.GROUP),
                Route.question(
                        "/v1/waves",
                        "The records of the last waves, newest first",
                        AnswerShape.WAVES,
                        log::waves,
                        DecisionResource.LIMIT),
                Route.question(
                        "/v1/wave",
                        "The records of one wave, by its id",
                        AnswerShape.WAVE_RECORDS,
                        log::wave,
                        DecisionResource.ID),
                Route.question(
                        "/v1/explain",
                        "How one of the last waves came about, every counterparty",
                        AnswerShape.EXPLANATION,
                        explain::wave,
                        DecisionResource.ID),
                Route.stream(
                        "/v1/stream",
                        "Alerts and waves as server-sent events; Last-Event-ID goes on where it ended",
                        EventStream.TYPE,
                        AnswerShape.TEXT,
                        events::open,
                        EventStream.PARAMETERS));
    }

    private static List<Route> withDocument(List<Route> routes) {
        ObjectNode document = ApiDocument.of(routes);
        Route described = Route.question(
                "/openapi.json",
                "This API as an OpenAPI document",
                AnswerShape.DOCUMENT,
                request -> Answer.json(document));
        return Stream.concat(routes.stream(), Stream.of(described)).toList();
    }

    /** Port it listens at. */
    public int port() {
        return listener.port();
    }

    /** Sends what /metrics tells to a collector too. */
    public void pushMetricsTo(OtlpSettings collector) {
        metrics.pushTo(collector);
    }

    /** Stops answering at once: whoever reads the stream comes back with the id of its last event. */
    @Override
    public void close() {
        events.close();
        listener.close();
        metrics.close();
        decisions.close();
        admin.close();
    }
}
