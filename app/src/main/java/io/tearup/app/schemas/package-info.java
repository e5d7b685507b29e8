/**
 * {@code tearup schemas}: the schemas against their releases and against a registry, and the files generated from them.
 *
 * <p>Belongs here: the commands and the talk with the registry. May not enter: what may change and what the files say, which is
 * {@code io.tearup.contract}.
 */
@NullMarked
package io.tearup.app.schemas;

import org.jspecify.annotations.NullMarked;
