/** What the engine says, in the engine's own units: the content of the output topics before it is put on the wire. */
@NullMarked
package io.tearup.engine.decision;

import org.jspecify.annotations.NullMarked;
