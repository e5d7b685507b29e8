package io.tearup.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One list in four forms. */
class ListingTest {
    private static String printed(Format format) {
        Listing listing = new Listing("name", "count", "detail");
        listing.add("a", 7, "said \"no, thanks\"");
        listing.add("longer", 12_000, null);
        StringWriter out = new StringWriter();
        listing.print(format, new PrintWriter(out));
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void shouldAlignATable() {
        assertThat(printed(Format.TABLE)).isEqualTo("""
                name    count  detail
                a           7  said "no, thanks"
                longer  12000  -
                """);
    }

    @Test
    void shouldWriteJson() {
        String first = "{\"name\":\"a\",\"count\":7,\"detail\":\"said \\\"no, thanks\\\"\"}";
        String second = "{\"name\":\"longer\",\"count\":12000,\"detail\":null}";
        assertThat(printed(Format.JSON)).isEqualTo("[" + first + "," + second + "]\n");
        assertThat(printed(Format.NDJSON)).isEqualTo(first + "\n" + second + "\n");
    }

    @Test
    void shouldTellMoreOfARowAsJsonThanItsColumnsDo() {
        Listing listing = new Listing("name");
        listing.add(JsonNodeFactory.instance.objectNode().put("name", "a").put("size", 7), List.of("a"));
        StringWriter json = new StringWriter();
        listing.print(Format.JSON, new PrintWriter(json));
        assertThat(json.toString().strip()).isEqualTo("[{\"name\":\"a\",\"size\":7}]");
        StringWriter csv = new StringWriter();
        listing.print(Format.CSV, new PrintWriter(csv));
        assertThat(csv.toString().lines()).containsExactly("name", "a");
    }

    @Test
    void shouldListTheFieldsOfOneThing() {
        StringWriter csv = new StringWriter();
        Listing.ofOne(JsonNodeFactory.instance.objectNode().put("name", "a").putNull("size"))
                .print(Format.CSV, new PrintWriter(csv));
        assertThat(csv.toString().lines()).containsExactly("name,size", "a,");
    }

    @Test
    void shouldBeEmptyInEveryForm() {
        for (Format format : Format.values()) {
            StringWriter out = new StringWriter();
            new Listing("name").print(format, new PrintWriter(out));
            assertThat(out.toString().strip())
                    .isEqualTo(
                            switch (format) {
                                case TABLE, CSV -> "name";
                                case JSON -> "[]";
                                case NDJSON -> "";
                            });
        }
    }

    @Test
    void shouldQuoteCsv() {
        assertThat(printed(Format.CSV)).isEqualTo("""
                name,count,detail
                a,7,"said ""no, thanks""\"
                longer,12000,
                """);
    }
}
