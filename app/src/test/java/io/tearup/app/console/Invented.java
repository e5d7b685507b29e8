package io.tearup.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Wave;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Records and answers as the API writes them, of a venue that does not exist. */
final class Invented {
    /** An element that would load, a script that would run, in what a text may be. */
    static final String MARKUP = "<img src=x onerror=window.hit=1></script><script>window.hit=2</script>";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
    private static final Pattern NUMBER_OR_TIME = Pattern.compile("-?[0-9]+(\\.[0-9]+)?|2026-[-0-9T:.]+Z");

    private static final String WAVE = """
            {"riskGroup":"usdt","market":"M00","waveId":"usdt/M00/1","pool":"main","step":1,"phase":"CLOSED",
             "result":"RESOLVED","criterion":"DRAWDOWN","rulebook":"gate","ranking":"leveraged return","allocation":"QUEUE",
             "inventorySide":"LONG","demand":"10","price":"101","mark":"100","takeoverPrice":"103","priceRule":"CAP",
             "floor":"-5","candidates":1,"assignments":1,"closedQuantity":"10","residual":"0","gap":"0","haircut":"10",
             "balanceBefore":"1","balanceAfter":"1","role":"INSURANCE_FUND","account":"pool:main","poolGap":"0",
             "gainsHaircut":"0","reservedQuantity":"0","mode":"SHADOW","time":"2026-01-05T12:00:00Z"}""";

    private static final String PLACE = """
            {"quantity":"5","light":3,"rank":2,"candidates":9,"quantityAhead":"4","quantityQueued":"50","wave":{"demand":"5",
             "price":"101","priceRule":"CAP","inForce":true,"blocked":false,"quantity":"1","haircut":"2","boundedBy":"POSITION"}}""";

    private static final String EXPLAINED = """
            {"waveId":"usdt/M00/1","riskGroup":"usdt","market":"M00","pool":"main",
             "criterion":"DRAWDOWN","rulebook":"gate","ranking":"leveraged return","allocation":"QUEUE","role":"INSURANCE_FUND",
             "account":"pool:main","inventorySide":"LONG","demand":"10","closed":"10","residual":"0","gap":"1",
             "result":"RESOLVED","haircut":"10","steps":[{"step":1,"criterionText":"the drawdown armed it","alert":null,
             "derivedPrice":null,"haircutPerUnit":"1","wave":WAVE,"assignments":[{"account":"someone","market":"M00",
             "assignmentId":"usdt/M00/1/1/1","rank":1,"score":"1","quantity":"10","positionBefore":"-10",
             "entryPrice":"120","price":"101","mark":"100","haircut":"10","boundedBy":"POSITION",
             "boundedByText":"the whole position","pass":1,"mode":"SHADOW"}]}],"realised":{},
             "settlements":[{"role":"COUNTERPARTY","assignmentId":"usdt/M00/1/1/1","status":"POSTED","quantity":"10"}],
             "postings":{"legs":2,"sums":{"USDT":"0"},"balanced":true},"notes":["nothing was carried out"]}""".replace("WAVE", WAVE);

    private static final String ACCOUNT = """
            {"riskGroup":"usdt","account":"someone","owner":"desk","wallet":"1","crossEquity":"1",
             "crossNotional":"1","positions":[{"market":"M00","lotSize":"1","side":"SHORT","quantity":"5","entryValue":"500",
             "mark":"100","marginMode":"CROSS","isolatedMargin":"0","reserved":"0","light":3}]}""";

    private static final String GROUP = """
            {"riskGroup":"usdt","settlementAsset":"USDT","mode":"SHADOW","frozenBecause":"a gap","rulebook":"gate",
             "streamTime":"2026-01-05T12:00:00Z","pools":[],"markets":[]}""";

    private Invented() {}

    /** An alert as the topic has it, every field. */
    static ObjectNode alert(String market, long sequence, double drawdown, long millis) {
        ObjectNode alert = object("""
                {"riskGroup":"usdt","pool":"main","criterion":"DRAWDOWN","balancePeak":"600000","marketPnlPeak":"0",
                 "triggerRatio":"0.3","stopRatio":"0.25","warningShare":"0.8","minBalance":"1000","windowMillis":28800000,
                 "floor":"-177552.29","poolEquity":"494146.0821","mark":"109809.9","inventory":"12.5","takeoverPrice":null,
                 "peaksFrozenUntil":null,"readings":[{"trigger":"drawdown","criterion":"DRAWDOWN","armed":false,"ratio":"0.1",
                 "triggerRatio":"0.3","stopRatio":"0.25","headroom":"1","warning":false}]}""");
        alert.put("market", market)
                .put("sequence", sequence)
                .put("state", drawdown >= 0.3 ? "ADL" : drawdown >= 0.24 ? "WARNING" : "NORMAL")
                .put("balance", Long.toString(600_000 - sequence))
                .put("marketPnl", "-" + sequence * 100)
                .put("drawdown", String.format(Locale.ROOT, "%.3f", drawdown))
                .put("headroom", Long.toString(180_000 - sequence))
                .put("time", START.plusMillis(millis).toString());
        return complete(alert, Alert.getClassSchema());
    }

    /** What is answered at a path of the API, as it came on the wire. */
    static JsonNode answer(String path) {
        return switch (path) {
            case "/v1/groups" -> object("{\"riskGroups\":[\"usdt\"]}");
            case "/v1/rulebooks" -> object("{\"rulebooks\":[\"gate\",\"bybit\"]}");
            case "/v1/alerts" -> object("{\"alerts\":[]}");
            case "/v1/waves" -> {
                complete(object(WAVE), Wave.getClassSchema());
                yield object("{\"waves\":[" + WAVE + "]}");
            }
            case "/v1/explain" -> object(EXPLAINED);
            default ->
                path.endsWith("/whatif")
                        ? object("{\"rulebook\":\"gate\",\"now\":" + PLACE + ",\"then\":" + PLACE + "}")
                        : object(path.contains("/accounts/") ? ACCOUNT : GROUP);
        };
    }

    /** The same with markup in every text of it, names of enums among them: all that is no number and no time. */
    static JsonNode marked(JsonNode node) {
        if (node instanceof TextNode text) {
            boolean plain = NUMBER_OR_TIME.matcher(text.textValue()).matches();
            return plain ? text : TextNode.valueOf(text.textValue() + MARKUP);
        }
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, marked(object.get(name))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, marked(array.get(i)));
            }
        }
        return node;
    }

    private static ObjectNode complete(ObjectNode record, Schema schema) {
        for (Schema.Field field : schema.getFields()) {
            if (!record.has(field.name())) {
                throw new AssertionError("the invented " + schema.getName() + " lacks " + field.name());
            }
        }
        for (Iterator<String> names = record.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                throw new AssertionError(schema.getName() + " has no " + name);
            }
        }
        return record;
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
