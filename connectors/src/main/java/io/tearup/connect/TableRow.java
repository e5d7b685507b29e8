package io.tearup.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tearup.catalogue.Topics;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.LogicalTypes;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * An output record as a flat row: names in snake case, times as times, lists and records within as JSON.
 *
 * <p>The columns are the fields of the catalogue this was built with. A field that a newer writer added is left out until the
 * plug-in and the tables are upgraded, so a compatible change of a schema never stops a sink. Avro's converter hands times on as
 * bare numbers; which fields are times the catalogue tells. Times and JSON carry the names under which Debezium's JDBC sink
 * knows them.
 */
public final class TableRow implements Transformation<SinkRecord>, Versioned {
    private static final String TIME = "io.debezium.time.ZonedTimestamp";
    private static final String JSON = "io.debezium.data.Json";
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Map<Schema, Schema> rows = new ConcurrentHashMap<>();

    /** Made by the worker. */
    public TableRow() {}

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // There is nothing to choose.
    }

    @Override
    public SinkRecord apply(SinkRecord record) {
        if (record.value() == null) {
            return record;
        }
        if (!(record.value() instanceof Struct struct)) {
            throw new DataException("a record of " + record.topic() + " is no structure but a "
                    + record.value().getClass().getName() + "; set value.converter to Avro's converter");
        }
        org.apache.avro.Schema known = Topics.byName(record.topic())
                .flatMap(Topics.Topic::schema)
                .orElseThrow(() -> new DataException("'" + record.topic() + "' is no topic of the catalogue"));
        Schema row = rows.computeIfAbsent(struct.schema(), schema -> rowSchema(known, schema));
        Struct values = new Struct(row);
        for (org.apache.avro.Schema.Field field : known.getFields()) {
            Field from = struct.schema().field(field.name());
            if (from != null) {
                values.put(column(field.name()), value(struct.get(from), from.schema(), isTime(field.schema())));
            }
        }
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                row,
                values,
                record.timestamp());
    }

    /** Name of a field's column: {@code realisedPnl} is {@code realised_pnl}. */
    static String column(String field) {
        return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static Schema rowSchema(org.apache.avro.Schema known, Schema schema) {
        SchemaBuilder row = SchemaBuilder.struct().name(known.getFullName() + ".row");
        for (org.apache.avro.Schema.Field field : known.getFields()) {
            Field from = schema.field(field.name());
            if (from != null) {
                row.field(column(field.name()), columnSchema(from.schema(), isTime(field.schema())));
            }
        }
        return row.build();
    }

    private static Schema columnSchema(Schema schema, boolean time) {
        SchemaBuilder column;
        if (time) {
            column = SchemaBuilder.string().name(TIME);
        } else if (schema.type() == Schema.Type.ARRAY || schema.type() == Schema.Type.STRUCT) {
            column = SchemaBuilder.string().name(JSON);
        } else if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            column = Decimal.builder(Integer.parseInt(schema.parameters().getOrDefault(Decimal.SCALE_FIELD, "0")));
        } else {
            column = SchemaBuilder.type(schema.type());
        }
        return schema.isOptional() ? column.optional().build() : column.build();
    }

    private static @Nullable Object value(@Nullable Object value, Schema schema, boolean time) {
        if (value == null) {
            return null;
        } else if (time) {
            return MICROS.format(Instant.EPOCH.plus((long) value, ChronoUnit.MICROS));
        } else if (schema.type() == Schema.Type.ARRAY || schema.type() == Schema.Type.STRUCT) {
            return json(value).toString();
        }
        return value;
    }

    /** Decimals as texts: a number of JSON would be read as a floating-point one. */
    private static JsonNode json(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value == null) {
            return json.nullNode();
        } else if (value instanceof Struct struct) {
            ObjectNode object = json.objectNode();
            for (Field field : struct.schema().fields()) {
                object.set(column(field.name()), json(struct.get(field)));
            }
            return object;
        } else if (value instanceof List<?> list) {
            ArrayNode array = json.arrayNode();
            list.forEach(element -> array.add(json(element)));
            return array;
        } else if (value instanceof BigDecimal decimal) {
            return json.textNode(
                    decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
        } else if (value instanceof Long number) {
            return json.numberNode(number);
        } else if (value instanceof Integer number) {
            return json.numberNode(number);
        } else if (value instanceof Boolean flag) {
            return json.booleanNode(flag);
        }
        return json.textNode(value.toString());
    }

    private static boolean isTime(org.apache.avro.Schema schema) {
        org.apache.avro.Schema present = schema.isUnion() ? schema.getTypes().get(1) : schema;
        return present.getLogicalType() instanceof LogicalTypes.TimestampMicros;
    }

    @Override
    public void close() {
        // Holds nothing to release.
    }
}
