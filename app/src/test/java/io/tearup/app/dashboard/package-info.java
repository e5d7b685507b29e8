@NullMarked
package io.tearup.app.dashboard;

import org.jspecify.annotations.NullMarked;
