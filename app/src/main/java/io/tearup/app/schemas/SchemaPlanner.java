package io.tearup.app.schemas;

import io.tearup.catalogue.Topics;
import io.tearup.contract.PublishedSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a registry's subjects with the published schemas and brings them in line: one subject per topic, named after it, held
 * to {@code FULL_TRANSITIVE}. What breaks an earlier version is never registered, whatever the registry itself would allow.
 */
final class SchemaPlanner {
    /** What is to be done about a subject. */
    enum Action {
        NONE,
        /** The schema is there, the compatibility is not. */
        REQUIRE,
        REGISTER,
        /** The schema breaks a version of the registry: it needs a new topic, or the registry has something else there. */
        IMPOSSIBLE
    }

    /**
     * State of one subject.
     *
     * @param standing of the published schema among the registry's versions
     * @param level compatibility the subject is held to by a setting of its own, if any
     */
    record Step(Topics.Topic topic, Standing standing, Optional<String> level) {
        Action action() {
            return switch (standing.state()) {
                case BREAKS -> Action.IMPOSSIBLE;
                case NEW, CHANGED -> Action.REGISTER;
                case SAME -> held() ? Action.NONE : Action.REQUIRE;
            };
        }

        boolean held() {
            return level.filter(Registry.LEVEL::equals).isPresent();
        }

        /** The step in words. */
        String describe() {
            String hold = held()
                    ? ""
                    : "hold to " + Registry.LEVEL
                            + level.map(now -> " (is " + now + ")").orElse("");
            return switch (action()) {
                case NONE -> "registered as version " + standing.version();
                case REQUIRE -> hold;
                case REGISTER ->
                    (standing.version() == 0 ? "register" : "register after version " + standing.version())
                            + (hold.isEmpty() ? "" : ", " + hold);
                case IMPOSSIBLE -> "breaks " + standing.breaches().size() + " times what is registered";
            };
        }
    }

    private final Registry registry;

    SchemaPlanner(Registry registry) {
        this.registry = registry;
    }

    /** One step per topic with a schema, in the catalogue's order. */
    List<Step> plan() {
        List<Step> steps = new ArrayList<>();
        for (Topics.Topic topic : PublishedSchemas.topics()) {
            Standing standing = Standing.of(PublishedSchemas.of(topic), registry.versions(topic.subject()));
            steps.add(new Step(topic, standing, registry.level(topic.subject())));
        }
        return steps;
    }

    /** Does what the steps say; skips what is impossible. */
    void apply(List<Step> steps) {
        for (Step step : steps) {
            String subject = step.topic().subject();
            boolean known = step.standing().version() > 0;
            boolean possible = step.action() != Action.IMPOSSIBLE;
            // A subject that is there is held first, so that nothing slips in between; one that is not cannot be
            // before.
            if (possible && known && !step.held()) {
                registry.require(subject);
            }
            if (step.action() == Action.REGISTER) {
                registry.register(subject, PublishedSchemas.of(step.topic()));
            }
            if (possible && !known && !step.held()) {
                registry.require(subject);
            }
        }
    }
}
