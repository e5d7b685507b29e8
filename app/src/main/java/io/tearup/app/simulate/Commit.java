package io.tearup.app.simulate;

/** How a transaction ends. The broker's is {@link #ATOMIC}; tests have others, which the verdict has to find out. */
interface Commit {
    /** All of it or nothing. */
    Commit ATOMIC = new Commit() {
        @Override
        public void commit(Work work, SimulatedLogs logs) {
            logs.append(work.taken());
            logs.write(work.written());
            logs.log(work.rows());
            logs.move(work.progress());
        }

        @Override
        public void abort(Work work, SimulatedLogs logs) {
            // Nothing of it is ever seen.
        }
    };

    /** The transaction is committed. */
    void commit(Work work, SimulatedLogs logs);

    /** The transaction is aborted. */
    void abort(Work work, SimulatedLogs logs);
}
