/** Tests of the console's page. */
@org.jspecify.annotations.NullMarked
package io.tearup.app.console;
