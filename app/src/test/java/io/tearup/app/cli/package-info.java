@NullMarked
package io.tearup.app.cli;

import org.jspecify.annotations.NullMarked;
