package io.tearup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

/** Rows are put back beside the thread that brings them: all of them, in their order, or not at all. */
class RestoreThreadTest {
    private final List<Integer> putBack = new ArrayList<>();

    private static List<KeyValue<byte[], byte[]>> batch(int first) {
        return List.of(row(first), row(first + 1));
    }

    private static KeyValue<byte[], byte[]> row(int number) {
        return KeyValue.pair(new byte[] {(byte) number}, new byte[0]);
    }

    @Test
    void shouldHavePutBackEveryRowInItsOrderOnceTheEndIsAwaited() {
        RestoreThread thread = new RestoreThread("t", rows -> rows.forEach(row -> putBack.add((int) row.key[0])));
        List<Integer> brought = new ArrayList<>();
        for (int first = 0; first < 100; first += 2) {
            thread.accept(batch(first));
            brought.addAll(List.of(first, first + 1));
        }
        thread.await();
        assertThat(putBack).isEqualTo(brought);

        thread.accept(batch(100));
        thread.await();
        assertThat(putBack).hasSize(102).endsWith(100, 101);
    }

    @Test
    void shouldKeepARowThatWasBroughtFromLaterChangesOfItsBatch() {
        RestoreThread thread = new RestoreThread("t", rows -> rows.forEach(row -> putBack.add((int) row.key[0])));
        List<KeyValue<byte[], byte[]>> reused = new ArrayList<>(batch(1));
        thread.accept(reused);
        reused.clear();
        thread.await();
        assertThat(putBack).containsExactly(1, 2);
    }

    @Test
    void shouldTellTheFailureToWhoeverBringsMoreAndToWhoeverAwaitsTheEnd() {
        RestoreThread thread = new RestoreThread("t", rows -> {
            throw new CorruptRow("cut off");
        });
        thread.accept(batch(1));
        assertThatThrownBy(thread::await).isInstanceOf(CorruptRow.class).hasMessage("cut off");
        assertThatThrownBy(() -> thread.accept(batch(3)))
                .isInstanceOf(CorruptRow.class)
                .hasMessage("cut off");
        assertThatThrownBy(thread::await).isInstanceOf(CorruptRow.class).hasMessage("cut off");
    }

    @Test
    void shouldTellThatMemoryRanOut() {
        RestoreThread thread = new RestoreThread("t", rows -> {
            throw new OutOfMemoryError("Java heap space");
        });
        thread.accept(batch(1));
        assertThatThrownBy(thread::await).isInstanceOf(OutOfMemoryError.class).hasMessage("Java heap space");
    }

    @Test
    void shouldDropWhatComesAfterAFailure() throws InterruptedException {
        CountDownLatch brought = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        RestoreThread thread = new RestoreThread("t", rows -> {
            batches.incrementAndGet();
            awaitUninterruptibly(brought);
            throw new CorruptRow("cut off");
        });
        thread.accept(batch(1));
        thread.accept(batch(3));
        brought.countDown();
        assertThatThrownBy(thread::await).isInstanceOf(CorruptRow.class);
        assertThat(batches).hasValue(1);
    }

    @Test
    void shouldMakeWhoeverBringsRowsWaitWhileManyWait() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        RestoreThread thread = new RestoreThread("t", rows -> awaitUninterruptibly(slow));
        AtomicInteger taken = new AtomicInteger();
        Thread bringer = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                thread.accept(batch(i));
                taken.incrementAndGet();
            }
        });
        bringer.start();
        while (bringer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        // One is being put back, or will be, and the others wait.
        assertThat(taken.get()).isBetween(RestoreThread.WAITING, RestoreThread.WAITING + 1);
        slow.countDown();
        bringer.join();
        thread.await();
        assertThat(taken).hasValue(100);
    }

    @Test
    void shouldDropWhatWaitsWhenItIsStopped() {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger batches = new AtomicInteger();
        RestoreThread thread = new RestoreThread("t", rows -> {
            batches.incrementAndGet();
            slow.countDown();
        });
        thread.accept(batch(1));
        awaitUninterruptibly(slow);
        thread.stop();
        int before = batches.get();
        thread.await();
        assertThat(batches).hasValue(before);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
