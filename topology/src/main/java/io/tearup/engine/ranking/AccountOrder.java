package io.tearup.engine.ranking;

import io.tearup.engine.model.CodePointOrder;
import io.tearup.engine.model.Fraction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts scored accounts in the order in which they are deleveraged: by score, in the method's direction, ties by ascending
 * id in code-point order. Vectors: {@code rank.order}.
 */
public final class AccountOrder {
    private AccountOrder() {}

    /** Whether the highest or the lowest score goes first. */
    public enum Direction {
        HIGHEST_FIRST,
        LOWEST_FIRST
    }

    /** A scored account. */
    public record Scored(String id, Fraction score) {}

    /** An account of the leverage priority: its score is its leverage. */
    public record Priority(String id, Fraction leverage, Fraction unrealised, Fraction balance) {}

    /** Ids, first in line first. */
    public static List<String> of(List<Scored> accounts, Direction direction) {
        Comparator<Scored> byScore = Comparator.comparing(Scored::score);
        List<Scored> sorted = new ArrayList<>(accounts);
        sorted.sort((direction == Direction.HIGHEST_FIRST ? byScore.reversed() : byScore)
                .thenComparing(Scored::id, CodePointOrder.INSTANCE));
        return sorted.stream().map(Scored::id).toList();
    }

    /** By leverage, then the larger result, then the smaller balance, then the newest: the highest numeric id. */
    public static List<String> byPriority(List<Priority> accounts) {
        List<Priority> sorted = new ArrayList<>(accounts);
        sorted.sort(Comparator.comparing(Priority::leverage)
                .reversed()
                .thenComparing(Comparator.comparing(Priority::unrealised).reversed())
                .thenComparing(Priority::balance)
                .thenComparing(Comparator.comparing((Priority p) -> new BigInteger(p.id()))
                        .reversed()));
        return sorted.stream().map(Priority::id).toList();
    }

    /** Return on investment times leverage, nothing for losers and for accounts in liquidation. */
    public static Fraction flooredReturn(Fraction returnOnInvestment, Fraction leverage, boolean inLiquidation) {
        return inLiquidation || !returnOnInvestment.isPositive() ? Fraction.ZERO : returnOnInvestment.times(leverage);
    }

    /** Profit percentage times the size of the net delta, or null for a delta-neutral account, which is left out. */
    public static @Nullable Fraction netDeltaReturn(Fraction profitPercentage, Fraction netDelta) {
        return netDelta.signum() == 0 ? null : profitPercentage.times(netDelta.abs());
    }
}
