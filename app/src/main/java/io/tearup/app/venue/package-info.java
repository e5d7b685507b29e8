/**
 * {@code tearup alerts} and {@code tearup lights}: prints what was published, in Tearup's own words or a venue's.
 *
 * <p>Belongs here: the commands. May not enter: a venue's field names, which are {@code io.tearup.venue}.
 */
@NullMarked
package io.tearup.app.venue;

import org.jspecify.annotations.NullMarked;
