/**
 * The {@code tearup} program: command line, configuration, wiring of the topology to a cluster, and what the demo starts.
 *
 * <p>Rules about money, triggers or ranking do not belong here; they live in {@code io.tearup.engine}.
 */
@NullMarked
package io.tearup.app;

import org.jspecify.annotations.NullMarked;
