package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Wave;
import java.util.Collection;
import java.util.List;

/** The last alerts and waves, as they were published. */
final class DecisionResource {
    private static final int DEFAULT_WAVES = 50;

    private final DecisionLog log;

    DecisionResource(DecisionLog log) {
        this.log = log;
    }

    /** Every market's last alert: the state of its triggers and each input of them. */
    Answer alerts(Route.Request request) {
        String group = request.query().getOrDefault("group", "");
        Collection<Alert> alerts = log.alerts();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("alerts");
        alerts.stream()
                .filter(alert -> group.isEmpty() || group.equals(alert.getRiskGroup()))
                .forEach(alert -> array.add(RecordJson.write(alert)));
        return Answer.json(body);
    }

    Answer waves(Route.Request request) {
        int limit = limit(request);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("waves");
        log.waves().stream().limit(limit).forEach(wave -> array.add(RecordJson.write(wave)));
        return Answer.json(body);
    }

    /** The records of one wave; its id has slashes, so it is a parameter. */
    Answer wave(Route.Request request) {
        String id = request.query().get("id");
        if (id == null) {
            throw Problem.badRequest("id: is missing; /v1/wave?id=usdt/BTC-PERP/1");
        }
        List<Wave> found =
                log.waves().stream().filter(wave -> wave.getWaveId().equals(id)).toList();
        if (found.isEmpty()) {
            throw Problem.notFound("wave " + id + " is not among the last " + DecisionLog.WAVES
                    + " records; 'tearup explain' reads older ones from the topics");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("waveId", id);
        ArrayNode array = body.putArray("records");
        found.forEach(wave -> array.add(RecordJson.write(wave)));
        return Answer.json(body);
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
