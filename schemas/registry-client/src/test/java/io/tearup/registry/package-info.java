/** Proof that the packed registry client is whole: it loads and it works. */
@NullMarked
package io.tearup.registry;

import org.jspecify.annotations.NullMarked;
