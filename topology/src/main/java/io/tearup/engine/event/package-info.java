/** What happens to a risk group, in the engine's own units. No decision and no wire format belongs here. */
@NullMarked
package io.tearup.engine.event;

import org.jspecify.annotations.NullMarked;
