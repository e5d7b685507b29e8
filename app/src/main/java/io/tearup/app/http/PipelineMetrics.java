package io.tearup.app.http;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.app.config.OtlpSettings;
import io.tearup.app.http.WaveFigures.DecisionLatency;
import io.tearup.catalogue.Metrics;
import io.tearup.engine.model.AllocationRule;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics, taken when they are asked for or pushed: balances and modes from the state of the groups this instance decides for, trigger
 * inputs and what waves came to from the records it read, Kafka Streams' and the JVM's own as they are. Doubles are for watching; nothing is decided
 * with them.
 *
 * <p>A group is told by the instance that decides for it and by no copy of its state, so that sums over instances are right.
 */
final class PipelineMetrics implements AutoCloseable {
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

    /** Gauges told by group and market, or by less. */
    private static final List<String> GAUGES = List.of(
            Metrics.FUND_BALANCE,
            Metrics.FUND_PEAK,
            Metrics.DRAWDOWN_RATIO,
            Metrics.TRIGGER_RATIO,
            Metrics.STOP_RATIO,
            Metrics.STATE,
            Metrics.HEADROOM,
            Metrics.MARKET_PNL,
            Metrics.RESIDUAL,
            Metrics.RESERVED_OPEN,
            Metrics.OVERSHOOT,
            Metrics.ALLOCATION_POLICY,
            Metrics.WAVE_PRICE,
            Metrics.WAVE_MARK,
            Metrics.WAVE_BANKRUPTCY_PRICE,
            Metrics.WAVE_ASSIGNMENTS,
            Metrics.WAVE_CONCENTRATION,
            Metrics.CONSERVATION_ERROR,
            Metrics.MARK_AGE,
            Metrics.FROZEN,
            Metrics.RESTORE_REMAINING);

    private final PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompositeMeterRegistry registry = new CompositeMeterRegistry(Clock.SYSTEM, List.of(scraped));
    private final Map<String, MultiGauge> gauges = new TreeMap<>();
    private final Map<String, List<MultiGauge.Row<?>>> rows = new HashMap<>();
    private final Map<Series, Counted> counters = new HashMap<>();
    private final Map<Series, Timer> timers = new HashMap<>();
    private final Pipeline pipeline;
    private final PipelineSettings settings;
    private final StateResource state;
    private final DecisionLog decisions;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private @Nullable KafkaStreamsMetrics streams;

    PipelineMetrics(Pipeline pipeline, PipelineSettings settings, StateResource state, DecisionLog decisions) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.state = state;
        this.decisions = decisions;
        GAUGES.forEach(name -> gauges.put(name, MultiGauge.builder(name).register(registry)));
        // State is on the heap: how full that is tells how much more of it there may be.
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Name and tags of a counter or a timer. */
    private record Series(String name, Tags tags) {}

    /** A counter, and what it stands at. */
    private record Counted(FunctionCounter counter, AtomicReference<Double> value) {}

    /** Everything as of now, for Prometheus. */
    synchronized Answer scrape() {
        refresh();
        return new Answer(200, TYPE, scraped.scrape(TYPE));
    }

    /** Sends everything to a collector too, at its step, until this is closed. */
    synchronized void pushTo(OtlpSettings collector) {
        registry.add(new PushedMetrics(collector, this::refresh));
    }

