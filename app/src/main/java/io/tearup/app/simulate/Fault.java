package io.tearup.app.simulate;

/** What happens to an instance of the simulated pipeline. */
enum Fault {
    /** Killed: its open transaction is lost; the next instance has no state and restores the changelog. */
    KILLED("killed"),
    /** Killed after its transaction was committed and before it was told. */
    KILLED_AFTER_COMMIT("killed after a commit"),
    /** Stopped in order: it commits, and the next instance restores the changelog. */
    STOPPED("stopped"),
    /** Killed; its standby goes on with the state it has kept warm. */
    STANDBY_TOOK_OVER("replaced by the standby"),
    /** Paused, replaced, and awake again: it goes on with its transaction, which is refused. */
    ZOMBIE("fenced as a zombie");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
