package io.tearup.app.schemas;

import io.tearup.contract.Incompatibility;
import io.tearup.contract.SchemaEvolution;
import io.tearup.contract.SchemaHistory;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A change that an earlier form of the schema does not allow.
 *
 * @param version number of that form, in the history or in the registry
 */
record Breach(int version, Incompatibility fault) {
    /** What of a schema breaks any of the earlier forms. */
    static List<Breach> of(Schema schema, List<SchemaHistory.Release> earlier) {
        return earlier.stream()
                .flatMap(release -> SchemaEvolution.faults(release.schema(), schema).stream()
                        .map(fault -> new Breach(release.number(), fault)))
                .toList();
    }
}
