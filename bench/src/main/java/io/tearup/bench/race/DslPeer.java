package io.tearup.bench.race;

import io.tearup.catalogue.RecordSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The way of the textbook: change events grouped by what they change and aggregated into tables, on the DSL's own stores
 * with its record cache. Grouping by position moves every change through a repartition topic.
 */
final class DslPeer {
    private static final String POSITIONS = "positions";

    private DslPeer() {}

    static Contestant.Running start(Entry entry) throws InterruptedException {
        RecordSerdes serdes = RecordSerdes.forRegistry(entry.registryUrl());
        Serde<Change> change = ChangeSerde.serde();
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Change> changes = builder.stream(
                        KafkaSettings.inputTopics(), Consumed.with(Serdes.String(), serdes.serde(SpecificRecord.class)))
                .flatMapValues(Change::of)
                .selectKey((key, value) -> value.key());
        changes.filter((key, value) -> value.isTrade())
                .groupByKey(Grouped.with("trades", Serdes.String(), change))
                .aggregate(
                        () -> Holding.NONE,
                        (key, trade, holding) -> holding.after(trade.lots(), trade.ticks()),
                        Materialized.<String, Holding, KeyValueStore<Bytes, byte[]>>as(POSITIONS)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Holding.serde()));
        changes.filter((key, value) -> value.isMark())
                .groupByKey(Grouped.with("mark-changes", Serdes.String(), change))
                .aggregate(
                        () -> 0L,
                        (key, mark, before) -> mark.ticks(),
                        Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("marks")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long()));
        changes.filter((key, value) -> !value.isTrade() && !value.isMark())
                .groupByKey(Grouped.with("payments", Serdes.String(), change))
                .aggregate(
                        () -> 0L,
                        (key, payment, before) -> before + payment.amount(),
                        Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("balances")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long()));
        return StreamsRunning.start(
                builder.build(), KafkaSettings.streams(entry), streams -> StorePeer.book(streams, POSITIONS));
    }
}
