/**
 * Kafka Streams glue: topology, processors, translation between the wire and the engine's units.
 *
 * <p>Belongs here: what becomes of a record on its way in and out, and what becomes of one that is refused. May not enter:
 * rules about money.
 */
@NullMarked
package io.tearup.stream;

import org.jspecify.annotations.NullMarked;
