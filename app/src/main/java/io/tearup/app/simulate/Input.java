package io.tearup.app.simulate;

import io.tearup.catalogue.Topics;
import org.jspecify.annotations.Nullable;

/**
 * A record as the venue sends it.
 *
 * @param timestamp of the producer, milliseconds; negative = none
 */
record Input(Topics.Topic topic, byte @Nullable [] key, byte @Nullable [] value, long timestamp) {}
