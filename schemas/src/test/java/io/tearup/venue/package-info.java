@NullMarked
package io.tearup.venue;

import org.jspecify.annotations.NullMarked;
