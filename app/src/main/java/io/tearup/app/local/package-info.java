/**
 * A real broker and a real schema registry on loopback, for the demo and for tests.
 *
 * <p>Belongs here: starting and stopping them. May not enter: anything a deployment against a cluster needs.
 */
@NullMarked
package io.tearup.app.local;

import org.jspecify.annotations.NullMarked;
