package io.tearup.stream;

import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.catalogue.Topics;
import io.tearup.store.RiskStates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;

/**
 * The shape of Tearup.
 *
 * <p>DIRECT: every input topic is read by {@code risk-core} on its risk group's partition. REPARTITION: every input is
 * routed by {@code route-*} into {@code risk.events.v1}, one total order per group, which {@code risk-core} reads. Either
 * way one processor with one store decides in one task and one transaction, and writes the output topics. Inputs are read
 * as bytes: what does not decode must reach the processor, which freezes its group and writes a dead letter.
 */
public final class TearupTopology {
    private TearupTopology() {}

    /** Builds the topology; all of its names are explicit. */
    public static Topology build(TopologySettings settings) {
        Topology topology = new Topology();
        List<String> sources =
                settings.ingress() == Ingress.DIRECT ? direct(topology) : repartition(topology, settings);
        topology.addProcessor(Names.RISK_CORE, () -> new RiskCoreProcessor(settings), sources.toArray(String[]::new));
        topology.addStateStore(RiskStates.builder(Names.RISK_STATE), Names.RISK_CORE);
        for (Topics.Topic topic : Topics.outputs()) {
            topology.addSink(
                    Names.egress(topic),
                    topic.name(),
                    new StringSerializer(),
                    settings.serdes().<SpecificRecord>serializer(),
                    TearupTopology.<SpecificRecord>byRiskGroup(settings.layout()),
                    Names.RISK_CORE);
        }
        return topology;
    }

    private static List<String> direct(Topology topology) {
        for (Topics.Topic topic : Topics.inputs()) {
            addSource(topology, Names.ingress(topic), topic.name());
        }
        return Topics.inputs().stream().map(Names::ingress).toList();
    }

    private static List<String> repartition(Topology topology, TopologySettings settings) {
        for (Topics.Topic topic : Topics.inputs()) {
            addSource(topology, Names.ingress(topic), topic.name());
            topology.addProcessor(Names.route(topic), () -> new IngressRouter(topic, settings), Names.ingress(topic));
        }
        topology.<String, byte[]>addSink(
                Names.EGRESS_EVENTS,
                Topics.RISK_EVENTS.name(),
                new StringSerializer(),
                new ByteArraySerializer(),
                byRiskGroup(settings.layout()),
                Topics.inputs().stream().map(Names::route).toArray(String[]::new));
        addSource(topology, Names.INGRESS_EVENTS, Topics.RISK_EVENTS.name());
        return List.of(Names.INGRESS_EVENTS);
    }

    /** Where a source was left and has since lost records, going on elsewhere would lose them in silence: it stops instead. */
    private static void addSource(Topology topology, String name, String topic) {
        topology.addSource(
                AutoOffsetReset.none(),
                name,
                new RecordTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    /** The processor that decides, to be driven by hand; its store is {@link Names#RISK_STATE}. */
    public static Processor<byte[], byte[], String, SpecificRecord> riskCore(TopologySettings settings) {
        return new RiskCoreProcessor(settings);
    }

    /**
     * Partitions that an output record with this key is written to.
     *
     * @see #byRiskGroup
     */
    public static Set<Integer> partitionsOf(RiskGroupLayout layout, String key) {
        String group = KeyedGroup.of(key);
        return layout.groups().contains(group)
                ? Set.of(layout.partitionOf(group, ""))
                : IntStream.range(0, layout.partitions()).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A record goes to its risk group's partition, so that a reader of one partition sees whole waves. One without a known
     * group goes to every partition: an input that cannot be attributed concerns all groups.
     */
    private static <V> StreamPartitioner<String, V> byRiskGroup(RiskGroupLayout layout) {
        return (topic, key, value, partitions) -> Optional.of(partitionsOf(layout, key));
    }
}
