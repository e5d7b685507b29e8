package io.tearup.app.console;

import io.tearup.app.BrowserScript;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The page before a server that refuses, that does not know the id, that is another one, and whose texts are markup. */
class ConsoleStreamIT {
    @Test
    void shouldMissNothingWhateverTheServerAnswersAndBeginAnewWithOtherTopics() throws Exception {
        BrowserScript.assumeInstalled();
        try (InventedServer server = new InventedServer(UnaryOperator.identity())) {
            BrowserScript.run("stream.mjs", server.origin(), words -> {
                switch (words.get(0)) {
                    case "alerts" -> {
                        long from = Long.parseLong(words.get(1));
                        for (long sequence = from; sequence <= Long.parseLong(words.get(2)); sequence++) {
                            server.append(
                                    "Alert",
                                    Invented.alert(
                                            words.get(3),
                                            sequence,
                                            Double.parseDouble(words.get(4)) + sequence / 1_000.0,
                                            sequence * 1_000));
                        }
                    }
                    case "refuse" ->
                        server.refuse(
                                Collections.nCopies(Integer.parseInt(words.get(2)), Integer.parseInt(words.get(1))));
                    case "cut" -> server.cut();
                    case "anew" -> server.beginAnew(words.get(1));
                    case "streams" -> {
                        return Integer.toString(server.streams());
                    }
                    default -> throw new AssertionError("the script asks for " + words);
                }
                return "done";
            });
        }
    }

    @Test
    void shouldShowMarkupInAnyTextAsText() throws Exception {
        BrowserScript.assumeInstalled();
        try (InventedServer server = new InventedServer(Invented::marked)) {
            for (String market : List.of("M00", "M01")) {
                for (int sequence = 1; sequence <= 40; sequence++) {
                    server.append("Alert", Invented.alert(market, sequence, sequence / 100.0, sequence * 1_000L));
                }
            }
            BrowserScript.run("markup.mjs", server.origin(), words -> switch (words.get(0)) {
                case "markup" -> Invented.MARKUP;
                default -> throw new AssertionError(String.format(Locale.ROOT, "the script asks for %s", words));
            });
        }
    }
}
