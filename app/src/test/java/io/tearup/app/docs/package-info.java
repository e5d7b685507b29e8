/**
 * Holds the documentation to the program: links resolve, transcripts are what the commands print, figures are what the engine
 * decides.
 */
@org.jspecify.annotations.NullMarked
package io.tearup.app.docs;
