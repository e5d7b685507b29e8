/**
 * {@code tearup doctor}, and what {@code tearup run} looks at before it starts: one check after the other.
 *
 * <p>Belongs here: questions to the cluster, the registry and this machine that change nothing. May not enter: mending, which
 * is for {@code topics apply} and {@code schemas register}.
 */
@NullMarked
package io.tearup.app.doctor;

import org.jspecify.annotations.NullMarked;
