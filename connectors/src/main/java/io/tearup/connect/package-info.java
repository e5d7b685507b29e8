/**
 * Plug-ins for Kafka Connect that know Tearup's catalogue: how a record is written, which partition it goes to, and what its
 * row in a table looks like. Connectors of others use them through their own definitions.
 */
@NullMarked
package io.tearup.connect;

import org.jspecify.annotations.NullMarked;
