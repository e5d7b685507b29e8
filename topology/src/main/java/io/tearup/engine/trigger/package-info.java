/** When ADL arms and disarms. How much is closed and with whom is decided elsewhere. */
@NullMarked
package io.tearup.engine.trigger;

import org.jspecify.annotations.NullMarked;
