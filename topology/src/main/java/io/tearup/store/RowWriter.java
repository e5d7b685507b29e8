package io.tearup.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a row's value: a version byte, then its fields in order. */
final class RowWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(256);

    RowWriter start(byte version) {
        buffer.clear();
        buffer.put(version);
        return this;
    }

    RowWriter number(long value) {
        room(Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    RowWriter small(int value) {
        room(Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    RowWriter flag(boolean value) {
        room(1);
        buffer.put((byte) (value ? 1 : 0));
        return this;
    }

    RowWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES + bytes.length);
        buffer.putInt(bytes.length).put(bytes);
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
