/** The catalogue and the schemas held to what they promise. */
@NullMarked
package io.tearup.catalogue;

import org.jspecify.annotations.NullMarked;
