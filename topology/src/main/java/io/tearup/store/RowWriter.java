package io.tearup.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a row's value: a version byte, then its fields in order. */
final class RowWriter {
    private static final int MOST_BYTES = 10;
    private static final int LAST_ASCII = 0x7F;

    private byte[] bytes = new byte[256];
    private int at;

    RowWriter start(byte version) {
        bytes[0] = version;
        at = 1;
        return this;
    }

    /** A number in as few bytes as it needs: zig-zag, seven bits a byte, lowest first. */
    RowWriter number(long value) {
        room(MOST_BYTES);
        byte[] to = bytes;
        int next = at;
        long rest = value << 1 ^ value >> 63;
        if ((rest & ~0x7FL) == 0) {
            to[next] = (byte) rest;
            at = next + 1;
            return this;
        }
        while ((rest & ~0x7FL) != 0) {
            to[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[next++] = (byte) rest;
        at = next;
        return this;
    }

    RowWriter small(int value) {
        return number(value);
    }

    /** 64 bits that are no number, highest byte first. */
    RowWriter bits(long value) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[at++] = (byte) (value >>> shift);
        }
        return this;
    }

    RowWriter flag(boolean value) {
        room(1);
        bytes[at++] = (byte) (value ? 1 : 0);
        return this;
    }

    RowWriter text(String value) {
        int length = value.length();
        int begin = at;
        number(length);
        room(length);
        byte[] to = bytes;
        int start = at;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char character = value.charAt(i);
            all |= character;
            to[start + i] = (byte) character;
        }
        if (all > LAST_ASCII) {
            at = begin;
            return bytes(value.getBytes(StandardCharsets.UTF_8));
        }
        at = start + length;
        return this;
    }

    RowWriter bytes(byte[] value) {
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    /** Bytes so far. */
    int size() {
        return at;
    }

    byte[] finish() {
        return Arrays.copyOf(bytes, at);
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }
}
