package io.tearup.app.config;

import io.tearup.app.ExitCode;
import io.tearup.app.PipelineSettings;
import io.tearup.app.UserFault;
import io.tearup.catalogue.Decimals;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.RejectedInput;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.GroupMode;
import io.tearup.schemas.v1.MarketDefinition;
import io.tearup.schemas.v1.PoolKind;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.stream.Ingress;
import io.tearup.stream.RulebookDefinitions;
import io.tearup.yaml.YamlSection;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a deployment's YAML file and checks all of it before anything is started.
 *
 * <p>Numbers are read as text and become exact decimals. Every fault is one line with file, line and key; all are reported
 * together. Flags win over the environment and that over the file, see {@link Layers}: secrets need not be in the file.
 */
public final class ConfigReader {
    /** Times of the control records a file defines: always the same, so that an unchanged file gives the same records. */
    private static final Instant DEFINED = Instant.EPOCH;

    /**
     * Longer than the topics of a cluster are apart after a broker is killed: 10 s, and 16.4 s at most of twenty, with its usual
     * settings (docs/guarantees.md).
     */
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

    /** Environment variable of the secret of admin calls. */
    public static final String ADMIN_TOKEN = "TEARUP_ADMIN_TOKEN";

    private final String file;
    private final List<String> faults = new ArrayList<>();
    private final List<Control> definitions = new ArrayList<>();

    private ConfigReader(String file) {
        this.file = file;
    }

    /**
     * Reads and checks a file.
     *
     * @throws UserFault with every fault, {@link ExitCode#PREFLIGHT}
     */
    public static TearupConfig read(Path path, Map<String, String> environment) {
        return read(path, environment, Map.of());
    }

    /**
     * As {@link #read(Path, Map)}, with values that win over both.
     *
     * @param flags key, with dots, to value
     */
    public static TearupConfig read(Path path, Map<String, String> environment, Map<String, String> flags) {
        ConfigReader reader = new ConfigReader(path.toString());
        return reader.parse(reader.tree(path, environment, flags), environment);
    }

    /** Environment variables that stand for a key each, to that key. */
    public static Map<String, String> variables() {
        return Collections.unmodifiableMap(Layers.VARIABLES);
    }

    /** Every key of a deployment that {@link #read(Path, Map, Map)} takes, with its value and where that comes from. */
    public static List<Setting> settings(Path path, Map<String, String> environment, Map<String, String> flags) {
        ConfigReader reader = new ConfigReader(path.toString());
        Node root = reader.tree(path, environment, flags);
        return Setting.of(root, reader.file, reader.parse(root, environment), environment);
    }

