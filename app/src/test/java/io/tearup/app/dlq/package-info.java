@NullMarked
package io.tearup.app.dlq;

import org.jspecify.annotations.NullMarked;
