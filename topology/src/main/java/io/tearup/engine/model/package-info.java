/**
 * What the engine knows: markets, accounts, positions, pools and their quantities, in integers.
 *
 * <p>Belongs here: state, its arithmetic and the types that carry units. May not enter: rules of any venue, Kafka, Avro,
 * clocks, randomness, I/O, floating-point money.
 */
@NullMarked
package io.tearup.engine.model;

import org.jspecify.annotations.NullMarked;
