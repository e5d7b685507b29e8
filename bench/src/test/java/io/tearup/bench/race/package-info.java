/** Tests of the race's own parts. */
@NullMarked
package io.tearup.bench.race;

import org.jspecify.annotations.NullMarked;
