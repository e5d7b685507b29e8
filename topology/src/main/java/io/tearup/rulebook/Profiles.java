package io.tearup.rulebook;

import io.tearup.engine.model.RejectReason;
import io.tearup.engine.model.RejectedInput;
import io.tearup.engine.model.RulebookSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The venue profiles that come with the program, each a YAML document beside this class. */
public final class Profiles {
    private static final List<String> NAMES =
            List.of("azx", "binance", "bitmex", "bybit", "dydx", "gate", "hyperliquid", "okx", "qfex", "tearup");

    private Profiles() {}

    /** Known profiles, ascending. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * A profile's document.
     *
     * @throws RejectedInput {@code INVALID_CONFIGURATION} for an unknown name, listing the known ones
     */
    public static String document(String name) {
        if (!NAMES.contains(name)) {
            throw new RejectedInput(
                    RejectReason.INVALID_CONFIGURATION, "unknown rulebook '" + name + "', known are " + NAMES);
        }
        try (InputStream in = Profiles.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its rulebook " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A profile with its own numbers, for a group whose minor unit has {@code moneyScale} decimals. */
    public static RulebookSpec spec(String name, int moneyScale) {
        return RulebookReader.read(name + ".yaml", document(name), moneyScale);
    }
}
