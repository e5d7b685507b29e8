package io.tearup.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Key of a row: the risk group's id, a zero byte, the kind's letter, then what names the row within its kind (ids are
 * UTF-8 and end with a zero byte where something follows; numbers are big-endian).
 */
record RowKey(String group, Kind kind, String id, String secondId, long number) {
    private static final byte END = 0;

    /** Kinds of rows; a letter is never reused. */
    enum Kind {
        CONFIGURATION('C', false, false, false),
        GROUP('G', false, false, false),
        POOL('O', true, false, false),
        POOL_WATCH('V', true, true, false),
        POOL_PEAK('w', true, true, true),
        MARKET_DEFINITION('M', true, false, false),
        MARKET('m', true, false, false),
        MARKET_WATCH('v', true, true, false),
        MARKET_PEAK('W', true, true, true),
        MARK_HISTORY('H', false, false, true),
        RECEIVABLE('R', false, false, true),
        EARLY('E', false, false, true),
        RESERVATION('B', false, false, true),
        RESERVED_WAVE('b', true, false, true),
        ACCOUNT('A', true, false, false),
        POSITION('P', true, true, false),
        SOURCE('S', true, false, false),
        OPEN_TRADE('T', true, false, false),
        SEEN_ID('D', false, false, true);

        private final byte letter;
        private final boolean named;
        private final boolean twiceNamed;
        private final boolean numbered;

        Kind(char letter, boolean named, boolean twiceNamed, boolean numbered) {
            this.letter = (byte) letter;
            this.named = named;
            this.twiceNamed = twiceNamed;
            this.numbered = numbered;
        }

        private static Kind of(byte letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new CorruptRow("unknown kind of row '" + (char) letter + "'");
        }
    }

    static RowKey of(String group, Kind kind) {
        return new RowKey(group, kind, "", "", 0);
    }

    static RowKey of(String group, Kind kind, String id) {
        return new RowKey(group, kind, id, "", 0);
    }

    static RowKey of(String group, Kind kind, String id, String secondId) {
        return new RowKey(group, kind, id, secondId, 0);
    }

    static RowKey of(String group, Kind kind, String id, long number) {
        return new RowKey(group, kind, id, "", number);
    }

    static RowKey of(String group, Kind kind, String id, String secondId, long number) {
        return new RowKey(group, kind, id, secondId, number);
    }

    Bytes encode() {
        byte[] groupBytes = group.getBytes(StandardCharsets.UTF_8);
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        byte[] secondBytes = secondId.getBytes(StandardCharsets.UTF_8);
        int length = groupBytes.length + 2;
        length += kind.named ? idBytes.length + 1 : 0;
        length += kind.twiceNamed ? secondBytes.length + 1 : 0;
        length += kind.numbered ? Long.BYTES : 0;
        byte[] key = new byte[length];
        int at = put(groupBytes, key, 0);
        key[at++] = kind.letter;
        if (kind.named) {
            at = put(idBytes, key, at);
        }
        if (kind.twiceNamed) {
            at = put(secondBytes, key, at);
        }
        if (kind.numbered) {
            putNumber(number, key, at);
        }
        return Bytes.wrap(key);
    }

    private static void putNumber(long number, byte[] to, int at) {
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            to[at + i] = (byte) (number >>> (Long.BYTES - 1 - i) * Byte.SIZE);
        }
    }

    /** Puts a text and its end mark; the place after it. */
    private static int put(byte[] text, byte[] to, int at) {
        System.arraycopy(text, 0, to, at, text.length);
        to[at + text.length] = END;
        return at + text.length + 1;
    }

    static RowKey decode(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        try {
            String group = text(buffer);
            Kind kind = Kind.of(buffer.get());
            String id = kind.named ? text(buffer) : "";
            String secondId = kind.twiceNamed ? text(buffer) : "";
            long number = kind.numbered ? buffer.getLong() : 0;
            if (buffer.hasRemaining()) {
                throw new CorruptRow("key has " + buffer.remaining() + " bytes too many");
            }
            return new RowKey(group, kind, id, secondId, number);
        } catch (BufferUnderflowException e) {
            throw new CorruptRow("key of " + key.get().length + " bytes is cut off");
        }
    }

    /** What the keys of a kind that is only numbered begin with; the number follows, see {@link #numbered}. */
    static byte[] prefix(String group, Kind kind) {
        byte[] key = of(group, kind).encode().get();
        return Arrays.copyOf(key, key.length - Long.BYTES);
    }

    /** What the keys of a kind that is named once begin with; the name follows. */
    static byte[] namedPrefix(String group, Kind kind) {
        byte[] key = of(group, kind).encode().get();
        return Arrays.copyOf(key, key.length - 1);
    }

    /** Whether a key begins with a prefix. */
    static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The key that begins with a {@link #prefix}. */
    static Bytes numbered(byte[] prefix, long number) {
        byte[] key = Arrays.copyOf(prefix, prefix.length + Long.BYTES);
        putNumber(number, key, prefix.length);
        return Bytes.wrap(key);
    }

    /** Number of the key that begins with a {@link #prefix}, or -1 if the key is another. */
    static long numberOf(byte[] key, byte[] prefix) {
        if (key.length != prefix.length + Long.BYTES || !beginsWith(key, prefix)) {
            return -1;
        }
        long number = 0;
        for (int i = prefix.length; i < key.length; i++) {
            number = number << Byte.SIZE | (key[i] & 0xFF);
        }
        return number;
    }

    private static String text(ByteBuffer buffer) {
        int start = buffer.position();
        while (buffer.get() != END) {
            // Search for the end mark; running out of bytes throws.
        }
        return new String(buffer.array(), start, buffer.position() - 1 - start, StandardCharsets.UTF_8);
    }
}
