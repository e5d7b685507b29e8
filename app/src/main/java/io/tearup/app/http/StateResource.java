package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.Pipeline;
import io.tearup.app.PipelineSettings;
import io.tearup.engine.model.GroupSpec;
import io.tearup.engine.model.MarketSpec;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import io.tearup.engine.ranking.Standing;
import io.tearup.rulebook.Profiles;
import io.tearup.schemas.v1.Alert;
import io.tearup.store.RiskQuery;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The state, asked where it is: on this instance if it holds the group's task, active or standby, else on the one that does.
 *
 * <p>A request that was passed on is not passed on again: while a task moves, two instances may each believe the other has it.
 * Every answer says what it reflects: the last offset of each input that was applied.
 */
final class StateResource {
    /** What may be supposed of a position. */
    static final Parameter[] SUPPOSED = {
        Parameter.optional("addMargin", "money to be added, in units of the settlement asset", "1000.50"),
        Parameter.optional("reduce", "quantity to be closed at mark, in units of the contract", "2"),
        Parameter.optional("rulebook", "rulebook in place of the one in force, as /v1/rulebooks names it", "gate")
    };

    /** Marks a request that another instance passed on. */
    private static final String PASSED_ON = "x-tearup-passed-on";

    private static final Duration WITHIN = Duration.ofSeconds(2);

    /** Digits of a parameter: more than any amount has. */
    private static final int LONGEST_NUMBER = 40;

    private final Pipeline pipeline;
    private final PipelineSettings settings;
    private final DecisionLog decisions;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();

