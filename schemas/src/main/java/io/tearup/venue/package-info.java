/**
 * Adapters: alerts and queue lights as the JSON objects that clients of known venues already read.
 *
 * <p>Belongs here: names, signs, ranges and enums of a venue, each with the page that documents them. May not enter: decisions;
 * what is written was published, and what a venue documents and Tearup does not publish is left empty as the venue leaves it.
 */
@NullMarked
package io.tearup.venue;

import org.jspecify.annotations.NullMarked;
