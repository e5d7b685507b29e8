package io.tearup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Deliberately broken copies of the real schemas, and changes that are allowed. */
class SchemaEvolutionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldFindNothingInASchemaThatStaysAsItIs() {
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            assertThat(SchemaEvolution.faults(PublishedSchemas.of(topic), PublishedSchemas.of(topic)))
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseANewFieldWithoutDefault() {
        assertThat(faults(
                        Topics.FILLS,
                        fill -> fields(fill).addObject().put("name", "venue").put("type", "string")))
                .containsExactly(
                        "Fill.venue: is new and has no default, so records written before cannot be read; give it a default");
    }

    @Test
    void shouldRefuseToRemoveAFieldWithoutDefault() {
        assertThat(faults(Topics.FILLS, fill -> remove(fields(fill), named("fillId"))))
                .containsExactly("Fill.fillId: is gone and had no default, so consumers of the release cannot read new"
                        + " records; keep it");
    }

    @Test
    void shouldRefuseToRenameAField() {
        assertThat(faults(Topics.FILLS, fill -> field(fill, "fillId").put("name", "executionId")))
                .containsExactly(
                        "Fill.executionId: is new and has no default, so records written before cannot be read; give it a"
                                + " default",
                        "Fill.fillId: is gone and had no default, so consumers of the release cannot read new records;"
                                + " keep it");
    }

    /** With an alias new readers would cope; consumers of the release would not. */
    @Test
    void shouldRefuseToRenameAFieldEvenWithAnAlias() {
        assertThat(faults(
                        Topics.FILLS,
                        fill -> field(fill, "fillId")
                                .put("name", "executionId")
                                .putArray("aliases")
                                .add("fillId")))
                .containsExactly("Fill.fillId: is gone and had no default, so consumers of the release cannot read new"
                        + " records; keep it");
    }

    @Test
    void shouldRefuseAnotherType() {
        assertThat(faults(Topics.FILLS, fill -> field(fill, "fillId").put("type", "long")))
                .containsExactly(
                        "Fill.fillId: its type was string and is long; a field keeps its type, a new one may be"
                                + " added");
    }

    /** Avro promotes int to long for new readers; consumers of the release cannot read the long. */
    @Test
    void shouldRefuseAWiderType() {
        assertThat(faults(Topics.RANKS, rank -> field(rank, "light").put("type", "long")))
                .containsExactly(
                        "Rank.light: its type was int and is long; a field keeps its type, a new one may be added");
    }

    /** Same bytes, other number: Avro alone lets it pass. */
    @Test
    void shouldRefuseAnotherScaleOfADecimal() {
        assertThat(faults(
                        Topics.MARK_PRICES,
                        mark -> ((ObjectNode) field(mark, "price").get("type")).put("scale", 8)))
                .containsExactly("MarkPrice.price: was decimal(38,18) and is decimal(38,8), so the same bytes would be"
                        + " another value; a field keeps its type and unit");
    }

    /** Also within an optional field. */
    @Test
    void shouldRefuseAnotherUnitOfATime() {
        assertThat(faults(
                        Topics.ALERTS,
                        alert -> ((ObjectNode) field(alert, "peaksFrozenUntil")
                                        .get("type")
                                        .get(1))
                                .put("logicalType", "timestamp-millis")))
                .containsExactly(
                        "Alert.peaksFrozenUntil: was timestamp-micros and is timestamp-millis, so the same bytes"
                                + " would be another value; a field keeps its type and unit");
    }

    @Test
    void shouldRefuseToMakeAnOptionalFieldRequiredOrTheOtherWayRound() {
        assertThat(faults(Topics.ALERTS, alert -> {
                    ObjectNode floor = field(alert, "floor");
                    floor.set("type", floor.get("type").get(1));
                    floor.put("default", "");
                }))
                .containsExactly(
                        "Alert.floor: its type was null and is decimal(38,18); a field keeps its type, a new one"
                                + " may be added");
        assertThat(faults(
                        Topics.FILLS,
                        fill -> field(fill, "fillId")
                                .putArray("type")
                                .add("null")
                                .add("string")))
                .containsExactly(
                        "Fill.fillId: its type was string and is null; a field keeps its type, a new one may be"
                                + " added");
    }

