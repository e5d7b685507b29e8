@NullMarked
package io.tearup.app.schemas;

import org.jspecify.annotations.NullMarked;
