package io.tearup.engine.model;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Maximum of a step function over {@code (t - W, t]}, including the value in force at {@code t - W}.
 *
 * <p>Algorithm: a queue of samples with strictly falling values. A new sample removes every queued one that it equals or
 * exceeds; the head is the maximum. A sample stays in force until the next one arrives, so each entry carries the time at
 * which it was replaced and leaves the queue once that time is at or before {@code t - W}: a replacement exactly at
 * {@code t - W} has already taken effect (vector {@code drawdown.window}). Repeating the value in force is not a sample.
 *
 * <p>Entries are numbered upwards for ever and the numbers of those that changed since the last {@link #drainChanges} are
 * kept, so that a store logs single entries instead of the whole window.
 */
public final class RollingMaximum {
    /** Replacement time of the value now in force. */
    public static final long IN_FORCE = Long.MAX_VALUE;

    private static final int INITIAL = 16;

    private long window;
    private long[] replacedAt = new long[INITIAL];
    private long[] value = new long[INITIAL];
    private boolean[] present = new boolean[INITIAL];
    private long head;
    private long tail;
    private long[] changed = new long[INITIAL];
    private int changes;

    /** @param window length W in microseconds, positive */
    public RollingMaximum(long window) {
        if (window <= 0) {
            throw new IllegalArgumentException("window must be positive, is " + window);
        }
        this.window = window;
    }

    /** Length in microseconds. */
    public long window() {
        return window;
    }

    /** Forgets every sample and goes on with another length; the entries count as changed. */
    public void restart(long newWindow) {
        for (long entry = head; entry < tail; entry++) {
            present[at(entry)] = false;
            touch(entry);
        }
        head = tail;
        window = newWindow;
    }

    /** Sets the length a log was written with, before its entries are put back. */
    public void restoreWindow(long loggedWindow) {
        window = loggedWindow;
    }

    /** Whether there is no sample. */
    public boolean isEmpty() {
        return head == tail;
    }

    /** Number of entries kept. */
    public long size() {
        return tail - head;
    }

    /** The last value sampled. */
    public long current() {
        requireSample();
        return value[at(tail - 1)];
    }

    /** Takes a sample; {@code time} in microseconds must not fall. */
    public void sample(long time, long sample) {
        if (!isEmpty() && current() == sample) {
            return;
        }
        if (!isEmpty()) {
            replacedAt[at(tail - 1)] = time;
            touch(tail - 1);
        }
        while (tail > head && value[at(tail - 1)] <= sample) {
            tail--;
            present[at(tail)] = false;
            touch(tail);
        }
        put(tail, IN_FORCE, sample);
        touch(tail - 1);
        expire(time);
    }

    /** Maximum at {@code time} (microseconds, not before any earlier call's). */
    public long maximum(long time) {
        requireSample();
        expire(time);
        return value[at(head)];
    }

    /** Time at which the maximum falls by expiry alone, or {@link Long#MAX_VALUE} while the value in force is the maximum. */
    public long nextExpiry() {
        if (isEmpty() || replacedAt[at(head)] == IN_FORCE) {
            return Long.MAX_VALUE;
        }
        return Math.addExact(replacedAt[at(head)], window);
    }

    /** Whether an entry changed since the last {@link #drainChanges}, be it by expiry. */
    public boolean hasChanges() {
        return changes > 0;
    }

    /** Passes the number of every entry that changed since the last call; one may come twice. */
    public void drainChanges(LongConsumer entry) {
        for (int i = 0; i < changes; i++) {
            entry.accept(changed[i]);
        }
        changes = 0;
    }

    /** Passes the number of every entry, oldest first. */
    public void forEachEntry(LongConsumer entry) {
        for (long e = head; e < tail; e++) {
            entry.accept(e);
        }
    }

    /** Whether the numbered entry is in the queue now. */
    public boolean contains(long entry) {
        return entry >= head && entry < tail && present[at(entry)];
    }

    /** Time at which the entry was replaced, microseconds, or {@link #IN_FORCE}. */
    public long replacedAt(long entry) {
        return replacedAt[at(entry)];
    }

    public long value(long entry) {
        return value[at(entry)];
    }

    /** Puts an entry back as it was logged; entries may come in any order and again. */
    public void restore(long entry, long entryReplacedAt, long entryValue) {
        if (isEmpty()) {
            head = entry;
            tail = entry;
        }
        while (entry < head || entry >= tail) {
            if (Math.max(tail, entry + 1) - Math.min(head, entry) > value.length) {
                grow();
            } else if (entry < head) {
                head--;
            } else {
                tail++;
            }
        }
        replacedAt[at(entry)] = entryReplacedAt;
        value[at(entry)] = entryValue;
        present[at(entry)] = true;
    }

    /** Removes an entry as it was logged. */
    public void restoreRemoved(long entry) {
        if (entry < head || entry >= tail) {
            return;
        }
        present[at(entry)] = false;
        while (head < tail && !present[at(head)]) {
            head++;
        }
        while (tail > head && !present[at(tail - 1)]) {
            tail--;
        }
    }

    private void expire(long time) {
        while (replacedAt[at(head)] != IN_FORCE && replacedAt[at(head)] <= time - window) {
            present[at(head)] = false;
            touch(head);
            head++;
        }
    }

    private void put(long entry, long entryReplacedAt, long entryValue) {
        if (tail - head == value.length) {
            grow();
        }
        tail = entry + 1;
        replacedAt[at(entry)] = entryReplacedAt;
        value[at(entry)] = entryValue;
        present[at(entry)] = true;
    }

    private void grow() {
        int capacity = Math.multiplyExact(value.length, 2);
        long[] newReplacedAt = new long[capacity];
        long[] newValue = new long[capacity];
        boolean[] newPresent = new boolean[capacity];
        for (long entry = head; entry < tail; entry++) {
            int to = (int) (entry & (capacity - 1));
            newReplacedAt[to] = replacedAt[at(entry)];
            newValue[to] = value[at(entry)];
            newPresent[to] = present[at(entry)];
        }
        replacedAt = newReplacedAt;
        value = newValue;
        present = newPresent;
    }

    private int at(long entry) {
        return (int) (entry & (value.length - 1));
    }

    private void touch(long entry) {
        if (changes > 0 && changed[changes - 1] == entry) {
            return;
        }
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, changes * 2);
        }
        changed[changes++] = entry;
    }

    private void requireSample() {
        if (isEmpty()) {
            throw new IllegalStateException("no sample was taken yet");
        }
    }
}
