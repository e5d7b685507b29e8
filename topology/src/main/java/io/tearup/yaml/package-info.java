/** Reading YAML strictly: every fault with file, line and key, all of them in one look. */
@NullMarked
package io.tearup.yaml;

import org.jspecify.annotations.NullMarked;
