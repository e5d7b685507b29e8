@NullMarked
package io.tearup.app.local;

import org.jspecify.annotations.NullMarked;
