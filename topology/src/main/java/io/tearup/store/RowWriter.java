package io.tearup.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a row's value: a version byte, then its fields in order. */
final class RowWriter {
    private static final int MOST_BYTES = 10;

    private ByteBuffer buffer = ByteBuffer.allocate(256);

    RowWriter start(byte version) {
        buffer.clear();
        buffer.put(version);
        return this;
    }

    /** A number in as few bytes as it needs: zig-zag, seven bits a byte, lowest first. */
    RowWriter number(long value) {
        room(MOST_BYTES);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
        return this;
    }

    RowWriter small(int value) {
        return number(value);
    }

    /** 64 bits that are no number. */
    RowWriter bits(long value) {
        room(Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    RowWriter flag(boolean value) {
        room(1);
        buffer.put((byte) (value ? 1 : 0));
        return this;
    }

    RowWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        room(bytes.length);
        buffer.put(bytes);
        return this;
    }

    byte[] finish() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            buffer.flip();
            buffer = larger.put(buffer);
        }
    }
}
