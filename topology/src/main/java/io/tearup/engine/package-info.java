/**
 * The pure engine: events in, decisions out.
 *
 * <p>Belongs here: the order of evaluation and the handlers that apply events. May not enter: Kafka, Avro, clocks,
 * randomness, threads, I/O.
 */
@NullMarked
package io.tearup.engine;

import org.jspecify.annotations.NullMarked;
