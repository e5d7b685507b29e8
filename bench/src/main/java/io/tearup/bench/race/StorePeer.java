package io.tearup.bench.race;

import io.tearup.catalogue.RecordSerdes;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A processor that keeps positions, marks and balances in three logged key-value stores with compact formats. */
final class StorePeer {
    private static final String POSITIONS = "positions";
    private static final String MARKS = "marks";
    private static final String BALANCES = "balances";

    private StorePeer() {}

    static Contestant.Running onRocksDb(Entry entry) throws InterruptedException {
        return start(entry, Stores::persistentKeyValueStore);
    }

    static Contestant.Running inMemory(Entry entry) throws InterruptedException {
        return start(entry, Stores::inMemoryKeyValueStore);
    }

    private static Contestant.Running start(Entry entry, Function<String, KeyValueBytesStoreSupplier> supplier)
            throws InterruptedException {
        RecordSerdes serdes = RecordSerdes.forRegistry(entry.registryUrl());
        Topology topology = new Topology();
        topology.addSource(
                "in",
                new StringDeserializer(),
                serdes.deserializer(SpecificRecord.class),
                KafkaSettings.inputTopics().toArray(String[]::new));
        topology.addProcessor("book", Bookkeeper::new, "in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(supplier.apply(POSITIONS), Serdes.String(), Holding.serde())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of()),
                "book");
        for (String name : new String[] {MARKS, BALANCES}) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(supplier.apply(name), Serdes.String(), Serdes.Long())
                            .withCachingDisabled()
                            .withLoggingEnabled(Map.of()),
                    "book");
        }
        return StreamsRunning.start(topology, KafkaSettings.streams(entry), StorePeer::book);
    }

    static Book book(KafkaStreams streams) {
        return book(streams, POSITIONS);
    }

    static Book book(KafkaStreams streams, String store) {
        ReadOnlyKeyValueStore<String, Holding> positions = streams.store(
                StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<String, Holding>keyValueStore()));
        Book book = new Book();
        try (KeyValueIterator<String, Holding> all = positions.all()) {
            while (all.hasNext()) {
                KeyValue<String, Holding> position = all.next();
                book.set(position.key, position.value.lots());
            }
        }
        return book;
    }

    private record Books(
            KeyValueStore<String, Holding> positions,
            KeyValueStore<String, Long> marks,
            KeyValueStore<String, Long> balances) {}

    private static final class Bookkeeper implements Processor<String, SpecificRecord, Void, Void> {
        private @Nullable Books stores;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            stores = new Books(
                    context.getStateStore(POSITIONS), context.getStateStore(MARKS), context.getStateStore(BALANCES));
        }

        @Override
        public void process(Record<String, SpecificRecord> record) {
            Books books = Objects.requireNonNull(stores, "init comes first");
            for (Change change : Change.of(record.value())) {
                if (change.isTrade()) {
                    Holding before = books.positions().get(change.key());
                    Holding after = (before == null ? Holding.NONE : before).after(change.lots(), change.ticks());
                    books.positions().put(change.key(), after);
                } else if (change.isMark()) {
                    books.marks().put(change.key(), change.ticks());
                } else {
                    Long before = books.balances().get(change.key());
                    books.balances().put(change.key(), (before == null ? 0 : before) + change.amount());
                }
            }
        }
    }
}
