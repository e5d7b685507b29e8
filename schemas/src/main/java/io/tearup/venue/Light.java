package io.tearup.venue;

import io.tearup.schemas.v1.Rank;

/** The parts of a queue light that venues put in their own words. */
final class Light {
    /** Hottest light: first in line. */
    static final int HOTTEST = 5;

    private Light() {}

    /**
     * The light, 1..5, 5 hottest, 0 = no position in the queue.
     *
     * @throws IllegalArgumentException if the record has another
     */
    static int of(Rank rank) {
        if (rank.getLight() < 0 || rank.getLight() > HOTTEST) {
            throw new IllegalArgumentException("Rank.light of " + rank.getAccount() + " in " + rank.getMarket()
                    + ": is " + rank.getLight() + ", must be within 0..5");
        }
        return rank.getLight();
    }

    /**
     * One of two words for the side of the position.
     *
     * @throws IllegalArgumentException if the side is one this program does not know
     */
    static String side(Rank rank, String forLong, String forShort) {
        return switch (rank.getSide()) {
            case LONG -> forLong;
            case SHORT -> forShort;
            case UNKNOWN ->
                throw new IllegalArgumentException("Rank.side of " + rank.getAccount() + " in " + rank.getMarket()
                        + ": is one this program does not know; use one of the version that wrote it");
        };
    }
}
