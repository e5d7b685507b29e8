/**
 * Replays of recorded demands and events through the real topology, in this process and without a broker.
 *
 * <p>Belongs here: reading what is replayed, driving the topology, counting what came out. May not enter: decisions.
 */
@NullMarked
package io.tearup.app.replay;

import org.jspecify.annotations.NullMarked;
