@NullMarked
package io.tearup.app.http;

import org.jspecify.annotations.NullMarked;
