/**
 * The engine's state behind Kafka Streams' store API: row layouts, the store, its builder.
 *
 * <p>Belongs here: how rows are keyed, encoded, logged and restored. May not enter: rules about money.
 */
@NullMarked
package io.tearup.store;

import org.jspecify.annotations.NullMarked;
