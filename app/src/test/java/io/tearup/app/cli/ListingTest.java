package io.tearup.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
    void shouldQuoteCsv() {
        assertThat(printed(Format.CSV)).isEqualTo("""
                name,count,detail
                a,7,"said ""no, thanks""\"
                longer,12000,
                """);
    }
}
