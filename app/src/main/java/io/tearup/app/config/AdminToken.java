package io.tearup.app.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The secret that admin calls are made with. It is never printed, and what is compared are digests, in constant time: how long
 * a refusal takes tells neither how much of a guess was right nor how long the secret is.
 */
public final class AdminToken {
    /** Least length: what is shorter can be guessed. */
    static final int SHORTEST = 16;

    static final int LONGEST = 512;

    private final byte[] digest;

    private AdminToken(byte[] digest) {
        this.digest = digest;
    }

    /**
     * The token of a text.
     *
     * @throws IllegalArgumentException unless it is 16 to 512 visible ASCII characters; the message does not repeat it
     */
    public static AdminToken of(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST || !text.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "must be " + SHORTEST + " to " + LONGEST + " visible ASCII characters without spaces");
        }
        return new AdminToken(sha256(text));
    }

    /** Whether a caller knows it. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(digest, sha256(candidate));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
