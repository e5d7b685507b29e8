@NullMarked
package io.tearup.app.doctor;

import org.jspecify.annotations.NullMarked;
