/**
 * What every command has in common: where its deployment is configured, how it prints what it lists, how its help looks.
 *
 * <p>Belongs here: options, formats and wording shared by commands. May not enter: what any one command does.
 */
@NullMarked
package io.tearup.app.cli;

import org.jspecify.annotations.NullMarked;
