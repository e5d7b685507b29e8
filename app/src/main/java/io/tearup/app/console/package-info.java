/**
 * The risk console: the files of a page that looks at the HTTP API of the same instance.
 *
 * <p>Belongs here: serving the files. May not enter: state and decisions, which the page gets from {@code io.tearup.app.http} as any
 * other client would.
 */
@NullMarked
package io.tearup.app.console;

import org.jspecify.annotations.NullMarked;
