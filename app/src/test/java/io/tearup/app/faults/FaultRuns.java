package io.tearup.app.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.CommandRun;
import io.tearup.catalogue.InputRecords;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.GroupMode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Injects faults into a deployment while its venue trades, and tells how long decisions paused; what was decided meanwhile is
 * for {@code tearup verify} to judge.
 *
 * <p>Run as a program to repeat each fault many times: {@code FaultRuns DIRECTORY ROUNDS [broker.setting=value ...]} prints
 * the rows of the table in docs/guarantees.md.
 */
final class FaultRuns implements AutoCloseable {
    private static final Duration RECOVERY_WITHIN = Duration.ofMinutes(2);
    private static final int PARTITIONS = FaultyDeployment.LAYOUT.partitions();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern AUDITED = Pattern.compile(
            "audit of \\S+ +([0-9,]+) inputs applied, ([0-9,]+) repeated, ([0-9,]+) refused, ([0-9,]+) waiting.*");

    /** A fault that can be injected again and again. */
    enum Fault {
        KILL_INSTANCE("instance killed (`kill -9`) in the middle of a wave"),
        KILL_BROKER("broker killed (`kill -9`), leader of the input"),
        REBALANCE("third instance joins and leaves in the middle of waves"),
        ZOMBIE("instance paused (`SIGSTOP`) and woken after its tasks were taken over"),
        WIPE("all instances killed and their state directories wiped");

        private final String told;

        Fault(String told) {
            this.told = told;
        }
    }

    /**
     * What one kind of fault did.
     *
     * @param pauses longest time without a committed decision, per injection
     * @param torn injections that hit records of waves written and not yet committed
     */
    record Row(Fault fault, List<Duration> pauses, int torn) {
        Duration longest() {
            return Collections.max(pauses);
        }

