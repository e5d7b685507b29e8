package io.tearup.connect.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a UTF-8 file with the byte at which each ends, so that reading can go on from there.
 *
 * <p>A line ends with a line feed, a carriage return before it does not belong to it, and the last one may end with the file.
 */
final class LineReader implements AutoCloseable {
    /** Longest line, bytes: what a producer sends by default. */
    static final int LONGEST = 1 << 20;

    /**
     * A line.
     *
     * @param number from 1
     * @param end byte after it, where the next begins
     * @param text what it holds, without its end
     */
    record Line(long number, long end, String text) {}

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private byte[] bytes = new byte[1024];
    private long position;
    private long number;

    private LineReader(Path file, FileChannel channel, FilePosition from) {
        this.file = file;
        this.channel = channel;
        this.position = from.bytes();
        this.number = from.lines();
        buffer.limit(0);
    }

    /**
     * Opens a file to read on from a position.
     *
     * @throws ReplayFault if it cannot be read, or no line of it ends at the position
     */
    static LineReader open(Path file, FilePosition from) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw ReplayFault.file(
                    file, "does not exist on this worker; every worker needs the files at the same place");
        } catch (IOException e) {
            throw ReplayFault.file(file, "cannot be read (" + e + ")");
        }
        try {
            requireEndOfLine(file, channel, from);
            channel.position(from.bytes());
            return new LineReader(file, channel, from);
        } catch (IOException e) {
            close(channel);
            throw ReplayFault.file(file, "cannot be read (" + e + ")");
        } catch (ReplayFault e) {
            close(channel);
            throw e;
        }
    }

    private static void requireEndOfLine(Path file, FileChannel channel, FilePosition from) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        long size = channel.size();
        boolean ends = from.bytes() == 0
                || from.bytes() == size
                || (from.bytes() < size && channel.read(last, from.bytes() - 1) == 1 && last.get(0) == '\n');
        if (!ends) {
            throw ReplayFault.file(
                    file,
                    "was replaced since it was read up to line " + from.lines() + " (byte " + from.bytes()
                            + "), where no line ends now; put it back, or reset the connector's offsets to read the new one from"
                            + " its beginning");
        }
    }

    /**
     * The next line, null at the end of the file.
     *
     * @throws ReplayFault if it is too long or no UTF-8
     */
    @Nullable
    Line next() {
        try {
            int length = 0;
            boolean any = false;
            while (true) {
                if (!buffer.hasRemaining() && !fill()) {
                    break;
                }
                any = true;
                byte next = buffer.get();
                position++;
                if (next == '\n') {
                    break;
                }
                if (length == LONGEST) {
                    throw ReplayFault.line(file, number + 1, 1, "is longer than " + LONGEST + " bytes");
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(LONGEST, 2 * length));
                }
                bytes[length++] = next;
            }
            if (!any) {
                return null;
            }
            number++;
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
            return new Line(number, position, text(length));
        } catch (IOException e) {
            throw ReplayFault.file(file, "cannot be read after line " + number + " (" + e + ")");
        }
    }

    private String text(int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), chars, true);
        if (result.isError()) {
            throw ReplayFault.line(file, number, chars.position() + 1, "is no UTF-8 from this column on");
        }
        String text = chars.flip().toString();
        return number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        buffer.flip();
        return read > 0;
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was open for reading: nothing is lost.
        }
    }
}
