package io.tearup.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.engine.model.AlertState;
import io.tearup.engine.model.GroupMode;
import io.tearup.engine.model.MarginMode;
import io.tearup.engine.model.PoolKind;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.Wave;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What answers look like, by the names under which the API's document has them. Records are as their Avro schemas say. Real answers
 * are held to these in a test, field by field.
 */
enum AnswerShape {
    PROBLEM(
            "Problem",
            () -> new ObjectShape()
                    .text("type", "title")
                    .whole("status")
                    .text("detail")
                    .node()),
    LIVENESS(
            "Liveness",
            () -> new ObjectShape()
                    .word("state", KafkaStreams.State.class)
                    .whole("liveThreads", "millisSinceLastPoll")
                    .optional("fault", ObjectShape.type("string"))
                    .node()),
    STARTUP(
            "Startup",
            () -> new ObjectShape().word("state", KafkaStreams.State.class).node()),
    READINESS(
            "Readiness",
            () -> new ObjectShape()
                    .word("state", KafkaStreams.State.class)
                    .whole("restoringTasks", "remainingRecords")
                    .wholeOrNull("etaSeconds", "markAgeMs")
                    .list("frozenGroups", ObjectShape.type("string"))
                    .node()),
    RISK_GROUPS(
            "RiskGroups",
            () -> new ObjectShape()
                    .list("riskGroups", ObjectShape.type("string"))
                    .node()),
    RULEBOOKS(
            "Rulebooks",
            () -> new ObjectShape()
                    .list("rulebooks", ObjectShape.type("string"))
                    .node()),
    APPLIED(
            "Applied",
            () -> new ObjectShape()
                    .text("role")
                    .whole("partition")
                    .optional("lag", ObjectShape.type("integer"))
                    .map("offsets", ObjectShape.type("integer"))
                    .node()),
    READ(
            "Read",
            () -> new ObjectShape().map("offsets", ObjectShape.type("integer")).node()),
    TRIGGER(
            "Trigger",
            () -> new ObjectShape()
                    .text("market", "trigger")
                    .word("criterion", TriggerCriterion.class)
                    .flag("armed", "warning")
                    .amountOrNull("value", "threshold", "stop")
                    .amount("headroom")
                    .whole("alert")
                    .node()),
    POOL(
            "Pool",
            () -> new ObjectShape()
                    .text("pool")
                    .word("kind", PoolKind.class)
                    .amount("cash", "equity", "owed")
                    .list("triggers", TRIGGER.reference())
                    .node()),
    MARKET(
            "Market",
            () -> new ObjectShape()
                    .text("market", "pool")
                    .word("mode", GroupMode.class)
                    .word("state", AlertState.class)
                    .amountOrNull("mark")
                    .whole("markSequence")
                    .timeOrNull("markedAt")
                    .amount("inventory", "inventoryCost", "inventoryRealised", "longs", "shorts")
                    .whole("positions", "waves")
                    .node()),
    GROUP(
            "Group",
            () -> new ObjectShape()
                    .text("riskGroup", "settlementAsset")
                    .word("mode", GroupMode.class)
                    .text("frozenBecause")
                    .textOrNull("rulebook")
                    .timeOrNull("streamTime")
                    .list("pools", POOL.reference())
                    .list("markets", MARKET.reference())
                    .field("reflects", APPLIED.reference())
                    .node()),
    POSITION(
            "Position",
            () -> new ObjectShape()
                    .text("market")
                    .amount("lotSize")
                    .text("side")
                    .amount("quantity", "entryValue")
                    .amountOrNull("mark")
                    .word("marginMode", MarginMode.class)
                    .amount("isolatedMargin", "reserved")
                    .whole("light")
                    .node()),
    ACCOUNT(
            "Account",
            () -> new ObjectShape()
                    .text("riskGroup", "account", "owner")
                    .amount("wallet", "crossEquity", "crossNotional")
                    .list("positions", POSITION.reference())
                    .field("reflects", APPLIED.reference())
                    .node()),
    STANDING(
            "Standing",
            () -> new ObjectShape()
                    .text("riskGroup", "account", "market")
                    .whole("rank", "candidates", "light")
                    .amount("quantity", "quantityAhead", "quantityQueued")
                    .field("reflects", APPLIED.reference())
                    .node()),
    WHAT_IF(
            "WhatIf",
            () -> new ObjectShape()
                    .text("riskGroup", "account", "market", "rulebook")
                    .field(
                            "supposed",
                            new ObjectShape()
                                    .amount("addMargin", "reduce")
                                    .text("rulebook")
                                    .node())
                    .field("now", outlook())
                    .field("then", ObjectShape.orNull(outlook()))
                    .field("reflects", APPLIED.reference())
                    .node()),
    ALERT("Alert", () -> AvroShape.of(Alert.getClassSchema())),
    WAVE("Wave", () -> AvroShape.of(Wave.getClassSchema())),
    SETTLEMENT("Settlement", () -> AvroShape.of(Settlement.getClassSchema())),
    ALERTS(
            "Alerts",
            () -> new ObjectShape()
                    .list("alerts", ALERT.reference())
                    .field("reflects", READ.reference())
                    .node()),
    WAVES(
            "Waves",
            () -> new ObjectShape()
                    .list("waves", WAVE.reference())
                    .field("reflects", READ.reference())
                    .node()),
    WAVE_RECORDS(
            "WaveRecords",
            () -> new ObjectShape()
                    .text("waveId")
                    .list("records", WAVE.reference())
                    .field("reflects", READ.reference())
                    .node()),
    EXPLANATION(
            "Explanation",
            () -> new ObjectShape()
                    .text(
                            "kind",
                            "waveId",
                            "riskGroup",
                            "market",
                            "pool",
                            "criterion",
                            "rulebook",
                            "ranking",
                            "allocation")
                    .text("role", "account", "inventorySide")
                    .amount("demand", "closed", "residual", "gap")
                    .textOrNull("result")
                    .amount("haircut")
                    .list("steps", step())
                    .map("realised", amount())
                    .list("settlements", SETTLEMENT.reference())
                    .field(
                            "postings",
                            new ObjectShape()
                                    .whole("legs")
                                    .map("sums", amount())
                                    .flag("balanced")
                                    .node())
                    .list("notes", ObjectShape.type("string"))
                    .field("reflects", READ.reference())
                    .node()),
    ORDER(
            "Order",
            () -> new ObjectShape()
                    .text("riskGroup")
                    .textOrNull("market", "mode")
                    .text("controlId", "topic")
                    .whole("partition", "offset")
                    .node()),
    /** Metrics, events, and the document that has these shapes. */
    TEXT("Text", () -> ObjectShape.type("string")),
    DOCUMENT("Document", () -> ObjectShape.type("object"));

