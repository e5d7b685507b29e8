/**
 * The race: one broker, one input, and several programs that keep the books of the same venue, each in a process of its
 * own, one after the other and in turns.
 */
@NullMarked
package io.tearup.bench.race;

import org.jspecify.annotations.NullMarked;
