/**
 * Faults of real processes: brokers, instances and disks that go, against the program as it is installed.
 *
 * <p>Belongs here: starting, killing and watching processes. May not enter: judging what was decided, which {@code tearup verify} does.
 */
@NullMarked
package io.tearup.app.faults;

import org.jspecify.annotations.NullMarked;
