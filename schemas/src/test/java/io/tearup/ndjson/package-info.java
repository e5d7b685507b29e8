@org.jspecify.annotations.NullMarked
package io.tearup.ndjson;
