package io.tearup.app.topology;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.catalogue.RecordSerdes;
import io.tearup.catalogue.RiskGroupLayout;
import io.tearup.stream.Ingress;
import io.tearup.stream.TearupTopology;
import io.tearup.stream.TopologySettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/**
 * The nodes and stores of a topology, a line each, in the order of their names. A store's line names its changelog: rename the store
 * and the state stays behind under the old name.
 *
 * @param lines as they are printed and kept with a release
 */
record TopologyDescription(List<String> lines) {
    private static final String CHANGELOG = "-changelog";

    TopologyDescription {
        lines = List.copyOf(lines);
    }

    /** Of this program. */
    static TopologyDescription current(Ingress ingress) {
        Set<String> lines = new TreeSet<>();
        TopologySettings settings = new TopologySettings(
                ingress,
                RiskGroupLayout.parse("any"),
                RecordSerdes.forRegistry("mock://topology"),
                TopologySettings.CHECKPOINT_INTERVAL);
        for (Subtopology part : TearupTopology.build(settings).describe().subtopologies()) {
            for (Node node : part.nodes()) {
                if (node instanceof Source source) {
                    lines.add("source " + node.name() + " reads " + String.join(",", source.topicSet()));
                } else if (node instanceof Sink sink) {
                    lines.add("sink " + node.name() + " writes " + sink.topic());
                } else if (node instanceof Processor processor) {
                    lines.add("processor " + node.name());
                    processor
                            .stores()
                            .forEach(store ->
                                    lines.add("store " + store + " logged in <applicationId>-" + store + CHANGELOG));
                }
            }
        }
        return new TopologyDescription(List.copyOf(lines));
    }

    /** Of the last release, as it is kept with the program. */
    static TopologyDescription released(Ingress ingress) {
        String file = ingress + ".txt";
        try (InputStream in = TopologyDescription.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program has no " + file);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UserFault if the text is no description */
    static TopologyDescription parse(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.stream().allMatch(line -> line.matches("(source|sink|processor|store) .+"))) {
            throw new UserFault(
                    ExitCode.USAGE, "--against: is no description of a topology; 'tearup topology show' prints one");
        }
        return new TopologyDescription(lines);
    }

    /** Names of the changelogs of an application. */
    List<String> changelogs(String applicationId) {
        return lines.stream()
                .filter(line -> line.startsWith("store "))
                .map(line -> applicationId + "-" + line.split(" ", -1)[1] + CHANGELOG)
                .toList();
    }

    /** What is in this one and not in another. */
    List<String> without(TopologyDescription other) {
        List<String> rest = new ArrayList<>(lines);
        rest.removeAll(other.lines);
        return rest;
    }
}
