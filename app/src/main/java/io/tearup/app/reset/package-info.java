/**
 * {@code tearup reset}: forgets what a deployment knows.
 *
 * <p>Belongs here: the plan of what is deleted, its guards, the deletion. May not enter: topics of the catalogue, which are never deleted.
 */
@NullMarked
package io.tearup.app.reset;

import org.jspecify.annotations.NullMarked;
