/**
 * Files that other systems need to run Tearup, made from what the program itself knows: access rules, alert rules.
 *
 * <p>Belongs here: text made from the catalogue and the configuration. May not enter: anything that talks to a cluster.
 */
@NullMarked
package io.tearup.app.generate;

import org.jspecify.annotations.NullMarked;
