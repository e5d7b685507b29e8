/**
 * {@code tearup compare}: the same events under several rulebooks, measured side by side.
 *
 * <p>Everything measured is counted from what the real topology published and from the state it kept; nothing here decides.
 */
@org.jspecify.annotations.NullMarked
package io.tearup.app.compare;
