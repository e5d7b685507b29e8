@NullMarked
package io.tearup.app.venue;

import org.jspecify.annotations.NullMarked;
