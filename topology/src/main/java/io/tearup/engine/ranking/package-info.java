/** Who goes first: rankings and the queue that yields candidates in their order. Prices and quantities do not enter. */
@NullMarked
package io.tearup.engine.ranking;

import org.jspecify.annotations.NullMarked;
