package io.tearup.app.audit;

/** Says that a run is not as it should be. */
public final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what and where it is */
    public Wrong(String what) {
        super(what);
    }
}
