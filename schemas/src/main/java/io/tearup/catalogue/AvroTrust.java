package io.tearup.catalogue;

import io.tearup.schemas.v1.Fill;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro make the records of this module.
 *
 * <p>Since 1.12.2 Avro refuses to look up a record class unless it is trusted, and asks for the JVM flag
 * {@code -Dorg.apache.avro.SERIALIZABLE_PACKAGES}. A flag is easily forgotten, so {@link RecordSerdes} adds this one package to what is trusted
 * already. Whoever configures Avro deserializers without {@code RecordSerdes} calls {@link #install} once before.
 */
public final class AvroTrust {
    private static final String RECORDS = Fill.class.getPackageName();

    private static boolean installed;

    private AvroTrust() {}

    /** Adds the generated records to the classes Avro may make, beside those trusted before; further calls change nothing. */
    public static synchronized void install() {
        if (!installed) {
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    ClassSecurityValidator.getGlobal(),
                    type -> type.getPackageName().equals(RECORDS)));
            installed = true;
        }
    }
}
