/**
 * What a producer or consumer of Tearup's topics needs beside the schemas: the catalogue of topics, keys, partitions, decimals and serdes.
 *
 * <p>Nothing here decides anything about money, and nothing here depends on Kafka Streams; a venue's own services use this package.
 */
@NullMarked
package io.tearup.catalogue;

import org.jspecify.annotations.NullMarked;
