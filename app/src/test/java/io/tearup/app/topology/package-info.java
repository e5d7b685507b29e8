@NullMarked
package io.tearup.app.topology;

import org.jspecify.annotations.NullMarked;
