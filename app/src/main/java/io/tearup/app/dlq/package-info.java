/**
 * {@code tearup dlq}: what was refused, and its repair.
 *
 * <p>Belongs here: reading dead letters, writing their records again, letting a frozen group decide again. May not enter: why
 * a record is refused, which is the pipeline's.
 */
@NullMarked
package io.tearup.app.dlq;

import org.jspecify.annotations.NullMarked;