    private synchronized void refresh() {
        if (streams == null) {
            streams = pipeline.bindTo(registry);
        }
        rows.clear();
        Set<String> held = new HashSet<>();
        for (String group : settings.layout().groups()) {
            if (pipeline.isActive(settings.layout().partitionOf(group, ""))) {
                state.pipelineGroup(group).ifPresent(view -> {
                    held.add(group);
                    read(view);
                });
            }
        }
        // An alert is told by the instance that decides for its group: all of them read it.
        decisions.snapshot().alerts().stream()
                .filter(alert -> held.contains(alert.getRiskGroup()))
                .forEach(this::read);
        residuals(held);
        Map<String, Long> deadLetters = decisions.deadLetters();
        held.forEach(group -> count(Metrics.DLQ, Tags.of("group", group), deadLetters.getOrDefault(group, 0L)));
        Map<String, Long> broken = decisions.brokenInvariants();
        held.forEach(
                group -> count(Metrics.INVARIANTS_BROKEN, Tags.of("group", group), broken.getOrDefault(group, 0L)));
        record(Metrics.DECISION_LATENCY, held, decisions.drainLatencies());
        record(Metrics.SETTLEMENT_LATENCY, held, decisions.drainSettlements());
        gauge(
                Metrics.RESTORE_REMAINING,
                Tags.empty(),
                InstanceHealth.restoring(pipeline.restore().partitions()).rowsLeft());
        gauges.forEach((name, gauge) -> gauge.register(rows.getOrDefault(name, List.of()), true));
        forgetSeriesOfOthers(held);
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
            Tags ofMarket = tags.and("pool", market.market().pool());
            count(Metrics.WAVES, ofMarket, market.waveNumber());
            gauge(
                    Metrics.RESERVED_OPEN,
                    ofMarket,
                    market.market()
                            .lotSize()
                            .multiply(BigDecimal.valueOf(market.reservedLots()))
                            .doubleValue());
            read(decisions.figures(view.group(), market.market().id()), ofMarket);
            if (market.markedAt() > 0) {
                gauge(Metrics.MARK_AGE, tags, Math.max(0, now - market.markedAt() / 1_000) / 1e3);
            }
        }
    }

    private void read(WaveFigures.Market figures, Tags tags) {
        count(Metrics.DEMAND, tags, figures.demand().doubleValue());
        count(Metrics.ASSIGNED, tags, figures.assigned().doubleValue());
        count(Metrics.SETTLED, tags, figures.settled().doubleValue());
        count(Metrics.HAIRCUT, tags, figures.haircut().doubleValue());
        gauge(Metrics.OVERSHOOT, tags, figures.overshoot().doubleValue());
        WaveFigures.LastStep last = figures.last();
        if (last != null) {
            Wave wave = last.wave();
            gauge(Metrics.WAVE_PRICE, tags, wave.getPrice().doubleValue());
            gauge(Metrics.WAVE_MARK, tags, wave.getMark().doubleValue());
            BigDecimal bankruptcy = wave.getTakeoverPrice();
            if (bankruptcy != null) {
                gauge(Metrics.WAVE_BANKRUPTCY_PRICE, tags, bankruptcy.doubleValue());
            }
            gauge(Metrics.WAVE_ASSIGNMENTS, tags, last.assignments());
            gauge(Metrics.WAVE_CONCENTRATION, tags, last.concentration().doubleValue());
            gauge(Metrics.ALLOCATION_POLICY, tags, policy(wave.getAllocation()));
        }
    }

    /** As {@link Metrics#ALLOCATION_POLICY} numbers them. */
    static int policy(String allocation) {
        return Stream.of(AllocationRule.Kind.values())
                .filter(kind -> kind.name().equals(allocation))
                .mapToInt(kind -> kind.ordinal() + 1)
                .findFirst()
                .orElse(0);
    }

    private void read(Alert alert) {
        Tags tags = Tags.of("group", alert.getRiskGroup(), "pool", alert.getPool(), "market", alert.getMarket());
        gauge(Metrics.FUND_PEAK, tags, alert.getBalancePeak().doubleValue());
        gauge(Metrics.TRIGGER_RATIO, tags, alert.getTriggerRatio().doubleValue());
        gauge(Metrics.STOP_RATIO, tags, alert.getStopRatio().doubleValue());
        gauge(Metrics.HEADROOM, tags, alert.getHeadroom().doubleValue());
        gauge(Metrics.MARKET_PNL, tags, alert.getMarketPnl().doubleValue());
        BigDecimal drawdown = alert.getDrawdown();
        if (drawdown != null) {
            gauge(Metrics.DRAWDOWN_RATIO, tags, drawdown.doubleValue());
        }
        gauge(Metrics.STATE, tags, alert.getState().ordinal());
    }

    private void residuals(Set<String> held) {
        Set<String> told = new HashSet<>();
        for (Wave wave : decisions.snapshot().waves()) {
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

    private void record(String name, Set<String> held, List<DecisionLatency> latencies) {
        held.forEach(group -> timer(name, group));
        latencies.stream()
                .filter(latency -> held.contains(latency.group()))
                .forEach(latency -> timer(name, latency.group()).record(latency.took()));
    }

    private Timer timer(String name, String group) {
        return timers.computeIfAbsent(
                new Series(name, Tags.of("group", group)),
                series -> Timer.builder(name)
                        .tags(series.tags())
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private void gauge(String name, Tags tags, double value) {
        rows.computeIfAbsent(name, key -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
    }

    /** A counter that is kept elsewhere, in the state or by whoever reads the records. */
    private void count(String name, Tags tags, double value) {
        counters.computeIfAbsent(new Series(name, tags), series -> {
                    AtomicReference<Double> standing = new AtomicReference<>(value);
                    return new Counted(
                            FunctionCounter.builder(name, standing, AtomicReference::get)
                                    .tags(tags)
                                    .register(registry),
                            standing);
                })
                .value()
                .set(value);
    }

    /** Whoever decides for a group now goes on with its series; a second that stands still would be added to it. */
    private void forgetSeriesOfOthers(Set<String> held) {
        counters.entrySet()
                .removeIf(entry ->
                        forgetIfOfOthers(entry.getKey(), held, entry.getValue().counter()));
        timers.entrySet().removeIf(entry -> forgetIfOfOthers(entry.getKey(), held, entry.getValue()));
    }

    private boolean forgetIfOfOthers(Series series, Set<String> held, Meter meter) {
        boolean others =
                series.tags().stream().anyMatch(tag -> tag.getKey().equals("group") && !held.contains(tag.getValue()));
        if (others) {
            registry.remove(meter);
        }
        return others;
    }

    /** Sends what was not sent yet, where a collector is told. */
    @Override
    public void close() {
        KafkaStreamsMetrics bound = streams;
        if (bound != null) {
            bound.close();
        }
        collections.close();
        registry.close();
    }
}
