/**
 * The stages before and after ADL: what the fund earns and pays, how pools help each other, and who bears what nobody else
 * could. Formulas only; nothing here changes state.
 */
@NullMarked
package io.tearup.engine.waterfall;

import org.jspecify.annotations.NullMarked;