    /** The file's tree under what the environment and flags say. */
    private Node tree(Path path, Map<String, String> environment, Map<String, String> flags) {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserFault(ExitCode.PREFLIGHT, path + ": cannot be read (" + e + ")");
        }
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new UserFault(ExitCode.PREFLIGHT, file + ":" + line + ": is no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new UserFault(ExitCode.PREFLIGHT, file + ": is no YAML: " + e.getMessage());
        }
        if (root instanceof MappingNode mapping) {
            Layers.lay(mapping, environment, flags);
        }
        return root;
    }

    private TearupConfig parse(Node root, Map<String, String> environment) {
        YamlSection top = new YamlSection(file, "", root, faults);
        YamlSection kafka = top.section("kafka");
        String bootstrap = kafka.text("bootstrap", "");
        if (bootstrap.isEmpty()) {
            kafka.fault("bootstrap", "is missing");
        }
        Map<String, String> properties = new LinkedHashMap<>(
                kafka.has("properties") ? kafka.section("properties").texts() : Map.of());
        kafka.end("bootstrap", "properties");
        YamlSection registry = top.section("registry");
        String url = registry.text("url", "");
        if (url.isEmpty()) {
            registry.fault("url", "is missing");
        }
        Map<String, String> registryProperties = new LinkedHashMap<>(
                registry.has("properties") ? registry.section("properties").texts() : Map.of());
        registry.end("url", "properties");
        String application = top.text("applicationId", "tearup");
        String stateDirectory = top.text("stateDir", "tearup-state");
        Ingress ingress = top.word("ingress", Ingress.class, true);
        Long replication = top.whole("replicationFactor", 1, 100);
        Long checkpoints = top.whole("checkpointSeconds", 0, 86_400);
        Optional<HttpSettings> http = http(top, environment);
        Optional<OtlpSettings> otlp = otlp(top, http.isPresent());
        List<String> groups = groups(top);
        top.end(
                "kafka",
                "registry",
                "applicationId",
                "stateDir",
                "ingress",
                "replicationFactor",
                "checkpointSeconds",
                "http",
                "metrics",
                "riskGroups");
        RiskGroupLayout layout = null;
        try {
            layout = new RiskGroupLayout(groups, 1);
        } catch (IllegalArgumentException e) {
            if (!groups.isEmpty()) {
                top.fault("riskGroups", String.valueOf(e.getMessage()));
            }
        }
        if (layout == null || !faults.isEmpty()) {
            throw new UserFault(ExitCode.PREFLIGHT, faults);
        }
        return new TearupConfig(
                bootstrap,
                properties,
                url,
                registryProperties,
                application,
                Path.of(stateDirectory),
                ingress,
                replication == null ? 3 : replication.intValue(),
                checkpoints == null ? PipelineSettings.CHECKPOINT_INTERVAL : Duration.ofSeconds(checkpoints),
                layout,
                http,
                otlp,
                definitions);
    }

    private Optional<HttpSettings> http(YamlSection top, Map<String, String> environment) {
        if (!top.has("http")) {
            return Optional.empty();
        }
        YamlSection http = top.section("http");
        Long port = http.whole("port", 0, 65_535);
        if (!http.has("port")) {
            http.fault("port", "is missing");
        }
        Long marks = http.whole("marksWithinSeconds", 0, 86_400);
        String host = http.text("host", "127.0.0.1");
        String advertised = http.text("advertised", "");
        if (!advertised.isEmpty() && !advertised.matches("[^:/\\s]+:[0-9]{1,5}")) {
            http.fault("advertised", "must be host:port, is '" + advertised + "'");
        }
        boolean console = http.flag("console");
        Optional<AdminToken> token = adminToken(http, environment);
        http.end("host", "port", "advertised", "marksWithinSeconds", "console", "adminTokenFile");
        return Optional.of(new HttpSettings(
                host,
                port == null ? 0 : port.intValue(),
                advertised,
                marks == null ? HttpSettings.MARKS_WITHIN : Duration.ofSeconds(marks),
                console,
                token));
    }

    /** From the environment or a file of its own, never from the configuration, which is printed and passed around. */
    private Optional<AdminToken> adminToken(YamlSection http, Map<String, String> environment) {
        String file = http.text("adminTokenFile", "");
        String token = environment.get(ADMIN_TOKEN);
        String from = ADMIN_TOKEN;
        if (token == null && file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (token == null) {
                Path path = Path.of(this.file).resolveSibling(file);
                from = path.toString();
                token = Files.readString(path, StandardCharsets.UTF_8).strip();
            }
            return Optional.of(AdminToken.of(token));
        } catch (IOException e) {
            http.fault("adminTokenFile", from + " cannot be read (" + e + ")");
        } catch (IllegalArgumentException e) {
            http.fault("adminTokenFile", "the token of " + from + " " + e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<OtlpSettings> otlp(YamlSection top, boolean answers) {
        if (!top.has("metrics")) {
            return Optional.empty();
        }
        YamlSection metrics = top.section("metrics");
        YamlSection otlp = metrics.section("otlp");
        String text = otlp.text("url", "");
        Long step = otlp.whole("stepSeconds", 1, 3_600);
        URI url = null;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Told below: what is no address has no host either.
        }
        if (url == null
                || url.getHost() == null
                || !String.valueOf(url.getScheme()).matches("https?")) {
            otlp.fault("url", "must be an address such as http://localhost:4318/v1/metrics, is '" + text + "'");
        }
        if (!answers) {
            metrics.fault("otlp", "needs an http section: what is sent is what its /metrics tells");
        }
        otlp.end("url", "stepSeconds");
        metrics.end("otlp");
        return Optional.ofNullable(url)
                .map(address -> new OtlpSettings(address, step == null ? OtlpSettings.STEP : Duration.ofSeconds(step)));
    }

    private List<String> groups(YamlSection top) {
        List<String> ids = new ArrayList<>();
        for (YamlSection group : top.sections("riskGroups")) {
            String id = group.required("id");
            ids.add(id);
            InputRecords records = new InputRecords(id, "configuration");
            String asset = group.required("settlementAsset");
            Long scale = group.whole("moneyScale", 0, 18);
            if (!group.has("moneyScale")) {
                group.fault("moneyScale", "is missing");
            }
            int moneyScale = scale == null ? 18 : scale.intValue();
            check(group, "settlementAsset", () -> new GroupSpec(asset, moneyScale));
            // Whoever deploys for the first time looks at what would be decided, and then says that it may be.
            io.tearup.engine.model.GroupMode start = group.has("startMode")
                    ? group.word("startMode", io.tearup.engine.model.GroupMode.class, false)
                    : io.tearup.engine.model.GroupMode.SHADOW;
            Long patience = group.whole("patienceSeconds", 0, GroupSpec.LONGEST_PATIENCE / 1_000_000);
            definitions.add(records.group(
                    DEFINED,
                    asset,
                    moneyScale,
                    GroupMode.valueOf(start.name()),
                    patience == null ? USUAL_PATIENCE : Duration.ofSeconds(patience)));
            Map<String, PoolKind> pools = pools(group, records);
            markets(group, records, pools, moneyScale);
            YamlSection rulebook = group.section("rulebook");
            definitions.add(records.rulebook(DEFINED, rulebook(rulebook, moneyScale)));
            group.end(
                    "id",
                    "settlementAsset",
                    "moneyScale",
                    "startMode",
                    "patienceSeconds",
                    "pools",
                    "markets",
                    "rulebook");
        }
        return ids;
    }

    private Map<String, PoolKind> pools(YamlSection group, InputRecords records) {
        Map<String, PoolKind> pools = new HashMap<>();
        for (YamlSection pool : group.sections("pools")) {
            String id = pool.required("id");
            io.tearup.engine.model.PoolKind kind = pool.word("kind", io.tearup.engine.model.PoolKind.class, false);
            PoolKind wire = PoolKind.valueOf(kind.name());
            if (pools.put(id, wire) != null) {
                pool.fault("id", "'" + id + "' is listed twice");
            }
            definitions.add(records.pool(DEFINED, id, wire));
            pool.end("id", "kind");
        }
        return pools;
    }

    private void markets(YamlSection group, InputRecords records, Map<String, PoolKind> pools, int moneyScale) {
        Set<String> ids = new HashSet<>();
        Map<String, String> isolated = new HashMap<>();
        for (YamlSection market : group.sections("markets")) {
            String id = market.required("id");
            String pool = market.required("pool");
            if (!ids.add(id)) {
                market.fault("id", "'" + id + "' is listed twice");
            }
            if (!pools.containsKey(pool)) {
                market.fault(
                        "pool",
                        "there is no pool '" + pool + "'; known are "
                                + pools.keySet().stream().sorted().toList());
            } else if (pools.get(pool) == PoolKind.ISOLATED) {
                String other = isolated.put(pool, id);
                if (other != null) {
                    market.fault("pool", "pool '" + pool + "' is ISOLATED and already covers " + other);
                }
            }
            BigDecimal lot = market.requiredDecimal("lotSize");
            BigDecimal tick = market.requiredDecimal("tickSize");
            BigDecimal maintenance = market.has("maintenanceMarginRate")
                    ? market.requiredDecimal("maintenanceMarginRate")
                    : missing(market, "maintenanceMarginRate");
            boolean finer = market.flag("subMinorValues");
            if (check(market, "id", () -> MarketSpec.of(id, pool, lot, tick, maintenance, moneyScale, finer))) {
                definitions.add(records.market(
                        DEFINED,
                        MarketDefinition.newBuilder()
                                .setMarket(id)
                                .setPool(pool)
                                .setLotSize(Decimals.of(lot))
                                .setTickSize(Decimals.of(tick))
                                .setMaintenanceMarginRate(Decimals.of(maintenance))
                                .setSubMinorValues(finer)
                                .build()));
            }
            market.end("id", "pool", "lotSize", "tickSize", "maintenanceMarginRate", "subMinorValues");
        }
    }

    private static BigDecimal missing(YamlSection section, String key) {
        section.fault(key, "is missing");
        return new BigDecimal("0.01");
    }

    private RulebookDefinition rulebook(YamlSection section, int moneyScale) {
        String name = section.required("name");
        BigDecimal trigger = section.decimal("drawdownTrigger");
        BigDecimal stop = section.decimal("drawdownStop");
        Long minutes = section.whole("windowMinutes", 1, 1_000_000);
        BigDecimal minBalance = section.decimal("minBalance");
        BigDecimal warning = section.decimal("warningShare");
        Long steps = section.whole("stepLimit", 1, 1_000_000);
        Long lights = section.whole("lightsIntervalMillis", 0, 86_400_000);
        String ranking = section.text("ranking", "");
        String allocation = section.text("allocation", "");
        String document = section.text("document", "");
        section.end(
                "name",
                "drawdownTrigger",
                "drawdownStop",
                "windowMinutes",
                "minBalance",
                "warningShare",
                "stepLimit",
                "lightsIntervalMillis",
                "ranking",
                "allocation",
                "document");
        RulebookDefinition definition = RulebookDefinition.newBuilder()
                .setName(name)
                .setDrawdownTrigger(wire(section, "drawdownTrigger", trigger))
                .setDrawdownStop(wire(section, "drawdownStop", stop))
                .setWindowMinutes(minutes == null ? null : minutes.intValue())
                .setMinBalance(wire(section, "minBalance", minBalance))
                .setWarningShare(wire(section, "warningShare", warning))
                .setStepLimit(steps == null ? null : steps.intValue())
                .setLightsIntervalMillis(lights)
                .setRanking(ranking.isEmpty() ? null : ranking)
                .setAllocation(allocation.isEmpty() ? null : allocation)
                .setDocument(document.isEmpty() ? null : document(section, document))
                .build();
        if (!name.isEmpty()) {
            check(section, "name", () -> RulebookDefinitions.resolve(definition, moneyScale));
        }
        return definition;
    }

    /** Text of a rulebook document; its path is taken from the directory of the configuration file. */
    private @Nullable String document(YamlSection section, String path) {
        Path resolved = Path.of(file).resolveSibling(path);
        try {
            return Files.readString(resolved, StandardCharsets.UTF_8);
        } catch (IOException e) {
            section.fault("document", resolved + " cannot be read (" + e + ")");
            return null;
        }
    }

    private static @Nullable BigDecimal wire(YamlSection section, String key, @Nullable BigDecimal value) {
        try {
            return value == null ? null : Decimals.of(value);
        } catch (ArithmeticException e) {
            section.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Lets the engine judge what it will be given; its refusal is a fault of the key. */
    private static boolean check(YamlSection section, String key, Supplier<Object> made) {
        try {
            return made.get() != null;
        } catch (RejectedInput e) {
            section.fault(key, String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            section.fault(key, "a number is out of range or finer than its unit");
        }
        return false;
    }
}
