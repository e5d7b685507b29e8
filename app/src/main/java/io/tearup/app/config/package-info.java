/**
 * The one configuration model: a YAML file, overridden by the environment.
 *
 * <p>Belongs here: reading and checking it. May not enter: anything that acts on it.
 */
@NullMarked
package io.tearup.app.config;

import org.jspecify.annotations.NullMarked;