        String markdown() {
            List<Duration> sorted = pauses.stream().sorted().toList();
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f s | %.1f s |",
                    fault.told,
                    pauses.size(),
                    torn,
                    sorted.get(sorted.size() / 2).toMillis() / 1000.0,
                    longest().toMillis() / 1000.0);
        }
    }

    private final FaultyDeployment deployment;
    private final SteadyVenue venue;
    private final DecisionWatch watch;

    FaultRuns(Path directory, Map<String, String> brokerSettings) throws InterruptedException {
        deployment = new FaultyDeployment(directory, brokerSettings);
        deployment.start("a");
        // Who comes later finds the definitions of the first, and repeats them without effect.
        deployment.awaitMembers("a");
        deployment.start("b");
        deployment.awaitMembers("a", "b");
        venue = new SteadyVenue(deployment.bootstrapServers(), deployment.registryUrl(), FaultyDeployment.LAYOUT);
        watch = new DecisionWatch(deployment.bootstrapServers(), deployment.registryUrl(), PARTITIONS);
        venue.start();
        settle();
    }

    FaultyDeployment deployment() {
        return deployment;
    }

    SteadyVenue venue() {
        return venue;
    }

    DecisionWatch watch() {
        return watch;
    }

    /** Injects a fault several times, each into a deployment that has recovered from the one before. */
    Row inject(Fault fault, int times) throws InterruptedException {
        List<Duration> pauses = new ArrayList<>();
        int torn = 0;
        for (int i = 0; i < times; i++) {
            watch.begin();
            watch.awaitWrite(0, RECOVERY_WITHIN);
            switch (fault) {
                case KILL_INSTANCE -> killInstance();
                case KILL_BROKER -> killBroker();
                case REBALANCE -> rebalance();
                case ZOMBIE -> zombie();
                case WIPE -> wipe();
            }
            pauses.add(watch.longestGap());
            torn += watch.neverCommitted() > 0 ? 1 : 0;
            System.err.printf(
                    Locale.ROOT,
                    "%s %d: %d ms without a decision, %d records of waves never committed%n",
                    fault,
                    i + 1,
                    pauses.get(i).toMillis(),
                    watch.neverCommitted());
            settle();
        }
        return new Row(fault, List.copyOf(pauses), torn);
    }

    private void killInstance() throws InterruptedException {
        String name = deployment.owner(0);
        watch.awaitWrite(0, RECOVERY_WITHIN);
        deployment.instance(name).kill();
        recover();
        deployment.start(name);
    }

    private void killBroker() throws InterruptedException {
        int broker = deployment.leader(Topics.FILLS.name(), 0);
        watch.awaitWrite(0, RECOVERY_WITHIN);
        deployment.brokers().kill(broker);
        recover();
        deployment.brokers().restart(broker);
        deployment.awaitReplicas();
    }

    private void rebalance() throws InterruptedException {
        deployment.start("c");
        deployment.awaitMembers("a", "b", "c");
        recover();
        deployment.instance("c").stop();
        deployment.awaitMembers("a", "b");
        recover();
    }

    private void zombie() throws InterruptedException {
        String name = deployment.owner(0);
        watch.awaitWrite(0, RECOVERY_WITHIN);
        deployment.instance(name).pause();
        recover();
        deployment.instance(name).goOn();
        recover();
    }

    private void wipe() throws InterruptedException {
        List<String> names = deployment.running();
        names.forEach(name -> deployment.instance(name).kill());
        names.forEach(deployment::wipe);
        names.forEach(deployment::start);
        recover();
    }

    /** Waits for decisions by what happens from now on. */
    private void recover() throws InterruptedException {
        watch.awaitDecisionsAfter(Instant.now(), PARTITIONS, RECOVERY_WITHIN);
    }

    /** Starts what has ended by itself, as whoever runs it would, and waits until all is as before. */
    private void settle() throws InterruptedException {
        for (String name : List.of("a", "b")) {
            if (!deployment.instance(name).isAlive()) {
                deployment.start(name);
            }
        }
        deployment.awaitMembers("a", "b");
        recover();
        // A copy that has to be restored is one that cannot take over; give it what an operator's rollout gives.
        recover();
    }

    /**
     * What an instance says.
     *
     * @param role ACTIVE or STANDBY, empty = it does not answer
     * @param bodies to each question, without what they reflect
     */
    record Said(String role, List<JsonNode> bodies) {
        Said {
            bodies = List.copyOf(bodies);
        }
    }

    /**
     * Asks both instances about a group while nobody trades, kills the one that decides for it, and asks the other at once and
     * until it decides.
     *
     * @return what was said, in order: by each, by who is left at once, and as the one that decides
     */
    List<Said> killAndAsk(List<String> paths) throws Exception {
        String decides = deployment.owner(0);
        String left = decides.equals("a") ? "b" : "a";
        List<Said> said = venue.whileNobodyTrades(() -> {
            deployment.awaitConsumed();
            List<Said> answers = new ArrayList<>();
            answers.add(awaitRole(decides, paths, "ACTIVE"));
            // A copy is behind by what is on its way.
            FaultyDeployment.await(
                    "the copy to have caught up",
                    () -> ask(left, paths)
                            .equals(new Said("STANDBY", answers.get(0).bodies())));
            answers.add(ask(left, paths));
            deployment.instance(decides).kill();
            FaultyDeployment.await(
                    "an answer of " + left, () -> !ask(left, paths).role().isEmpty());
            answers.add(ask(left, paths));
            answers.add(awaitRole(left, paths, "ACTIVE"));
            return answers;
        });
        deployment.start(decides);
        settle();
        return said;
    }

    private Said awaitRole(String name, List<String> paths, String role) throws IOException {
        FaultyDeployment.await(
                name + " to be " + role, () -> ask(name, paths).role().equals(role));
        return ask(name, paths);
    }

    private Said ask(String name, List<String> paths) throws IOException {
        String role = "";
        List<JsonNode> bodies = new ArrayList<>();
        for (String path : paths) {
            HttpResponse<String> answer = deployment.ask(name, path);
            if (answer.statusCode() != 200) {
                return new Said("", List.of());
            }
            ObjectNode body = (ObjectNode) JSON.readTree(answer.body());
            role = body.remove("reflects").path("role").asText();
            bodies.add(body);
        }
        return new Said(role, bodies);
    }

    /** Fills come with a newer schema from now on. */
    void evolve() throws InterruptedException {
        venue.evolve();
        recover();
    }

    /**
     * Sends to every topic what is no record of it, and records in the wrong order; then, when all of that is consumed, lets the
     * groups decide again. Topics keep no order among each other: an order that overtook one of the records would end with a
     * group that is frozen.
     */
    void poison() throws Exception {
        venue.whileNobodyTrades(() -> {
            for (String group : FaultyDeployment.LAYOUT.groups()) {
                venue.sendOutOfOrder(group);
                for (Topics.Topic topic : Topics.inputs()) {
                    venue.sendBytes(topic, group, new byte[] {0, 1, 2, 3});
                }
            }
            deployment.awaitConsumed();
            for (String group : FaultyDeployment.LAYOUT.groups()) {
                venue.send(
                        Topics.CONTROL,
                        new InputRecords(group, "operator-" + group).mode(Instant.now(), GroupMode.LIVE, "looked at"));
            }
            return FaultyDeployment.LAYOUT;
        });
        recover();
    }

    /**
     * Ends the trade and the instances, and verifies all that was done.
     *
     * @return what {@code tearup verify} says
     */
    CommandRun end() {
        venue.rest();
        deployment.awaitConsumed();
        deployment.running().forEach(name -> deployment.instance(name).stop());
        return deployment.verify();
    }

    /**
     * Deletes input that nobody has read yet, as a retention does that is shorter than the lag, and starts an instance.
     *
     * @return the instance, which has ended
     */
    JvmProcess loseInput() {
        for (String group : FaultyDeployment.LAYOUT.groups()) {
            venue.send(
                    Topics.INSURANCE,
                    new InputRecords(group, "late").contribution(Instant.now(), "fund", BigDecimal.ONE, null));
            venue.send(
                    Topics.INSURANCE,
                    new InputRecords(group, "later").contribution(Instant.now(), "fund", BigDecimal.ONE, null));
        }
        deployment.deleteUnread(Topics.INSURANCE);
        JvmProcess process = deployment.start("a");
        process.await();
        return process;
    }

    /** Starts an instance whose state directory cannot be written; it ends by itself. */
    JvmProcess startWithoutRoom() {
        JvmProcess process = deployment.start("d", deployment.unwritableDirectory());
        process.await();
        return process;
    }

    /** Inputs that the audit accounts for. */
    static long audited(CommandRun verified) {
        long inputs = 0;
        for (String line : verified.out()) {
            Matcher matcher = AUDITED.matcher(line);
            for (int i = 1; matcher.matches() && i <= matcher.groupCount(); i++) {
                inputs += Long.parseLong(matcher.group(i).replace(",", ""));
            }
        }
        return inputs;
    }

    @Override
    public void close() {
        watch.close();
        venue.close();
        deployment.close();
    }

    /** Injects every fault many times. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        Map<String, String> settings = new java.util.HashMap<>();
        List<String> told = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            if (Character.isUpperCase(pair[0].charAt(0))) {
                told.add(arguments[i]);
            } else {
                settings.put(pair[0], pair[1]);
            }
        }
        int status;
        try (FaultRuns runs = new FaultRuns(directory, settings)) {
            try {
                runs.evolve();
                for (String fault : told) {
                    String[] pair = fault.split("=", 2);
                    System.out.println(runs.inject(Fault.valueOf(pair[0]), Integer.parseInt(pair[1]))
                            .markdown());
                }
                runs.poison();
            } catch (AssertionError e) {
                // What was decided until then is judged all the same, and kept to be looked at.
                e.printStackTrace();
                runs.venue.rest();
                runs.deployment.awaitConsumed();
                runs.deployment.export(directory.resolve("run"));
            }
            CommandRun verified = runs.end();
            verified.out().forEach(System.out::println);
            verified.faults().forEach(System.out::println);
            System.out.printf(
                    Locale.ROOT,
                    "%,d records on the input topics, %,d audited, %,d records of waves%n",
                    runs.deployment.inputs(),
                    audited(verified),
                    runs.watch.waves());
            status = verified.status();
        }
        System.exit(status);
    }
}
