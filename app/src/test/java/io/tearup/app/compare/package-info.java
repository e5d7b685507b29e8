@org.jspecify.annotations.NullMarked
package io.tearup.app.compare;
