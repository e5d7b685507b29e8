/**
 * A source connector that plays files of records into the input topics. What a line may look like is decided in
 * {@link io.tearup.ndjson} and in the forms here; where it goes, in the catalogue.
 */
@NullMarked
package io.tearup.connect.replay;

import org.jspecify.annotations.NullMarked;
