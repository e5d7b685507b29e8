package io.tearup.contract;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * The rule of what may change within a major version: every reader reads every writer, both ways ({@code FULL}), against every
 * release ({@code TRANSITIVE} is the caller's loop).
 *
 * <p>Avro's own {@link SchemaCompatibility} decides, once with the new schema as the reader and once with the released one. Two
 * things it lets pass are refused here, because both change what is on the wire without anybody noticing: another logical type
 * of the same bytes (a decimal of another scale is another number), and another namespace (it carries the major version). Avro
 * stops at a union it cannot read; the branch of the same name is then compared on its own, to name the very field.
 */
public final class SchemaEvolution {
    /** Who reads whom. */
    private enum Direction {
        /** The new schema reads what was written with the released one. */
        BACKWARD,
        /** Consumers with the released schema read what is written with the new one. */
        FORWARD
    }

    private final Set<Incompatibility> found = new LinkedHashSet<>();
    private final Set<String> walked = new HashSet<>();

    private SchemaEvolution() {}

    /** What of {@code changed} breaks readers or records of {@code released}; empty if nothing does. */
    public static List<Incompatibility> faults(Schema released, Schema changed) {
        SchemaEvolution evolution = new SchemaEvolution();
        evolution.compare(changed, released, changed.getName(), Direction.BACKWARD);
        evolution.compare(released, changed, changed.getName(), Direction.FORWARD);
        evolution.requireSameMeaning(released, changed, changed.getName());
        return List.copyOf(evolution.found);
    }

    private void compare(Schema reader, Schema writer, String path, Direction direction) {
        for (SchemaCompatibility.Incompatibility fault : SchemaCompatibility.checkReaderWriterCompatibility(
                        reader, writer)
                .getResult()
                .getIncompatibilities()) {
            String field = locate(reader, fault.getLocation(), path);
            if (fault.getType() != SchemaCompatibility.SchemaIncompatibilityType.MISSING_UNION_BRANCH
                    || !compareBranches(fault.getReaderFragment(), fault.getWriterFragment(), field, direction)) {
                found.add(new Incompatibility(field, reason(fault, direction)));
            }
        }
    }

    /**
     * Compares each branch of the writer with the reader's of the same name or, where types have none, of its type. False if
     * one of them has no such branch: then that is the fault.
     */
    private boolean compareBranches(Schema reader, Schema writer, String path, Direction direction) {
        Map<Schema, Schema> readers = new LinkedHashMap<>();
        for (Schema branch : branches(writer)) {
            branches(reader).stream()
                    .filter(other -> other.getType() == branch.getType()
                            && other.getName().equals(branch.getName()))
                    .findFirst()
                    .ifPresent(same -> readers.put(branch, same));
        }
        if (!reader.isUnion() || readers.size() < branches(writer).size()) {
            return false;
        }
        readers.forEach((branch, same) -> compare(same, branch, path, direction));
        return true;
    }

    private static List<Schema> branches(Schema schema) {
        return schema.isUnion() ? schema.getTypes() : List.of(schema);
    }

    private static String reason(SchemaCompatibility.Incompatibility fault, Direction direction) {
        boolean backward = direction == Direction.BACKWARD;
        Schema was = backward ? fault.getWriterFragment() : fault.getReaderFragment();
        Schema is = backward ? fault.getReaderFragment() : fault.getWriterFragment();
        return switch (fault.getType()) {
            case TYPE_MISMATCH ->
                "its type was " + words(was) + " and is " + words(is)
                        + "; a field keeps its type, a new one may be added";
            case NAME_MISMATCH ->
                "its type was named " + was.getFullName() + " and is named " + is.getFullName()
                        + "; types keep their names";
            case FIXED_SIZE_MISMATCH ->
                "its size was " + was.getFixedSize() + " and is " + is.getFixedSize() + "; a field keeps its type";
            case MISSING_ENUM_SYMBOLS ->
                backward
                        ? "symbols " + fault.getMessage()
                                + " are gone and the enum has no default, so records that have them"
                                + " cannot be read; keep them, or give the enum the default UNKNOWN"
                        : "symbols " + fault.getMessage()
                                + " are new and the released enum has no default, so its consumers"
                                + " cannot read them; take them back";
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                backward
                        ? "is new and has no default, so records written before cannot be read; give it a default"
                        : "is gone and had no default, so consumers of the release cannot read new records; keep it";
            case MISSING_UNION_BRANCH ->
                backward
                        ? "no longer allows " + words(was) + ", which records written before have; keep it"
                        : "allows " + words(is) + ", which consumers of the release cannot read; take it back";
        };
    }

    private static String words(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> schema.getName();
            case ARRAY -> "array of " + words(schema.getElementType());
            case UNION ->
                schema.getTypes().stream().map(SchemaEvolution::words).toList().toString();
            default -> {
                LogicalType logical = schema.getLogicalType();
                yield logical == null ? schema.getType().getName() : words(logical);
            }
        };
    }

    private static String words(LogicalType logical) {
        return logical instanceof LogicalTypes.Decimal decimal
                ? "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                : logical.getName();
    }

    /** Turns Avro's pointer into the reader's JSON ({@code /fields/3/type/1/items}) into names. */
    private static String locate(Schema root, String pointer, String path) {
        StringBuilder names = new StringBuilder(path);
        Schema at = root;
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            String step = steps[i];
            if (step.equals("fields") && i + 1 < steps.length && at.getType() == Schema.Type.RECORD) {
                Schema.Field field = at.getFields().get(Integer.parseInt(steps[++i]));
                names.append('.').append(field.name());
                at = field.schema();
            } else if (step.equals("items") && at.getType() == Schema.Type.ARRAY) {
                names.append("[]");
                at = at.getElementType();
            } else if (at.isUnion() && !step.isEmpty() && Character.isDigit(step.charAt(0))) {
                at = at.getTypes().get(Integer.parseInt(step));
            }
        }
        return names.toString();
    }

    private void requireSameMeaning(Schema was, Schema is, String path) {
        if (was.getType() != is.getType()) {
            if (was.isUnion() || is.isUnion()) {
                requireSameMeaningOfBranches(was, is, path);
            }
            return;
        }
        switch (was.getType()) {
            case RECORD -> {
                requireSameName(was, is, path);
                if (walked.add(was.getFullName())) {
                    for (Schema.Field field : was.getFields()) {
                        Schema.Field now = is.getField(field.name());
                        if (now != null) {
                            requireSameMeaning(field.schema(), now.schema(), path + "." + field.name());
                        }
                    }
                }
            }
            case ENUM, FIXED -> requireSameName(was, is, path);
            case ARRAY -> requireSameMeaning(was.getElementType(), is.getElementType(), path + "[]");
            case UNION -> requireSameMeaningOfBranches(was, is, path);
            default -> {
                if (!Objects.equals(was.getLogicalType(), is.getLogicalType())) {
                    found.add(new Incompatibility(
                            path,
                            "was " + words(was) + " and is " + words(is)
                                    + ", so the same bytes would be another value; a field keeps its type and unit"));
                }
            }
        }
    }

    private void requireSameMeaningOfBranches(Schema was, Schema is, String path) {
        for (Schema branch : branches(was)) {
            branches(is).stream()
                    .filter(other -> other.getType() == branch.getType())
                    .findFirst()
                    .ifPresent(other -> requireSameMeaning(branch, other, path));
        }
    }

    private void requireSameName(Schema was, Schema is, String path) {
        String before = was.getNamespace();
        if (was.getName().equals(is.getName()) && !Objects.equals(before, is.getNamespace())) {
            found.add(new Incompatibility(
                    path,
                    "its namespace was " + before + " and is " + is.getNamespace()
                            + "; the namespace carries the major version, which has a topic of its own"));
        }
    }
}
