/** Micro-benchmarks of the engine and the wire path, run with {@code ./bench/micro}. */
@NullMarked
package io.tearup.bench.micro;

import org.jspecify.annotations.NullMarked;
