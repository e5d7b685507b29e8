/** Named venue profiles, each a composition of trigger, ranking, price and allocation. */
@NullMarked
package io.tearup.engine.rulebook;

import org.jspecify.annotations.NullMarked;