    private final String called;
    private final Supplier<ObjectNode> schema;

    AnswerShape(String called, Supplier<ObjectNode> schema) {
        this.called = called;
        this.schema = schema;
    }

    /** Its name in the document. */
    String called() {
        return called;
    }

    ObjectNode schema() {
        return schema.get();
    }

    /** Where the document has it. */
    ObjectNode reference() {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + called);
    }

    private static ObjectNode amount() {
        return ObjectShape.type("string").put("pattern", ObjectShape.AMOUNT);
    }

    /** A position as it is or would be: it has a place only where it is in a queue. */
    private static ObjectNode outlook() {
        return new ObjectShape()
                .amount("quantity")
                .whole("light")
                .optional("rank", ObjectShape.type("integer"))
                .optional("candidates", ObjectShape.type("integer"))
                .optional("quantityAhead", amount())
                .optional("quantityQueued", amount())
                .field(
                        "wave",
                        ObjectShape.orNull(new ObjectShape()
                                .amount("demand")
                                .amountOrNull("price")
                                .text("priceRule")
                                .flag("inForce", "blocked")
                                .amount("quantity", "haircut")
                                .textOrNull("boundedBy")
                                .node()))
                .node();
    }

    private static ObjectNode step() {
        ObjectNode assignment = AvroShape.of(Assignment.getClassSchema());
        assignment.withObject("/properties").set("boundedByText", ObjectShape.type("string"));
        assignment.withArray("/required").add("boundedByText");
        return new ObjectShape()
                .whole("step")
                .text("criterionText")
                .field("alert", ObjectShape.orNull(AvroShape.of(Alert.getClassSchema())))
                .amountOrNull("derivedPrice", "haircutPerUnit")
                .field("wave", WAVE.reference())
                .list("assignments", assignment)
                .node();
    }
}
