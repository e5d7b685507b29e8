/**
 * Published records, read back from where they are: the directory a replay wrote, or the topics of a cluster.
 *
 * <p>Belongs here: reading, in the order of the log. May not enter: what the records mean.
 */
@NullMarked
package io.tearup.app.records;

import org.jspecify.annotations.NullMarked;
