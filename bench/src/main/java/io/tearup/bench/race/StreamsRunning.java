package io.tearup.bench.race;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** A Kafka Streams program at work. */
final class StreamsRunning implements Contestant.Running {
    private final KafkaStreams streams;
    private final Function<KafkaStreams, Book> book;

    private StreamsRunning(KafkaStreams streams, Function<KafkaStreams, Book> book) {
        this.streams = streams;
        this.book = book;
    }

    static StreamsRunning start(Topology topology, Properties properties, Function<KafkaStreams, Book> book)
            throws InterruptedException {
        KafkaStreams streams = new KafkaStreams(topology, properties);
        CountDownLatch running = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        streams.start();
        running.await();
        return new StreamsRunning(streams, book);
    }

    @Override
    public Book book() {
        return book.apply(streams);
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(20));
    }
}
