/** Runs conformance vectors through the engine's own formulas: a venue checks its rules with it. */
@NullMarked
package io.tearup.app.conformance;

import org.jspecify.annotations.NullMarked;
