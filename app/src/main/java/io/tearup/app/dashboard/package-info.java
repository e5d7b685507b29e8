/**
 * The dashboards, as code: what is on them is said once, with the names of the catalogue, and rendered for Grafana.
 *
 * <p>Belongs here: panels, their queries, and Grafana's form of them. May not enter: a metric's name as text, anything that talks to a
 * server.
 */
@NullMarked
package io.tearup.app.dashboard;

import org.jspecify.annotations.NullMarked;
