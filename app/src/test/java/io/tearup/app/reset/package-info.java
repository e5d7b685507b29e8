@NullMarked
package io.tearup.app.reset;

import org.jspecify.annotations.NullMarked;