    @Test
    void shouldRefuseToRenameAnEnumSymbolWhereThereIsNoDefault() {
        Consumer<ObjectNode> without =
                settlement -> ((ObjectNode) field(settlement, "status").get("type")).remove("default");
        Schema released = changed(Topics.SETTLEMENTS, without);
        Schema renamed = changed(Topics.SETTLEMENTS, without.andThen(settlement -> {
            ArrayNode symbols =
                    (ArrayNode) field(settlement, "status").get("type").get("symbols");
            symbols.set(1, "SETTLED");
        }));
        assertThat(words(SchemaEvolution.faults(released, renamed)))
                .containsExactly(
                        "Settlement.status: symbols [POSTED] are gone and the enum has no default, so records that have"
                                + " them cannot be read; keep them, or give the enum the default UNKNOWN",
                        "Settlement.status: symbols [SETTLED] are new and the released enum has no default, so its"
                                + " consumers cannot read them; take them back");
    }

    @Test
    void shouldRefuseAnotherTypeName() {
        assertThat(faults(
                        Topics.SETTLEMENTS,
                        settlement -> ((ObjectNode) field(settlement, "status").get("type")).put("name", "Outcome")))
                .containsExactly(
                        "Settlement.status: its type was named io.tearup.schemas.v1.SettlementStatus and is named"
                                + " io.tearup.schemas.v1.Outcome; types keep their names");
    }

    @Test
    void shouldRefuseAnotherNamespaceOnTheSameTopic() {
        assertThat(faults(Topics.MARK_PRICES, mark -> mark.put("namespace", "io.tearup.schemas.v2")))
                .containsExactly("MarkPrice: its namespace was io.tearup.schemas.v1 and is io.tearup.schemas.v2; the"
                        + " namespace carries the major version, which has a topic of its own");
    }

    /** Avro only says that the union cannot be read; the gate names the field of the record within. */
    @Test
    void shouldNameTheFieldInsideAnOptionalRecord() {
        assertThat(faults(
                        Topics.CONTROL,
                        control -> remove(
                                fields((ObjectNode)
                                        field(control, "market").get("type").get(1)),
                                named("lotSize"))))
                .containsExactly(
                        "Control.market.lotSize: is gone and had no default, so consumers of the release cannot"
                                + " read new records; keep it");
    }

    @Test
    void shouldNameTheFieldInsideAnArray() {
        assertThat(faults(
                        Topics.FUND,
                        fund -> field(
                                        (ObjectNode) field(fund, "markets")
                                                .get("type")
                                                .get("items"),
                                        "market")
                                .put("type", "int")))
                .containsExactly(
                        "Fund.markets[].market: its type was string and is int; a field keeps its type, a new one"
                                + " may be added");
    }

    @Test
    void shouldReportEveryFaultOfASchema() {
        assertThat(faults(Topics.FILLS, fill -> {
                    remove(fields(fill), named("market"));
                    field(fill, "fillId").put("type", "int");
                    fields(fill).addObject().put("name", "venue").put("type", "string");
                }))
                .hasSize(3);
    }

    @Test
    void shouldAllowNewFieldsWithDefaultsNewSymbolsAndOtherWords() {
        assertThat(faults(Topics.SETTLEMENTS, settlement -> {
                    fields(settlement)
                            .addObject()
                            .put("name", "venue")
                            .put("type", "string")
                            .put("default", "");
                    ((ArrayNode) field(settlement, "status").get("type").get("symbols")).add("REVERSED");
                    field(settlement, "price").put("doc", "What it cost.");
                }))
                .isEmpty();
    }

    @Test
    void shouldAllowToDropAFieldThatHasADefault() {
        assertThat(faults(Topics.ALERTS, alert -> remove(fields(alert), named("readings"))))
                .isEmpty();
    }

    private static List<String> faults(Topics.Topic topic, Consumer<ObjectNode> change) {
        return words(SchemaEvolution.faults(PublishedSchemas.of(topic), changed(topic, change)));
    }

    private static List<String> words(List<Incompatibility> faults) {
        return faults.stream().map(Incompatibility::toString).toList();
    }

    private static Schema changed(Topics.Topic topic, Consumer<ObjectNode> change) {
        try {
            ObjectNode schema =
                    (ObjectNode) JSON.readTree(PublishedSchemas.of(topic).toString());
            change.accept(schema);
            return new Schema.Parser().parse(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ArrayNode fields(ObjectNode record) {
        return (ArrayNode) record.get("fields");
    }

    private static ObjectNode field(ObjectNode record, String name) {
        for (JsonNode field : fields(record)) {
            if (named(name).test(field)) {
                return (ObjectNode) field;
            }
        }
        throw new IllegalArgumentException("no field " + name);
    }

    private static Predicate<JsonNode> named(String name) {
        return field -> field.get("name").asText().equals(name);
    }

    private static void remove(ArrayNode fields, Predicate<JsonNode> which) {
        for (Iterator<JsonNode> each = fields.iterator(); each.hasNext(); ) {
            if (which.test(each.next())) {
                each.remove();
            }
        }
    }
}
