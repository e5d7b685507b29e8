package io.tearup.catalogue;

/**
 * Key of a record: the risk group, then what the topic is keyed by within it, joined by {@code |}: {@code usdt|alice}, {@code usdt|alice|BTC-PERP}.
 *
 * <p>The group comes first in every key, so that a partition can be told from the key alone. A part must not contain {@code |}; only the text after
 * the first bar may, as it then has several parts.
 *
 * @param group risk group, not empty, without {@code |}
 * @param rest what follows the first bar, with its own bars; empty for a key that is the group alone
 */
public record RecordKey(String group, String rest) {
    private static final char BAR = '|';

    /**
     * Checks the group.
     *
     * @throws IllegalArgumentException if {@code group} is empty or contains {@code |}
     */
    public RecordKey {
        if (group.isEmpty()) {
            throw new IllegalArgumentException(
                    "a record key begins with its risk group, which is empty in '|" + rest + "'");
        }
        if (group.indexOf(BAR) >= 0) {
            throw new IllegalArgumentException("'|' is not allowed in a risk group: '" + group + "'");
        }
    }

    /**
     * Key of {@code group} and what comes within it, in order.
     *
     * @throws IllegalArgumentException if the group is empty, or a part is empty or contains {@code |}
     */
    public static RecordKey of(String group, String... parts) {
        for (String part : parts) {
            if (part.isEmpty() || part.indexOf(BAR) >= 0) {
                throw new IllegalArgumentException("a part of a record key is not empty and has no '|': '" + part
                        + "' in a key of group '" + group + "'");
            }
        }
        return new RecordKey(group, String.join("|", parts));
    }

    /**
     * The key that {@code text} writes.
     *
     * @throws IllegalArgumentException if there is no group before the first bar
     */
    public static RecordKey parse(String text) {
        int bar = text.indexOf(BAR);
        return bar < 0 ? new RecordKey(text, "") : new RecordKey(text.substring(0, bar), text.substring(bar + 1));
    }

    /** First part after the group, the account where the topic is keyed by one; empty if the key is the group alone. */
    public String account() {
        int bar = rest.indexOf(BAR);
        return bar < 0 ? rest : rest.substring(0, bar);
    }

    /** The key as it is written, the inverse of {@link #parse}. */
    @Override
    public String toString() {
        return rest.isEmpty() ? group : group + BAR + rest;
    }
}
