package io.tearup.app.replay;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.engine.model.RejectedInput;
import io.tearup.rulebook.RulebookReader;
import io.tearup.schemas.v1.RulebookDefinition;
import io.tearup.stream.RulebookDefinitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A rulebook as a command line names it: a profile, or the YAML file of a document. */
public final class RulebookChoice {
    private RulebookChoice() {}

    /** As the other, with the rulebook's own ranking and allocation. */
    public static RulebookDefinition read(String rulebook, int moneyScale) {
        return read(rulebook, null, null, moneyScale);
    }

    /**
     * The definition of a rulebook that resolves.
     *
     * @param ranking in place of the rulebook's, null = its own
     * @param allocation in place of the rulebook's, null = its own
     * @param moneyScale decimals of the group's minor unit
     * @throws UserFault if there is no such profile or file, or it is no rulebook
     */
    static RulebookDefinition read(
            String rulebook, @Nullable String ranking, @Nullable String allocation, int moneyScale) {
        try {
            RulebookDefinition.Builder definition = RulebookDefinition.newBuilder()
                    .setName(rulebook)
                    .setRanking(ranking)
                    .setAllocation(allocation);
            if (rulebook.endsWith(".yaml") || rulebook.endsWith(".yml")) {
                String document = Files.readString(Path.of(rulebook), StandardCharsets.UTF_8);
                String name =
                        RulebookReader.read(rulebook, document, moneyScale).name();
                definition.setName(name).setDocument(document);
            }
            RulebookDefinition chosen = definition.build();
            RulebookDefinitions.resolve(chosen, moneyScale);
            return chosen;
        } catch (IOException e) {
            throw new UserFault(ExitCode.USAGE, "--rulebook: " + rulebook + " cannot be read (" + e + ")");
        } catch (RejectedInput e) {
            throw new UserFault(
                    ExitCode.USAGE, "--rulebook: " + e.getMessage() + "; a rulebook of your own is a .yaml file");
        }
    }
}
