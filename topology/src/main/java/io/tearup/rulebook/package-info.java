/** Rulebooks as documents: the venue profiles that come with the program, and how a venue writes its own. */
@NullMarked
package io.tearup.rulebook;

import org.jspecify.annotations.NullMarked;
