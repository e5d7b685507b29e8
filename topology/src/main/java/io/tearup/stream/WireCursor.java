package io.tearup.stream;

import java.nio.charset.StandardCharsets;

/**
 * Reads Avro's primitive encodings from an array, one field after the other.
 *
 * <p>Strings and bytes are not copied: {@link #slice} leaves their place in {@link #start} and {@link #length}. Running
 * over the end throws {@link ArrayIndexOutOfBoundsException}.
 */
final class WireCursor {
    private static final byte[] NOTHING = new byte[0];
    private static final int PRINTABLE = 0x20;
    private static final int DELETE = 0x7F;

    private byte[] bytes = NOTHING;
    private int at;
    private int start;
    private int length;

    void open(byte[] newBytes, int from) {
        bytes = newBytes;
        at = from;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the last slice begins. */
    int start() {
        return start;
    }

    /** Bytes of the last slice. */
    int length() {
        return length;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    /** An int, a long, an enum's index or a union's branch: zig-zag, seven bits a byte, lowest first. */
    long number() {
        int b = bytes[at++];
        long zigzag = b & 0x7F;
        for (int shift = 7; b < 0; shift += 7) {
            if (shift > 63) {
                throw new ArrayIndexOutOfBoundsException("a number of more than ten bytes");
            }
            b = bytes[at++];
            zigzag |= (long) (b & 0x7F) << shift;
        }
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** Moves over a string or bytes and remembers where they are. */
    void slice() {
        long size = number();
        if (size < 0 || size > bytes.length - at) {
            throw new ArrayIndexOutOfBoundsException("a length of " + size);
        }
        start = at;
        length = (int) size;
        at += length;
    }

    /** Whether the last slice is an id of printable ASCII within a length. */
    boolean isPlain(int longest) {
        if (length == 0 || length > longest) {
            return false;
        }
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < PRINTABLE || bytes[i] == DELETE) {
                return false;
            }
        }
        return true;
    }

    /** The last slice as text. */
    String text() {
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }
}
