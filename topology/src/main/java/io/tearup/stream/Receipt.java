package io.tearup.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A whole input record, kept while it waits: to be read again, and to be quoted in its dead letter if it is refused after all.
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as they came, never compared.
record Receipt(SourceOfRecord source, byte[] value) {
    private static final int NO_KEY = -1;

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + 128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(source.topic());
            out.writeInt(source.partition());
            out.writeLong(source.offset());
            byte[] key = source.key();
            out.writeInt(key == null ? NO_KEY : key.length);
            if (key != null) {
                out.write(key);
            }
            out.writeInt(value.length);
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static Receipt of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String topic = in.readUTF();
            int partition = in.readInt();
            long offset = in.readLong();
            int keyLength = in.readInt();
            byte @Nullable [] key = keyLength == NO_KEY ? null : in.readNBytes(keyLength);
            return new Receipt(new SourceOfRecord(topic, partition, offset, key), in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException("a waiting input is not as it was written", e);
        }
    }
}
