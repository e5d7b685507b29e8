/**
 * Exact replay: reads what a run left behind, follows its order log, and compares what comes out with what the run wrote.
 *
 * <p>Belongs here: recorded runs on a cluster or in a directory, the order of their input, the replay and the comparison.
 * May not enter: rules about money; the replay drives the very processor of the run.
 */
@NullMarked
package io.tearup.app.exact;

import org.jspecify.annotations.NullMarked;
