package io.tearup.app.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.ndjson.RecordJson;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import io.tearup.schemas.v1.WaveResult;
import java.math.BigDecimal;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as one JSON object: the records themselves, in the form {@link RecordJson} writes, and what is derived
 * from them beside.
 */
final class JsonRenderer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonRenderer() {}

    static ObjectNode of(Explanation explanation) {
        ObjectNode json = explanation instanceof Explanation.OfWave wave
                ? wave(wave)
                : assignment((Explanation.OfAssignment) explanation);
        ArrayNode notes = json.putArray("notes");
        explanation.notes().forEach(notes::add);
        return json;
    }

    private static ObjectNode wave(Explanation.OfWave told) {
        Wave first = told.first().wave();
        Wave last = told.last().wave();
        ObjectNode json = JSON.objectNode();
        json.put("kind", "WAVE");
        json.put("waveId", told.waveId());
        json.put("riskGroup", first.getRiskGroup());
        json.put("market", first.getMarket());
        json.put("pool", first.getPool());
        json.put("criterion", first.getCriterion().toString());
        json.put("rulebook", first.getRulebook());
        json.put("ranking", first.getRanking());
        json.put("allocation", first.getAllocation());
        json.put("role", first.getRole().toString());
        json.put("account", first.getAccount());
        json.put("inventorySide", first.getInventorySide().toString());
        put(json, "demand", first.getDemand());
        put(json, "closed", told.closed());
        put(json, "residual", last.getResidual());
        put(json, "gap", last.getGap());
        WaveResult result = last.getResult();
        json.put("result", result == null ? null : result.toString());
        put(json, "haircut", told.haircut());
        ArrayNode steps = json.putArray("steps");
        for (WaveStep step : told.steps()) {
            ObjectNode each = step(step);
            steps.add(each);
            ArrayNode assignments = each.putArray("assignments");
            for (Assignment assignment : step.assignments()) {
                ObjectNode line = RecordJson.write(assignment);
                line.put("boundedByText", Words.of(assignment.getBoundedBy()));
                assignments.add(line);
            }
        }
        ObjectNode realised = json.putObject("realised");
        told.realised().forEach((role, amount) -> put(realised, role.toString(), amount));
        json.set("settlements", array(told.settlements()));
        ObjectNode postings = json.putObject("postings");
        postings.put("legs", told.postings().legs());
        ObjectNode sums = postings.putObject("sums");
        told.postings().sums().forEach((asset, sum) -> put(sums, asset, sum));
        postings.put("balanced", told.postings().balanced());
        return json;
    }

    private static ObjectNode assignment(Explanation.OfAssignment told) {
        Assignment made = told.assignment();
        ObjectNode json = JSON.objectNode();
        json.put("kind", "ASSIGNMENT");
        json.put("assignmentId", made.getAssignmentId());
        json.set("assignment", RecordJson.write(made));
        json.put("boundedByText", Words.of(made.getBoundedBy()));
        put(json, "profitPerUnitAtMark", told.profitPerUnit());
        put(json, "profitPerUnitAtPrice", told.keptPerUnit());
        put(json, "haircutPerUnit", told.haircutPerUnit());
        json.set("previous", record(told.previous()));
        json.set("next", record(told.next()));
        List<Settlement> settlements = told.settlements();
        json.set("settlements", array(settlements));
        put(json, "positionLeft", told.left());
        WaveStep step = told.step();
        json.set("step", step == null ? null : step(step));
        return json;
    }

    private static ObjectNode step(WaveStep step) {
        ObjectNode json = JSON.objectNode();
        json.put("step", step.number());
        json.put("criterionText", Words.of(step.wave().getCriterion()));
        json.set("alert", record(step.alert()));
        put(json, "derivedPrice", step.derivedPrice());
        put(json, "haircutPerUnit", step.haircutPerUnit());
        json.set("wave", RecordJson.write(step.wave()));
        return json;
    }

    private static ArrayNode array(List<? extends SpecificRecord> records) {
        ArrayNode array = JSON.arrayNode();
        records.forEach(each -> array.add(RecordJson.write(each)));
        return array;
    }

    private static @Nullable ObjectNode record(@Nullable SpecificRecord record) {
        return record == null ? null : RecordJson.write(record);
    }

    private static void put(ObjectNode json, String name, @Nullable BigDecimal value) {
        json.put(name, value == null ? null : Figures.plain(value));
    }
}
