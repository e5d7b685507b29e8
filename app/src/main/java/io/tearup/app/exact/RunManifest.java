package io.tearup.app.exact;

import io.tearup.catalogue.RegisteredSchemas;
import io.tearup.stream.Ingress;
import java.util.List;
import java.util.Map;

/**
 * What an exported run says about itself: the file {@value #FILE} of its directory.
 *
 * @param ends offset after the last record that was committed, by source and partition
 * @param stateHash by group, of the changelog; empty where it could not be compared
 */
record RunManifest(
        String applicationId,
        Ingress ingress,
        List<String> groups,
        boolean settled,
        Map<String, Map<Integer, Long>> ends,
        Map<String, String> stateHash,
        List<RegisteredSchemas.Registered> schemas) {
    static final String FILE = "run.json";

    RunManifest {
        groups = List.copyOf(groups);
        ends = Map.copyOf(ends);
        stateHash = Map.copyOf(stateHash);
        schemas = List.copyOf(schemas);
    }
}
