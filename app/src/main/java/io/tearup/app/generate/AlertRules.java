package io.tearup.app.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The alert rules of the chart, which the program carries with it. */
public final class AlertRules {
    private static final String RESOURCE = "alerts.yaml";

    /** Where the rules say the runbooks are: a path in the source tree, as the rules do not know where it is published. */
    private static final String RUNBOOKS = "docs/runbooks/";

    private AlertRules() {}

    /** The rules file as it stands. */
    public static String text() {
        try (InputStream in = AlertRules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        RESOURCE + " is missing from the program; it is built from helm/tearup/files");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    /** The rules with runbooks at an address, for example of a documentation site. */
    static String withRunbooksAt(String rules, String address) {
        String directory = address.endsWith("/") ? address : address + "/";
        return rules.replace("runbook_url: " + RUNBOOKS, "runbook_url: " + directory);
    }
}
