package io.tearup.app.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.app.InputSender;
import io.tearup.app.PipelineSettings;
import io.tearup.app.UserFault;
import io.tearup.app.config.AdminToken;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.Control;
import io.tearup.schemas.v1.ControlKind;
import io.tearup.schemas.v1.GroupMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders of an operator: freeze, thaw, change the mode of a risk group or of one market.
 *
 * <p>An order is a control record like any other. It takes effect where the group's task reads it, the audit trail names who gave
 * it and why, and an exact replay finds it in its place; so any instance may take it, and what is answered is where the record
 * stands, not that it has been applied. Refused callers write nothing to any topic: inputs would then be anybody's to fill, and
 * the audit trail is what a replay has to reproduce byte for byte. They are told in the log, by the logger {@code io.tearup.audit}.
 */
final class AdminResource implements AutoCloseable {
    static final String MODE = "mode";
    static final List<GroupMode> MODES = List.of(GroupMode.LIVE, GroupMode.SHADOW, GroupMode.FROZEN);

    /** Longest name and reason, in UTF-16 units. */
    static final int LONGEST_TEXT = 500;

    private static final String WHO = "who";
    private static final String REASON = "reason";
    private static final String BEARER = "bearer ";
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tearup.audit");

    /** An operator waits for the answer: it comes while he does, or not at all. */
    private static final Map<String, String> IMPATIENT = Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Optional<AdminToken> token;
    private final PipelineSettings deployment;
    private final StateResource state;
    private @Nullable InputSender sender;

    AdminResource(Optional<AdminToken> token, PipelineSettings deployment, StateResource state) {
        this.token = token;
        this.deployment = deployment;
        this.state = state;
    }

    /** The routes of the orders. */
    List<Route> routes() {
        String group = "/v1/groups/{group}/";
        String market = group + "markets/{market}/";
        List<String> signed = List.of(WHO, REASON);
        List<String> withMode = List.of(MODE, WHO, REASON);
        return List.of(
                order(group + "freeze", "The group decides nothing from now on", signed, GroupMode.FROZEN),
                order(group + "thaw", "The group goes on in the mode from which it was frozen", signed, null),
                order(group + MODE, "The mode of the group", withMode, null),
                order(market + "freeze", "Nothing is decided in the market from now on", signed, GroupMode.FROZEN),
                // A market's own mode is LIVE unless told otherwise, and the stricter of its own and the group's holds.
                order(market + "thaw", "The market follows the mode of its group again", signed, GroupMode.LIVE),
                order(market + MODE, "The mode of the market", withMode, null));
    }

    private Route order(String template, String summary, List<String> fields, @Nullable GroupMode mode) {
        return Route.order(template, summary, fields, request -> carryOut(request, fields, mode));
    }

    private Answer carryOut(Route.Request request, List<String> fields, @Nullable GroupMode fixed) {
        requireToken(request);
        requireJson(request);
        ObjectNode body = object(request.body().get());
        requireOnly(body, fields);
        String who = text(body, WHO);
        String reason = text(body, REASON);
        GroupMode mode = fields.contains(MODE) ? mode(body) : fixed;
        String group = request.path("group");
        if (!deployment.layout().groups().contains(group)) {
            throw Problem.noGroup(group, deployment.layout().groups());
        }
        String market = request.path().get("market");
        if (market != null) {
            requireMarket(group, market);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Control control = Control.newBuilder()
                .setRiskGroup(group)
                .setKind(ControlKind.MODE)
                .setControlId("admin-" + UUID.randomUUID())
                .setWho(who)
                .setReason(reason)
                .setMode(mode)
                .setModeMarket(market)
                .setTime(now)
                .build();
        RecordMetadata at = write(control);
        AUDIT.info(
                "{} from {} by '{}' because '{}': written as {} to {}-{} at {}",
                Requests.printable(request.target()),
                request.caller(),
                who,
                reason,
                control.getControlId(),
                at.topic(),
                at.partition(),
                at.offset());
        ObjectNode answer = JSON.createObjectNode()
                .put("riskGroup", group)
                .put("market", market)
                .put(MODE, mode == null ? null : mode.name())
                .put("controlId", control.getControlId())
                .put("topic", at.topic())
                .put("partition", at.partition())
                .put("offset", at.offset());
        return Answer.json(202, answer);
    }

    private void requireToken(Route.Request request) {
        if (token.isEmpty()) {
            throw refused(
                    request,
                    "admin calls are off",
                    Problem.forbidden(
                            "admin calls are off here; http.adminTokenFile or TEARUP_ADMIN_TOKEN switch them" + " on"));
        }
        String authorization = request.headers().getOrDefault("authorization", "");
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw refused(
                    request,
                    "no token",
                    Problem.unauthorized("an admin call needs the header 'Authorization: Bearer <token>'"));
        }
        if (!token.get().matches(authorization.substring(BEARER.length()).strip())) {
            throw refused(request, "wrong token", Problem.forbidden("this is not the token of admin calls"));
        }
    }

