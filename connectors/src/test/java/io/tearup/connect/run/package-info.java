/** Real parts that the integration tests start: a PostgreSQL server, a Connect worker, the pipeline's topics. */
@org.jspecify.annotations.NullMarked
package io.tearup.connect.run;
