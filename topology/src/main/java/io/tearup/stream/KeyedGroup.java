package io.tearup.stream;

/** The risk group a key begins with: all that is known of a record that does not decode. */
final class KeyedGroup {
    private KeyedGroup() {}

    /** Text before the first bar, the whole key if it has none. */
    static String of(String key) {
        int bar = key.indexOf('|');
        return bar < 0 ? key : key.substring(0, bar);
    }
}
