/**
 * Commands that ask a running instance over its HTTP API: {@code tearup status}, {@code tearup rank}, {@code tearup whatif}.
 *
 * <p>Belongs here: asking and printing. May not enter: what an answer means, which is the API's.
 */
@NullMarked
package io.tearup.app.client;

import org.jspecify.annotations.NullMarked;
