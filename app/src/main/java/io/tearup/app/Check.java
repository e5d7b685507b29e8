package io.tearup.app;

/**
 * One thing that was looked at before anything is started.
 *
 * @param what what was looked at
 * @param detail what was found and, unless it is as it should be, what to do
 */
public record Check(String what, Verdict verdict, String detail) {
    /** What came out. */
    public enum Verdict {
        OK,
        /** It runs, and not as well as it could. */
        WARNING,
        /** {@code tearup run} would not start, or would stop. */
        FAILED,
        /** The cluster does not tell. */
        UNKNOWN
    }

    public static Check ok(String what, String detail) {
        return new Check(what, Verdict.OK, detail);
    }

    public static Check warning(String what, String detail) {
        return new Check(what, Verdict.WARNING, detail);
    }

    public static Check failed(String what, String detail) {
        return new Check(what, Verdict.FAILED, detail);
    }

    public static Check unknown(String what, String detail) {
        return new Check(what, Verdict.UNKNOWN, detail);
    }
}
