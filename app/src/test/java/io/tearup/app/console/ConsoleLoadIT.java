package io.tearup.app.console;

import io.tearup.app.BrowserScript;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The page before a server that says more than any venue sends: a hundred markets, sixty times a second. */
class ConsoleLoadIT {
    private static final int MARKETS = 100;
    private static final int PER_SECOND = 60;
    private static final int ROUNDS = PER_SECOND * 10;

    @Test
    void shouldKeepUpWithSixtyUpdatesASecondOnAHundredMarkets() throws Exception {
        BrowserScript.assumeInstalled();
        try (InventedServer server = new InventedServer(UnaryOperator.identity());
                Load load = new Load(server)) {
            BrowserScript.run("load.mjs", server.origin(), words -> switch (words.get(0)) {
                case "load" -> {
                    load.start();
                    yield Integer.toString(MARKETS * ROUNDS);
                }
                case "sent" -> Integer.toString(server.appended());
                case "seconds" -> String.format(Locale.ROOT, "%.3f", load.seconds());
                case "last" -> String.format(Locale.ROOT, "%.1f %%", drawdown(ROUNDS - 1) * 100);
                case "streams" -> Integer.toString(server.streams());
                default -> throw new AssertionError("the script asks for " + words);
            });
        }
    }

    private static double drawdown(int round) {
        return (round % 400) / 1000.0;
    }

    /** Ten seconds of it, at a pace; each time it is started the markets go on from where they were. */
    private static final class Load implements AutoCloseable {
        private final InventedServer server;
        private final CountDownLatch closed = new CountDownLatch(1);
        private Thread thread = new Thread("load");
        private volatile double seconds;
        private int runs;

        private Load(InventedServer server) {
            this.server = server;
        }

        private void start() throws InterruptedException {
            thread.join();
            int before = ROUNDS * runs++;
            thread = new Thread(() -> send(before), "load");
            thread.start();
        }

        /** How long the last whole run took. */
        private double seconds() throws InterruptedException {
            thread.join();
            return seconds;
        }

        private void send(int before) {
            long begun = System.nanoTime();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    for (int market = 0; market < MARKETS; market++) {
                        server.append(
                                "Alert",
                                Invented.alert(
                                        String.format(Locale.ROOT, "M%02d", market),
                                        before + round + 1,
                                        drawdown(round),
                                        (before + round) * 1000L / PER_SECOND));
                    }
                    long due = begun + (round + 1) * 1_000_000_000L / PER_SECOND;
                    if (closed.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            seconds = (System.nanoTime() - begun) / 1e9;
        }

        @Override
        public void close() throws InterruptedException {
            closed.countDown();
            thread.join();
        }
    }
}
