/**
 * The demo: a seeded market crash played through real topics, told as a timeline, and its books checked.
 *
 * <p>Belongs here: the invented venue and what is shown of it. May not enter: decisions, which are the topology's.
 */
@NullMarked
package io.tearup.app.demo;

import org.jspecify.annotations.NullMarked;
