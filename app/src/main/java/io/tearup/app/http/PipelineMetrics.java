package io.tearup.app.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.catalogue.Metrics;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.GroupSpec;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Wave;
import io.tearup.store.RiskQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Metrics for Prometheus, taken when they are asked for: balances and modes from the state of the groups this instance holds, trigger
 * inputs from the alerts it read, Kafka Streams' own as they are. Doubles are for watching; nothing is decided with them.
 */
final class PipelineMetrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Bounds of the latency's histogram. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new TreeMap<>();
    private final Map<String, List<MultiGauge.Row<?>>> rows = new HashMap<>();
    private final Map<String, AtomicLong> counters = new HashMap<>();
    private final Pipeline pipeline;
    private final PipelineSettings settings;
    private final StateResource state;
    private final DecisionLog decisions;
    private @Nullable KafkaStreamsMetrics streams;

    PipelineMetrics(Pipeline pipeline, PipelineSettings settings, StateResource state, DecisionLog decisions) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.state = state;
        this.decisions = decisions;
        for (String name : List.of(
                Metrics.FUND_BALANCE,
                Metrics.FUND_PEAK,
                Metrics.DRAWDOWN_RATIO,
                Metrics.TRIGGER_RATIO,
                Metrics.STOP_RATIO,
                Metrics.STATE,
                Metrics.HEADROOM,
                Metrics.RESIDUAL,
                Metrics.CONSERVATION_ERROR,
                Metrics.MARK_AGE,
                Metrics.FROZEN,
                Metrics.RESTORE_REMAINING)) {
            gauges.put(name, MultiGauge.builder(name).register(registry));
        }
    }

    synchronized Answer scrape() {
        if (streams == null) {
            streams = pipeline.bindTo(registry);
        }
        rows.clear();
        Set<String> held = new HashSet<>();
        for (String group : settings.layout().groups()) {
            state.pipelineGroup(group).ifPresent(view -> {
                held.add(group);
                read(view);
            });
        }
        // An alert is told by the instance that holds its group: all of them read it.
        decisions.alerts().stream()
                .filter(alert -> held.contains(alert.getRiskGroup()))
                .forEach(this::read);
        residuals(held);
        Map<String, Long> deadLetters = decisions.deadLetters();
        held.forEach(group -> count(Metrics.DLQ, Tags.of("group", group), deadLetters.getOrDefault(group, 0L)));
        decisions.drainLatencies().stream()
                .filter(latency -> held.contains(latency.group()))
                .forEach(latency -> latency(latency.group()).record(latency.took()));
        gauge(
                Metrics.RESTORE_REMAINING,
                Tags.empty(),
                InstanceHealth.restoring(pipeline.restore().partitions()).rowsLeft());
        gauges.forEach((name, gauge) -> gauge.register(rows.getOrDefault(name, List.of()), true));
        return new Answer(200, TYPE, registry.scrape(TYPE));
    }

    private void read(RiskQuery.GroupView view) {
        GroupSpec money = view.money();
        Tags group = Tags.of("group", view.group());
        gauge(Metrics.FROZEN, group, view.mode() == GroupMode.FROZEN ? 1 : 0);
        gauge(Metrics.CONSERVATION_ERROR, group, view.conservationError());
        count(Metrics.DUPLICATES, group, view.duplicates());
        count(Metrics.GAPS, group, view.gaps());
        for (RiskQuery.PoolView pool : view.pools()) {
            gauge(
                    Metrics.FUND_BALANCE,
                    group.and("pool", pool.pool().id()),
                    BigDecimal.valueOf(pool.cash(), money.moneyScale()).doubleValue());
        }
        long now = System.currentTimeMillis();
        for (RiskQuery.MarketView market : view.markets()) {
            Tags tags = group.and("market", market.market().id());
            count(Metrics.WAVES, tags.and("pool", market.market().pool()), market.waveNumber());
            if (market.markedAt() > 0) {
                gauge(Metrics.MARK_AGE, tags, Math.max(0, now - market.markedAt() / 1_000) / 1e3);
            }
        }
    }

    private void read(Alert alert) {
        Tags tags = Tags.of("group", alert.getRiskGroup(), "pool", alert.getPool(), "market", alert.getMarket());
        gauge(Metrics.FUND_PEAK, tags, alert.getBalancePeak().doubleValue());
        gauge(Metrics.TRIGGER_RATIO, tags, alert.getTriggerRatio().doubleValue());
        gauge(Metrics.STOP_RATIO, tags, alert.getStopRatio().doubleValue());
        gauge(Metrics.HEADROOM, tags, alert.getHeadroom().doubleValue());
        BigDecimal drawdown = alert.getDrawdown();
        if (drawdown != null) {
            gauge(Metrics.DRAWDOWN_RATIO, tags, drawdown.doubleValue());
        }
        gauge(Metrics.STATE, tags, alert.getState().ordinal());
    }

    private void residuals(Set<String> held) {
        Set<String> told = new HashSet<>();
        for (Wave wave : decisions.waves()) {
            BigDecimal residual = wave.getResidual();
            if (residual != null
                    && held.contains(wave.getRiskGroup())
                    && told.add(wave.getRiskGroup() + "|" + wave.getMarket())) {
                gauge(
                        Metrics.RESIDUAL,
                        Tags.of("group", wave.getRiskGroup(), "pool", wave.getPool(), "market", wave.getMarket()),
                        residual.doubleValue());
            }
        }
    }

    private Timer latency(String group) {
        return Timer.builder(Metrics.DECISION_LATENCY)
                .tag("group", group)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void gauge(String name, Tags tags, double value) {
        rows.computeIfAbsent(name, key -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
    }

    /** A counter that the state keeps: it goes on over a restart. */
    private void count(String name, Tags tags, long value) {
        counters.computeIfAbsent(name + tags, key -> {
                    AtomicLong counter = new AtomicLong();
                    FunctionCounter.builder(name, counter, AtomicLong::doubleValue)
                            .tags(tags)
                            .register(registry);
                    return counter;
                })
                .set(value);
    }
}
