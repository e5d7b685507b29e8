/**
 * Explanations: why an account was closed, and how a wave's price came about, told from the records that were published.
 *
 * <p>Belongs here: finding the records of one wave and putting them into words. May not enter: decisions, which are the
 * topology's; what is told was written down when it was decided.
 */
@NullMarked
package io.tearup.app.explain;

import org.jspecify.annotations.NullMarked;
