package io.tearup.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads a row's value as {@link RowWriter} wrote it; anything else is a {@link CorruptRow}. */
final class RowReader {
    private final ByteBuffer buffer;

    RowReader(byte[] value, byte version) {
        buffer = ByteBuffer.wrap(value);
        if (value.length == 0 || buffer.get() != version) {
            throw new CorruptRow(
                    value.length == 0
                            ? "value is empty"
                            : "value has version " + value[0] + ", this program reads version " + version
                                    + "; run the program that wrote it or newer");
        }
    }

    long number() {
        long bits = 0;
        try {
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = buffer.get();
                bits |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return bits >>> 1 ^ -(bits & 1);
                }
            }
        } catch (BufferUnderflowException e) {
            throw cutOff();
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
        try {
            return buffer.getLong();
        } catch (BufferUnderflowException e) {
            throw cutOff();
        }
    }

    boolean flag() {
        try {
            return buffer.get() != 0;
        } catch (BufferUnderflowException e) {
            throw cutOff();
        }
    }

    String text() {
        int length = length();
        String text = new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    byte[] bytes() {
        byte[] bytes = new byte[length()];
        buffer.get(bytes);
        return bytes;
    }

    private int length() {
        int length = small();
        if (length < 0 || length > buffer.remaining()) {
            throw cutOff();
        }
        return length;
    }

    void end() {
        if (buffer.hasRemaining()) {
            throw new CorruptRow("value has " + buffer.remaining() + " bytes too many");
        }
    }

    private static CorruptRow cutOff() {
        return new CorruptRow("value is cut off");
    }
}