    private static Problem refused(Route.Request request, String why, Problem problem) {
        AUDIT.warn("{} from {} refused: {}", Requests.printable(request.target()), request.caller(), why);
        return problem;
    }

    private static void requireJson(Route.Request request) {
        String type = request.headers()
                .getOrDefault("content-type", "")
                .split(";", 2)[0]
                .strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw Problem.unsupportedMediaType(
                    "Content-Type: must be application/json, is '" + Requests.printable(type) + "'");
        }
    }

    private static ObjectNode object(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // A limit of the parser, such as its depth, has no place.
            JsonLocation at = e.getLocation();
            throw Problem.badRequest("the body is no JSON: " + Requests.printable(e.getOriginalMessage())
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
        throw Problem.badRequest("the body must be a JSON object");
    }

    private static void requireOnly(ObjectNode body, List<String> fields) {
        body.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw Problem.badRequest(Requests.printable(name) + ": is no field here; known are " + fields);
            }
        });
    }

    private static String text(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw Problem.badRequest(field + ": is missing; it goes on the audit trail");
        }
        String text = value.textValue();
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest(
                    field + ": must be at most " + LONGEST_TEXT + " characters without control characters");
        }
        return text;
    }

    private static GroupMode mode(ObjectNode body) {
        String word = body.path(MODE).asText();
        return MODES.stream()
                .filter(mode -> mode.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        MODE + ": must be one of " + MODES + ", is '" + Requests.printable(word) + "'"));
    }

    /** A market nobody defined would end as a dead letter, where its operator does not look. */
    private void requireMarket(String group, String market) {
        String target = "/v1/groups/" + URLEncoder.encode(group, StandardCharsets.UTF_8);
        Answer answer = state.group(new Route.Request(target, Map.of("group", group)));
        if (answer.status() != 200) {
            throw Problem.unavailable("no instance can tell now whether risk group " + group
                    + " has this market; ask again, or give the order for the whole group");
        }
        TreeSet<String> known = new TreeSet<>();
        JsonNode markets = object(answer.body()).path("markets");
        StreamSupport.stream(markets.spliterator(), false)
                .forEach(each -> known.add(each.path("market").asText()));
        if (!known.contains(market)) {
            throw Problem.notFound("risk group " + group + " has no market " + market + "; known are " + known);
        }
    }

    private synchronized RecordMetadata write(Control control) {
        try {
            InputSender open = sender;
            if (open == null) {
                Map<String, String> properties = new HashMap<>(deployment.kafkaProperties());
                properties.putAll(IMPATIENT);
                open = new InputSender(
                        deployment.layout(),
                        deployment.bootstrapServers(),
                        properties,
                        RecordSerdes.forRegistry(deployment.registryUrl(), deployment.registryProperties()));
                sender = open;
            }
            return open.send(Topics.CONTROL, control);
        } catch (UserFault e) {
            AUDIT.warn("{} by '{}' was not confirmed: {}", control.getControlId(), control.getWho(), e.getMessage());
            throw Problem.unavailable("the brokers or the registry did not confirm the order " + control.getControlId()
                    + " in time; it may still take effect. Giving it again does no harm");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("this instance is stopping; ask another");
        }
    }

    @Override
    public synchronized void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
