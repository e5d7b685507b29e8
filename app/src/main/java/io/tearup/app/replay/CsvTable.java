package io.tearup.app.replay;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A comma-separated file without quotes, with a header that must be the one expected. Faults name file and line. */
final class CsvTable {
    /** A row: its line in the file and its fields. */
    record Row(Path file, int line, List<String> columns, List<String> fields) {
        String text(String column) {
            String value = fields.get(columns.indexOf(column));
            if (value.isEmpty()) {
                throw fault(column, value, "must not be empty");
            }
            return value;
        }

        /** A decimal above zero. */
        BigDecimal positive(String column) {
            BigDecimal value = decimal(column);
            if (value.signum() <= 0) {
                throw fault(column, text(column), "must be above zero");
            }
            return value;
        }

        /** A decimal that the wire can carry, which also bounds what a text such as {@code 1e999999999} may cost. */
        BigDecimal decimal(String column) {
            String text = text(column);
            try {
                return Decimals.of(text).stripTrailingZeros();
            } catch (NumberFormatException e) {
                throw fault(column, text, "is not a decimal number");
            } catch (ArithmeticException e) {
                throw fault(column, text, "has more than 18 decimals or 20 digits before the point");
            }
        }

        /** An identifier that may be part of a record's key. */
        String id(String column) {
            String id = text(column);
            if (id.indexOf('|') >= 0) {
                throw fault(column, id, "must not contain '|', which separates the parts of a record's key");
            }
            return id;
        }

        /** A whole number above zero that fits 64 bits. */
        long count(String column) {
            BigDecimal value = positive(column);
            try {
                return value.longValueExact();
            } catch (ArithmeticException e) {
                throw fault(column, text(column), "must be a whole number of 64 bits");
            }
        }

        UserFault fault(String column, String value, String what) {
            return new UserFault(ExitCode.RUNTIME, file + ":" + line + ": " + column + " '" + value + "' " + what);
        }
    }

    private CsvTable() {}

    /** Reads a file whose first line must be {@code columns}. */
    static List<Row> read(Path file, List<String> columns) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserFault(ExitCode.RUNTIME, file + ": cannot be read (" + e + ")");
        }
        String header = String.join(",", columns);
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            throw new UserFault(
                    ExitCode.RUNTIME,
                    file + ":1: header must be '" + header + "', is '" + (lines.isEmpty() ? "" : lines.get(0)) + "'");
        }
        List<Row> rows = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            List<String> fields = List.of(lines.get(i).split(",", -1));
            if (fields.size() != columns.size()) {
                throw new UserFault(
                        ExitCode.RUNTIME,
                        file + ":" + (i + 1) + ": has " + fields.size() + " fields, needs " + columns.size());
            }
            rows.add(new Row(file, i + 1, columns, fields));
        }
        return rows;
    }
}
