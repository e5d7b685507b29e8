package io.tearup.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tearup.app.CommandRun;
import io.tearup.app.OneInstance;
import io.tearup.app.RunCommand;
import io.tearup.app.TopicPlanner;
import io.tearup.app.WorkedExample;
import io.tearup.app.client.RankCommand;
import io.tearup.app.client.StatusCommand;
import io.tearup.app.config.HttpSettings;
import io.tearup.app.generate.MinimalAccess;
import io.tearup.app.local.GuardedBroker;
import io.tearup.app.schemas.SchemasCommand;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.stream.Ingress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds on a real cluster, and what an operator is told of a running one. */
class DoctorIT {
    @TempDir
    private Path directory;

    @Test
    void shouldTellWhatIsWrongBeforeAStartAndHowItStandsAfterIt() throws Exception {
        try (OneInstance instance = OneInstance.prepare(directory)) {
            String config = instance.configFile().toString();
            CommandRun registered = CommandRun.of(new SchemasCommand(), "register", "--config", config);
            assertThat(registered.status()).as("%s", registered.faults()).isZero();
            CommandRun healthy = CommandRun.of(new DoctorCommand(), "--config", config);
            assertThat(healthy.out()).noneMatch(line -> line.startsWith("FAILED"));
            assertThat(healthy.status()).isZero();
            assertThat(healthy.out())
                    .anyMatch(line -> line.startsWith("OK       clock "))
                    .anyMatch(line -> line.matches("OK +topic risk.fills.v1 +1 partition"))
                    .anyMatch(line -> line.matches("OK +schema risk.fills.v1-value +registered as version 1"))
                    .anyMatch(line -> line.matches("OK +stateDir .* can be written, \\d+ MiB are free"));

            CommandRun unwritable = CommandRun.of(
                    new DoctorCommand(), "--config", config, "--set", "stateDir=" + config + "/below", "-o", "csv");
            assertThat(unwritable.status()).isEqualTo(4);
            assertThat(unwritable.out())
                    .contains("FAILED,stateDir," + config + " cannot be written; name another or change its owner");
            CommandRun ahead = CommandRun.of(
                    new DoctorCommand(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1))), "--config", config);
            assertThat(ahead.out()).anyMatch(line -> line.matches("WARNING +clock +the cluster is \\d+ ms behind.*"));

            instance.send(WorkedExample.of("usdt"));
            instance.start(new HttpSettings("127.0.0.1", 0, "", Duration.ZERO));
            instance.await(
                    "/v1/groups/usdt",
                    group -> group.at("/markets/0/waves").asInt() == 1
                            && group.at("/reflects/lag").asLong(1) == 0);
            assertStatus(instance);
            instance.stop();

