/**
 * Judges what a run did by an account of its own: no rule of the engine is known here, only what came in, what was refused and
 * what was settled. Used on simulated runs and by {@code tearup verify} on real ones.
 */
@NullMarked
package io.tearup.app.audit;

import org.jspecify.annotations.NullMarked;
