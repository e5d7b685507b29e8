/**
 * What is derived from the public contract: the schemas as published, their release history, the rule of what may change, the
 * generated reference and the AsyncAPI document.
 *
 * <p>Belongs here: everything about schemas that needs neither a broker nor a registry. May not enter: names and keys of
 * topics, which are the catalogue's.
 */
@NullMarked
package io.tearup.contract;

import org.jspecify.annotations.NullMarked;
