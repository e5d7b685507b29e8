/**
 * One task of the pipeline without Kafka Streams around it: the same processor on the same store, told of each record by hand. Exact replay
 * and simulation drive it.
 *
 * <p>May not enter: rules about money, and where the records come from.
 */
@NullMarked
package io.tearup.app.task;

import org.jspecify.annotations.NullMarked;
