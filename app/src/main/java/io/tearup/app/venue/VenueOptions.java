package io.tearup.app.venue;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.app.cli.Format;
import io.tearup.app.config.TearupConfig;
import io.tearup.app.records.ClusterSource;
import io.tearup.app.records.RecordInput;
import io.tearup.app.records.RecordSource;
import io.tearup.catalogue.Topics;
import io.tearup.schemas.v1.GroupDefinition;
import io.tearup.venue.VenueNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that both commands have: where the records are, whether to wait for more, and what the venue calls things. */
final class VenueOptions {
    @ArgGroup(multiplicity = "1")
    private RecordInput input;

    @Option(names = "--follow", description = "Go on with what is written from now on, until interrupted (--config).")
    private boolean follow;

    @Option(
            names = "--asset",
            paramLabel = "GROUP=ASSET",
            description = "Settlement asset of a risk group; known from --config.")
    private Map<String, String> assets = Map.of();

    @Option(
            names = "--symbol",
            paramLabel = "MARKET=SYMBOL",
            description = "The venue's symbol of a market; its own name by default.")
    private Map<String, String> symbols = Map.of();

    boolean follow() {
        return follow;
    }

    /** @throws UserFault if a form has an end that what is followed never comes to */
    void requireAnEnd(Format format) {
        if (follow && format == Format.JSON) {
            throw new UserFault(ExitCode.USAGE, "-o json: is one array, which --follow never ends; use -o ndjson");
        }
    }

    /** What the venue calls things. */
    VenueNames names() {
        Map<String, String> named = new HashMap<>();
        input.config().map(TearupConfig::definitions).orElse(List.of()).forEach(control -> {
            GroupDefinition group = control.getGroup();
            if (group != null) {
                named.put(control.getRiskGroup(), group.getSettlementAsset());
            }
        });
        named.putAll(assets);
        return new VenueNames(named, symbols);
    }

    /** Reads the records of a topic: those there are or, with {@code --follow}, without an end. */
    <T extends SpecificRecord> void read(Topics.Topic topic, Class<T> type, Consumer<T> reader)
            throws InterruptedException {
        Consumer<SpecificRecord> each = record -> reader.accept(type.cast(record));
        RecordSource source = input.source();
        if (!follow) {
            source.read(List.of(topic), each);
        } else if (source instanceof ClusterSource cluster) {
            cluster.follow(topic, each);
        } else {
            throw new UserFault(ExitCode.USAGE, "--follow: nothing is added to a directory; use --config");
        }
    }
}
