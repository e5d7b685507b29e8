/**
 * The HTTP API: probes, metrics, the state, what was decided, a stream of it.
 *
 * <p>Belongs here: routes, and how things look as JSON. May not enter: what they mean, which the engine decides.
 */
@NullMarked
package io.tearup.app.http;

import org.jspecify.annotations.NullMarked;
