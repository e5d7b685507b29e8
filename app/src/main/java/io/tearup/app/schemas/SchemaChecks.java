package io.tearup.app.schemas;

import io.tearup.app.Check;
import io.tearup.app.UserFault;
import io.tearup.app.config.TearupConfig;
import java.util.List;

/** Whether a deployment's registry has the schemas of this program. */
public final class SchemaChecks {
    private SchemaChecks() {}

    /** A check for each subject, in the catalogue's order; a single one if the registry does not answer. */
    public static List<Check> of(TearupConfig config) {
        try (Registry registry = Registry.open(config.registryUrl(), config.registryProperties())) {
            return new SchemaPlanner(registry)
                    .plan().stream().map(SchemaChecks::of).toList();
        } catch (UserFault e) {
            return List.of(Check.failed("schemas", String.join("; ", e.faults())));
        }
    }

    private static Check of(SchemaPlanner.Step step) {
        String what = "schema " + step.topic().subject();
        String found = step.describe();
        return switch (step.action()) {
            case NONE -> Check.ok(what, found);
            // Whoever writes first registers it, unless the registry's client is told not to.
            case REGISTER, REQUIRE -> Check.warning(what, found + "; 'tearup schemas register' does");
            case IMPOSSIBLE -> Check.failed(what, found + "; 'tearup schemas check' names each");
        };
    }
}
