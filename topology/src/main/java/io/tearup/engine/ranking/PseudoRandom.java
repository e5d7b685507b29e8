package io.tearup.engine.ranking;

import io.tearup.engine.model.Fraction;

/**
 * A start that nobody can aim at (dYdX v4): accounts stand on a fixed ring by a hash of their id, each wave starts at a
 * point of the ring drawn from the market and the wave's number. The same log gives the same draw.
 *
 * <p>Score: minus the distance from the start to the account, clockwise, so that the first one reached scores highest.
 */
public record PseudoRandom() implements Ranking {
    /** Points on the ring: a {@code double} holds every distance exactly. */
    private static final int BITS = 52;

    @Override
    public String name() {
        return "PSEUDO_RANDOM";
    }

    /** Distance from the start of a wave to an account, 0..2^52 - 1. */
    public static long distance(String account, String market, long wave) {
        long start = mix(hash(market) + wave * 0x9E3779B97F4A7C15L);
        return (mix(hash(account)) - start) & ((1L << BITS) - 1);
    }

    private static long distance(Candidate candidate) {
        return distance(candidate.accountId(), candidate.marketId(), candidate.waveNumber());
    }

    @Override
    public Fraction score(Candidate candidate) {
        return Fraction.of(-distance(candidate));
    }

    @Override
    public double coarse(Candidate candidate) {
        return -distance(candidate);
    }

    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
