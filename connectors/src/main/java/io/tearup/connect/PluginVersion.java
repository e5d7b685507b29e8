package io.tearup.connect;

import java.util.Objects;

/** Version that Connect lists for the plug-ins of this module. */
public final class PluginVersion {
    /** That of the jar, {@code unpackaged} where the classes are in none. */
    public static final String VERSION =
            Objects.requireNonNullElse(PluginVersion.class.getPackage().getImplementationVersion(), "unpackaged");

    private PluginVersion() {}
}
