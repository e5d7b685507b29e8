package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Wave;
import java.util.List;

/** The last alerts and waves, as they were published. */
final class DecisionResource {
    private static final int DEFAULT_WAVES = 50;

    static final Parameter GROUP = Parameter.optional("group", "only this risk group's", "usdt");
    static final Parameter LIMIT = Parameter.optional("limit", "how many records", "1.." + DecisionLog.WAVES);
    static final Parameter ID = Parameter.required("id", "id of a wave", "usdt/BTC-PERP/1");

    private final DecisionLog log;
    private final List<String> groups;

    DecisionResource(DecisionLog log, List<String> groups) {
        this.log = log;
        this.groups = List.copyOf(groups);
    }

    /** Every market's last alert: the state of its triggers and each input of them. */
    Answer alerts(Route.Request request) {
        String group = request.query().get("group");
        if (group != null && !groups.contains(group)) {
            throw Problem.noGroup(group, groups);
        }
        DecisionLog.Snapshot kept = log.snapshot();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("alerts");
        kept.alerts().stream()
                .filter(alert -> group == null || group.equals(alert.getRiskGroup()))
                .forEach(alert -> array.add(RecordJson.write(alert)));
        return Answer.json(Reflects.label(body, kept.next(), Topics.ALERTS));
    }

    Answer waves(Route.Request request) {
        int limit = limit(request);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("waves");
        DecisionLog.Snapshot kept = log.snapshot();
        kept.waves().stream().limit(limit).forEach(wave -> array.add(RecordJson.write(wave)));
        return Answer.json(Reflects.label(body, kept.next(), Topics.WAVES));
    }

    /** The records of one wave; its id has slashes, so it is a parameter. */
    Answer wave(Route.Request request) {
        String id = request.required("id");
        DecisionLog.Snapshot kept = log.snapshot();
        List<Wave> found = kept.waves().stream()
                .filter(wave -> wave.getWaveId().equals(id))
                .toList();
        if (found.isEmpty()) {
            throw Problem.notFound("wave " + id + " is not among the last " + DecisionLog.WAVES
                    + " records; 'tearup explain' reads older ones from the topics");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("waveId", id);
        ArrayNode array = body.putArray("records");
        found.forEach(wave -> array.add(RecordJson.write(wave)));
        return Answer.json(Reflects.label(body, kept.next(), Topics.WAVES));
    }

    private static int limit(Route.Request request) {
        String text = request.query().get("limit");
        if (text == null) {
            return DEFAULT_WAVES;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= DecisionLog.WAVES) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Problem.badRequest(
                "limit: must be a whole number within 1.." + DecisionLog.WAVES + ", is '" + text + "'");
    }
}
