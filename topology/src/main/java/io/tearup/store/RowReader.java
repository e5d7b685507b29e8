package io.tearup.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a row's value as {@link RowWriter} wrote it; anything else is a {@link CorruptRow}. One reader reads row after row:
 * {@link #open}, the fields in their order, {@link #end}.
 */
final class RowReader {
    private static final byte[] NOTHING = new byte[0];

    private final KnownNames names = new KnownNames();
    private byte[] bytes = NOTHING;
    private int at;

    /** Begins with a row. */
    RowReader open(byte[] value, byte version) {
        if (value.length == 0 || value[0] != version) {
            throw new CorruptRow(
                    value.length == 0
                            ? "value is empty"
                            : "value has version " + value[0] + ", this program reads version " + version
                                    + "; run the program that wrote it or newer");
        }
        bytes = value;
        at = 1;
        return this;
    }

    long number() {
        byte[] from = bytes;
        int next = at;
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (next == from.length) {
                throw cutOff();
            }
            byte septet = from[next++];
            bits |= (septet & 0x7FL) << shift;
            if (septet >= 0) {
                at = next;
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw new CorruptRow("a number has more than 64 bits");
    }

    int small() {
        long number = number();
        if (number != (int) number) {
            throw new CorruptRow("the number " + number + " has more than 32 bits");
        }
        return (int) number;
    }

    long bits() {
        if (bytes.length - at < Long.BYTES) {
            throw cutOff();
        }
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << Byte.SIZE | (bytes[at++] & 0xFF);
        }
        return bits;
    }

    boolean flag() {
        if (at == bytes.length) {
            throw cutOff();
        }
        return bytes[at++] != 0;
    }

    String text() {
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Bytes, copied. */
    byte[] bytes() {
        int length = length();
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    /** A text that many rows have, one string for all of them. */
    String name() {
        int length = length();
        String name = length == 0 ? "" : names.of(bytes, at, length);
        at += length;
        return name;
    }

    /** Moves over a text; its bytes end at {@link #at}. */
    int slice() {
        int length = length();
        at += length;
        return length;
    }

    /** Place of the next byte. */
    int at() {
        return at;
    }

    private int length() {
        int length = small();
        if (length < 0 || length > bytes.length - at) {
            throw cutOff();
        }
        return length;
    }

    void end() {
        if (at != bytes.length) {
            throw new CorruptRow("value has " + (bytes.length - at) + " bytes too many");
        }
    }

    private static CorruptRow cutOff() {
        return new CorruptRow("value is cut off");
    }
}
