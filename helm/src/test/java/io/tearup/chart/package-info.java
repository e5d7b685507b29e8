/** The chart rendered and linted by Helm itself, and held to the program: catalogue, access, configuration, alert rules. */
@NullMarked
package io.tearup.chart;

import org.jspecify.annotations.NullMarked;
