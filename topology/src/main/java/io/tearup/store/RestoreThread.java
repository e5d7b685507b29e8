package io.tearup.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Puts batches of changelog rows back on a thread of its own, so that the thread that restores can fetch the next ones
 * meanwhile.
 *
 * <p>Batches are put back in the order they came, one at a time; few wait, and whoever brings more waits too. The first
 * failure ends it: what comes after is dropped, and the failure is thrown to whoever brings rows or asks for the end. So
 * nobody who waited with {@link #await} sees a state with rows missing. The thread ends once nothing waits and begins
 * again with the next batch: a standby that gets a few rows now and then holds no thread.
 */
final class RestoreThread {
    /** Batches that wait at most. Kafka Streams brings a thousand rows at a time, of up to 64 ids each. */
    static final int WAITING = 4;

    private final String name;
    private final Consumer<Collection<KeyValue<byte[], byte[]>>> putBack;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Collection<KeyValue<byte[], byte[]>>> batches = new ArrayDeque<>();
    private boolean running;
    private @Nullable Throwable failure;

    /** @param putBack puts one batch back; called by one thread at a time */
    RestoreThread(String name, Consumer<Collection<KeyValue<byte[], byte[]>>> putBack) {
        this.name = name;
        this.putBack = putBack;
    }

    /** Takes a batch; waits for room. Throws what an earlier batch failed with. */
    void accept(Collection<KeyValue<byte[], byte[]>> batch) {
        lock.lock();
        try {
            while (batches.size() >= WAITING && failure == null) {
                changed.await();
            }
            throwFailure();
            batches.add(List.copyOf(batch));
            if (!running) {
                running = true;
                Thread thread = new Thread(this::run, name);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every batch that was taken is put back. Throws what one failed with. */
    void await() {
        lock.lock();
        try {
            while (running) {
                changed.await();
            }
            throwFailure();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits and waits until the thread has ended, whatever a batch failed with. */
    void stop() {
        lock.lock();
        try {
            batches.clear();
            while (running) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Collection<KeyValue<byte[], byte[]>> batch = next(); batch != null; batch = next()) {
            try {
                putBack.accept(batch);
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }
    }

    /** The next batch; null = nothing waits and the thread is to end. */
    private @Nullable Collection<KeyValue<byte[], byte[]>> next() {
        lock.lock();
        try {
            Collection<KeyValue<byte[], byte[]>> batch = batches.poll();
            running = batch != null;
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            batches.clear();
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