    StateResource(Pipeline pipeline, PipelineSettings settings, DecisionLog decisions) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.decisions = decisions;
    }

    Answer groups(Route.Request request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        settings.layout().groups().forEach(body.putArray("riskGroups")::add);
        return Answer.json(body);
    }

    Answer rulebooks(Route.Request request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        Profiles.names().forEach(body.putArray("rulebooks")::add);
        return Answer.json(body);
    }

    /** A group with its triggers' inputs, as each market's last alert has them: one is published whenever they move. */
    Answer group(Route.Request request) {
        String group = request.path("group");
        List<Alert> alerts = decisions.snapshot().alerts().stream()
                .filter(alert -> alert.getRiskGroup().equals(group))
                .toList();
        return ask(
                request,
                group,
                new RiskQuery.OfGroup(group),
                "risk group " + group + " is not defined yet",
                view -> StateJson.group(view, alerts));
    }

    Answer account(Route.Request request) {
        String group = request.path("group");
        String account = request.path("account");
        return ask(
                request,
                group,
                new RiskQuery.OfAccount(group, account),
                "risk group " + group + " has no account " + account,
                view -> StateJson.account(group, view));
    }

    Answer standing(Route.Request request) {
        String group = request.path("group");
        String account = request.path("account");
        String market = request.path("market");
        MarketSpec spec = market(group, market);
        return ask(
                request,
                group,
                new RiskQuery.OfStanding(group, market, account),
                "account " + account + " is not in the queue of market " + market
                        + ": it has no position there, or it is in liquidation",
                (Standing standing) -> {
                    if (spec == null) {
                        throw justCome(group);
                    }
                    return StateJson.standing(group, account, spec, standing);
                });
    }

    /** Where a position would stand, and what it would be asked for, under what the query's parameters suppose. */
    Answer whatIf(Route.Request request) {
        String group = request.path("group");
        String account = request.path("account");
        String market = request.path("market");
        MarketSpec spec = market(group, market);
        GroupSpec money = pipelineGroup(group).map(RiskQuery.GroupView::money).orElse(null);
        RiskQuery.OfWhatIf question = spec == null || money == null
                ? new RiskQuery.OfWhatIf(group, market, account, 0, 0, null)
                : new RiskQuery.OfWhatIf(
                        group,
                        market,
                        account,
                        whole(request, "addMargin", BigDecimal.ONE.movePointLeft(money.moneyScale())),
                        whole(request, "reduce", spec.lotSize()),
                        rulebook(request, money));
        return ask(
                request,
                group,
                question,
                "account " + account + " has no position in market " + market + ", or the market has no mark yet",
                (RiskQuery.WhatIfView view) -> {
                    if (spec == null || money == null) {
                        throw justCome(group);
                    }
                    if (question.closed() > view.free()) {
                        throw Problem.badRequest("reduce: is more than what may be closed of the position, "
                                + spec.lotSize()
                                        .multiply(BigDecimal.valueOf(view.free()))
                                        .stripTrailingZeros()
                                        .toPlainString());
                    }
                    return StateJson.whatIf(group, account, spec, money, question, view);
                });
    }

    /** The task came after it was asked for what units the answer is in. */
    private static Problem justCome(String group) {
        return Problem.unavailable("the task of risk group " + group + " has just come; ask again");
    }

    /** A parameter in whole units, not negative; 0 if it is not there. */
    private static long whole(Route.Request request, String name, BigDecimal unit) {
        String text = request.query().getOrDefault(name, "0");
        try {
            if (text.length() <= LONGEST_NUMBER && text.matches("[0-9]+(\\.[0-9]+)?")) {
                return new BigDecimal(text)
                        .divide(unit, 0, RoundingMode.UNNECESSARY)
                        .longValueExact();
            }
        } catch (ArithmeticException e) {
            // Told below.
        }
        throw Problem.badRequest(name + ": must be a decimal that is no less than 0 and a multiple of "
                + unit.stripTrailingZeros().toPlainString() + ", is '" + text + "'");
    }

    private static @Nullable RulebookSpec rulebook(Route.Request request, GroupSpec money) {
        String name = request.query().getOrDefault("rulebook", "");
        try {
            return name.isEmpty() ? null : Profiles.spec(name, money.moneyScale());
        } catch (RejectedInput e) {
            throw Problem.badRequest("rulebook: " + e.getMessage());
        }
    }

    /** The market's definition if this instance has the group; a request that is passed on needs none here. */
    private @Nullable MarketSpec market(String group, String market) {
        RiskQuery.GroupView view = pipelineGroup(group).orElse(null);
        if (view == null) {
            return null;
        }
        return view.markets().stream()
                .map(RiskQuery.MarketView::market)
                .filter(spec -> spec.id().equals(market))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("risk group " + group + " has no market " + market));
    }

    /** A group if this instance holds it. */
    Optional<RiskQuery.GroupView> pipelineGroup(String group) {
        QueryResult<Optional<RiskQuery.GroupView>> result = local(partition(group), new RiskQuery.OfGroup(group));
        return result == null ? Optional.empty() : result.getResult();
    }

    private <T> Answer ask(
            Route.Request request,
            String group,
            RiskQuery<Optional<T>> question,
            String absent,
            Function<T, ObjectNode> body) {
        int partition = partition(group);
        QueryResult<Optional<T>> result = local(partition, question);
        if (result == null) {
            return passOn(request, group, partition);
        }
        T found = result.getResult().orElseThrow(() -> Problem.notFound(absent));
        ObjectNode answer = body.apply(found);
        ObjectNode reflects = answer.putObject("reflects")
                .put("role", pipeline.isActive(partition) ? "ACTIVE" : "STANDBY")
                .put("partition", partition);
        pipeline.lagOf(partition).ifPresent(lag -> reflects.put("lag", lag));
        Position position = result.getPosition();
        ObjectNode offsets = reflects.putObject("offsets");
        position.getTopics().stream()
                .sorted()
                .forEach(topic -> position.getPartitionPositions(topic)
                        .forEach((at, offset) -> offsets.put(topic + "-" + at, offset)));
        return Answer.json(answer);
    }

    private int partition(String group) {
        if (!settings.layout().groups().contains(group)) {
            throw Problem.noGroup(group, settings.layout().groups());
        }
        return settings.layout().partitionOf(group, "");
    }

    /** The answer of this instance's task, null if it has none that can answer. */
    private <R> @Nullable QueryResult<R> local(int partition, RiskQuery<R> question) {
        try {
            QueryResult<R> result = pipeline.ask(question).get(partition);
            return result == null || result.isFailure() ? null : result;
        } catch (IllegalStateException | InvalidStateStoreException e) {
            // Not running: before the start, while tasks are assigned, after the end.
            return null;
        }
    }

    private Answer passOn(Route.Request request, String group, int partition) {
        if (request.headers().containsKey(PASSED_ON)) {
            throw Problem.unavailable(
                    "the task of risk group " + group + " is on its way to another instance; ask again");
        }
        List<HostInfo> holders = pipeline.holdersOf(partition);
        for (HostInfo holder : holders) {
            try {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://" + holder.host() + ":" + holder.port() + request.target()))
                                .timeout(WITHIN)
                                .header(PASSED_ON, "1")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < 500) {
                    String type = response.headers().firstValue("content-type").orElse("application/json");
                    return new Answer(response.statusCode(), type, response.body());
                }
            } catch (IOException e) {
                // The next holder may answer.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw Problem.unavailable("no instance that holds risk group " + group + " answers; "
                + (holders.isEmpty() ? "none is known" : "tried " + holders));
    }
}
