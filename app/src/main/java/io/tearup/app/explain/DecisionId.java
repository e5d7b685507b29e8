package io.tearup.app.explain;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a wave or of an assignment, as asked for.
 *
 * <p>A market's symbol may contain slashes, so the text alone does not always say which of the two it is: both readings are
 * looked up, and the records decide.
 *
 * @param text the id
 * @param waveIds waves the id may be of or in, the narrowest reading first
 */
record DecisionId(String text, Set<String> waveIds) {
    /** A wave that was only told has {@code shadow-} before its number. */
    private static final Pattern WAVE = Pattern.compile("[A-Za-z0-9_-]{1,64}/.+/(?:shadow-)?[0-9]+");

    private static final Pattern ASSIGNMENT =
            Pattern.compile("([A-Za-z0-9_-]{1,64}/.+/(?:shadow-)?[0-9]+)/[0-9]+/[0-9]+");

    /**
     * Reads an id.
     *
     * @throws UserFault if it has neither form, {@link ExitCode#USAGE}
     */
    static DecisionId parse(String text) {
        if (!WAVE.matcher(text).matches()) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "'" + text + "' is no id; a wave is group/market/number (usdt/BTC-PERP/1), an assignment is"
                            + " group/market/number/step/rank (usdt/BTC-PERP/1/1/3)");
        }
        Set<String> waveIds = new LinkedHashSet<>();
        Matcher assignment = ASSIGNMENT.matcher(text);
        if (assignment.matches()) {
            waveIds.add(assignment.group(1));
        }
        waveIds.add(text);
        return new DecisionId(text, waveIds);
    }

    /** The number that is the part of an id so far from its end, 1 = the last; zero where the part is none. */
    static BigInteger number(String text, int fromEnd) {
        String[] parts = text.split("/", -1);
        String part = parts.length < fromEnd ? "" : parts[parts.length - fromEnd];
        return part.matches("[0-9]+") ? new BigInteger(part) : BigInteger.ZERO;
    }

    /** Risk group and market of a wave, joined by a slash: its id without the number. */
    static String marketOf(String waveId) {
        int end = waveId.lastIndexOf('/');
        return end < 0 ? waveId : waveId.substring(0, end);
    }
}
