@NullMarked
package io.tearup.app.client;

import org.jspecify.annotations.NullMarked;
