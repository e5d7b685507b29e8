/**
 * Seeded simulation: a venue, a cluster that fails, and a verdict, all drawn from one number.
 *
 * <p>{@link io.tearup.app.simulate.SimulatedVenue} draws records, good and bad. {@link io.tearup.app.simulate.SimulatedCluster} lets the
 * product's own processor and store work through them, with transactions that abort, instances that die, stand-ins that take over, topics that
 * lag behind each other and changelogs that are compacted. {@link io.tearup.app.simulate.Verdict} then looks at what was committed.
 *
 * <p>The venue is drawn on the wire and not from the worlds that the engine's tests draw: those are engine events, without offsets, bytes,
 * timestamps or bad records, which is what goes wrong here. Whether decisions follow the rules is tested there, against a twin of the whole
 * engine; whether they survive faults is tested here, so the account that {@link io.tearup.app.audit.RunAudit} keeps knows no rule.
 *
 * <p>May not enter: clocks, threads, and randomness other than the seed's. The same seed gives the same run on any machine.
 */
@NullMarked
package io.tearup.app.simulate;

import org.jspecify.annotations.NullMarked;
