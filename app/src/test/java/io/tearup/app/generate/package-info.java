@NullMarked
package io.tearup.app.generate;

import org.jspecify.annotations.NullMarked;