            try (Admin admin = instance.admin()) {
                admin.deleteTopics(List.of(Topics.WAVES.name())).all().get();
            }
            CommandRun missing = CommandRun.of(new DoctorCommand(), "--config", config);
            assertThat(missing.status()).isEqualTo(4);
            assertThat(missing.out())
                    .anyMatch(line -> line.matches(
                            "FAILED +topic adl.waves.v1 +is missing; create it with 'tearup topics apply'"));
        }
    }

    private static void assertStatus(OneInstance instance) throws Exception {
        // The wave brought the fund back to its trigger: armed still, nothing to be done, no money left to the trigger.
        instance.await(
                "/v1/alerts", alerts -> alerts.at("/alerts/0/drawdown").asText().equals("0.3"));
        CommandRun status = CommandRun.of(new StatusCommand(), "--url", instance.url(), "-o", "csv", "--exit-code");
        assertThat(status.out())
                .containsExactly(
                        "group,mode,market,marketMode,state,mark,pool,cash,drawdown,trigger,headroom,lag",
                        "usdt,LIVE,BTC,LIVE,RECOVERING,92,fund,14000,0.3,0.3,0,0");
        assertThat(status.status()).isEqualTo(5);
        assertThat(CommandRun.of(new StatusCommand(), "--url", instance.url()).status())
                .isZero();
        CommandRun nobody = CommandRun.of(new RankCommand(), "usdt", "short", "BTC", "--url", instance.url());
        assertThat(nobody.status()).isEqualTo(2);
        assertThat(nobody.faults())
                .containsExactly(
                        "account short is not in the queue of market BTC: it has no position there, or it is in"
                                + " liquidation");
        CommandRun away = CommandRun.of(new StatusCommand(), "--url", "http://127.0.0.1:1");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.faults()).singleElement().asString().startsWith("no instance answers at http://127.0.0.1:1/");
    }

    @Test
    void shouldNameTheAccessThatIsLacking() throws Exception {
        RiskGroupLayout layout = RiskGroupLayout.parse("usdt");
        try (GuardedBroker broker = GuardedBroker.start(directory.resolve("broker"), "tearup");
                Admin admin = Admin.create(admin(broker))) {
            TopicPlanner planner = new TopicPlanner(admin, layout, Ingress.DIRECT, 1);
            planner.apply(planner.plan());
            String config = config(broker);
            Map<String, String> nothing = access(config);
            assertThat(nothing)
                    .hasSize(Topics.inputs().size() + Topics.outputs().size() + 2);
            assertThat(nothing.values()).containsOnly("FAILED");
            CommandRun refused = CommandRun.of(new RunCommand(), "--config", config);
            assertThat(refused.status()).isEqualTo(4);
            assertThat(refused.faults())
                    .as("a start tells of each access too")
                    .contains("access to group adl: is refused; 'tearup generate acl' prints what is needed")
                    .anyMatch(fault -> fault.startsWith("access to risk.fills.v1: may not even be seen; "));
            admin.createAcls(MinimalAccess.bindings(MinimalAccess.of("adl", Ingress.DIRECT), "User:tearup"))
                    .all()
                    .get();
            // The broker hears of them a moment later.
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            Map<String, String> granted = access(config);
            while (!granted.values().stream().allMatch("OK"::equals) && System.nanoTime() < deadline) {
                granted = access(config);
            }
            assertThat(granted).containsOnlyKeys(nothing.keySet());
            assertThat(granted.values()).containsOnly("OK");
        }
    }

    /** Verdict by check, of the checks about access. */
    private static Map<String, String> access(String config) {
        Map<String, String> verdicts = new HashMap<>();
        for (String line : CommandRun.of(new DoctorCommand(), "--config", config, "-o", "csv")
                .out()) {
            String[] cells = line.split(",", 3);
            if (cells[1].startsWith("access to ")) {
                verdicts.put(cells[1], cells[0]);
            }
        }
        return verdicts;
    }

    private static Map<String, Object> admin(GuardedBroker broker) {
        Map<String, Object> properties = new HashMap<>(broker.adminLogin());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return properties;
    }

    private String config(GuardedBroker broker) throws Exception {
        String login = Stream.concat(
                        broker.transport().entrySet().stream(), broker.secrets("tearup").entrySet().stream())
                .map(property -> property.getKey() + ": '" + property.getValue() + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        return Files.writeString(directory.resolve("guarded.yaml"), """
            kafka:
              bootstrap: "%s"
              properties: %s
            registry: {url: "http://127.0.0.1:1"}
            applicationId: adl
            stateDir: "%s"
            ingress: DIRECT
            replicationFactor: 1
            riskGroups:
              - id: usdt
                settlementAsset: USDT
                moneyScale: 2
                pools: [{id: fund, kind: ISOLATED}]
                markets: [{id: BTC, pool: fund, lotSize: 1, tickSize: 0.5, maintenanceMarginRate: 0.005}]
                rulebook: {name: gate}
            """.formatted(
                                broker.bootstrapServers(), login, directory.resolve("state")))
                .toString();
    }
}
