/**
 * {@code tearup topology}: the names that a running deployment's state hangs on, and whether a version of the program changes them.
 *
 * <p>Belongs here: telling and comparing. May not enter: the names themselves, which are {@code io.tearup.stream.Names}.
 */
@NullMarked
package io.tearup.app.topology;

import org.jspecify.annotations.NullMarked;
