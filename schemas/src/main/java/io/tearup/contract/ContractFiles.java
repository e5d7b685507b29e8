package io.tearup.contract;

import io.tearup.catalogue.Topics;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files in the source tree that are generated from the schemas and the catalogue. */
public final class ContractFiles {
    private ContractFiles() {}

    /** Text of each generated file by its path from the root of the source tree, with forward slashes. */
    public static Map<String, String> generated() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("docs/reference/schemas.md", SchemaReference.markdown());
        files.put("schemas/asyncapi.yaml", AsyncApiDocument.yaml("./published/"));
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            files.put(
                    "schemas/published/" + PublishedSchemas.fileOf(topic),
                    PublishedSchemas.text(PublishedSchemas.of(topic)));
        }
        return files;
    }

    /** Folder of the release history from the root of the source tree. */
    public static String history() {
        return "schemas/history";
    }
}
