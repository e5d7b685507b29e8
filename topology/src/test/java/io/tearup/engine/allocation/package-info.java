@org.jspecify.annotations.NullMarked
package io.tearup.engine.allocation;
