package io.tearup.engine.model;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Numbers as a specification writes them: {@code "7"}, {@code "0.25"}, {@code "-2/3"}. */
public final class Numbers {
    private Numbers() {}

    /** An exact number. */
    public static Fraction f(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Fraction.of(new BigDecimal(text))
                : f(text.substring(0, slash)).over(f(text.substring(slash + 1)));
    }

    /** Exact numbers in order. */
    public static List<Fraction> all(String... texts) {
        return Arrays.stream(texts).map(Numbers::f).toList();
    }
}
