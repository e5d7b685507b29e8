@NullMarked
package io.tearup.contract;

import org.jspecify.annotations.NullMarked;
