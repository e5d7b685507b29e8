/** How much is closed with whom: allocation policies and the capacity of a counterparty. Nothing here changes state. */
@NullMarked
package io.tearup.engine.allocation;

import org.jspecify.annotations.NullMarked;
