package io.tearup.engine.model;

import java.util.Comparator;

/**
 * Ids in ascending code-point order: the last word of every tie.
 *
 * <p>{@link String#compareTo} orders by UTF-16 unit and puts characters beyond the basic plane before U+E000..U+FFFF.
 */
public final class CodePointOrder implements Comparator<String> {
    public static final CodePointOrder INSTANCE = new CodePointOrder();

    private CodePointOrder() {}

    @Override
    public int compare(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogateDiffers = Character.isSurrogate(a) != Character.isSurrogate(b);
                // A surrogate stands for a code point above every single-unit one.
                return surrogateDiffers ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
