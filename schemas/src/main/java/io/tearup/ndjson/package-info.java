/**
 * Records as lines of JSON: the one form in which Tearup reads and writes records as text. Used by the program's replay and
 * by the connectors; nothing else about files or topics belongs here.
 */
@NullMarked
package io.tearup.ndjson;

import org.jspecify.annotations.NullMarked;
