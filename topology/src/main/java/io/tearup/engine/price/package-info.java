/** At what price a demand is closed. Exact until the one rounding to the tick, in the counterparty's favour. */
@NullMarked
package io.tearup.engine.price;

import org.jspecify.annotations.NullMarked;
