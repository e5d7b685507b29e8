package io.tearup.engine.model;

/**
 * A wave of a pool's inventory that goes on with the next record of its group. Other waves of the market, of bankrupt accounts,
 * may come in between; so it remembers its own number.
 *
 * @param number of the wave in its market, 0 = no wave is open
 * @param steps done so far
 * @param cursor account after which it goes on, in code-point order; empty = from the start
 * @param legs postings made so far
 */
public record OpenWave(long number, int steps, String cursor, int legs) {
    /** No wave is open. */
    public static final OpenWave NONE = new OpenWave(0, 0, "", 0);

    /** Whether a wave goes on. */
    public boolean isOpen() {
        return steps > 0;
    }
}
