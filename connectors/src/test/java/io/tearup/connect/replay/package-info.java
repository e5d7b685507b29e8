@org.jspecify.annotations.NullMarked
package io.tearup.connect.replay;
