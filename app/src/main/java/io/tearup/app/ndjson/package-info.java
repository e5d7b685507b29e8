/** Records as lines of JSON: the one form in which the program reads and writes records as text. */
@NullMarked
package io.tearup.app.ndjson;

import org.jspecify.annotations.NullMarked;
