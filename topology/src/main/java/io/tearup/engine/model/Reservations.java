package io.tearup.engine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Assignments that wait for the venue, and those of late that no longer do: a repeated or late confirmation is known by them.
 *
 * <p>By number, by assignment, by position and by market, so that confirming, clamping a position and expiring cost the same
 * however many there are.
 */
public final class Reservations {
    /** How many are remembered at most; no more are made until some are forgotten. */
    public static final int LIMIT = 1 << 20;

    private record Place(String market, String account) {}

    /** A wave of a market. */
    record WaveOf(String market, long number) implements Comparable<WaveOf> {
        @Override
        public int compareTo(WaveOf other) {
            int byMarket = CodePointOrder.INSTANCE.compare(market, other.market);
            return byMarket != 0 ? byMarket : Long.compare(number, other.number);
        }
    }

    private final TreeMap<Long, Reservation> byNumber = new TreeMap<>();
    private final TreeSet<Long> open = new TreeSet<>();
    private final HashMap<String, Long> byAssignment = new HashMap<>();
    private final HashMap<Place, TreeSet<Long>> openByPlace = new HashMap<>();
    private final HashMap<String, TreeSet<Long>> openByMarket = new HashMap<>();
    private final HashMap<String, Long> openLots = new HashMap<>();
    private final HashMap<String, TreeMap<String, Integer>> refusedByMarket = new HashMap<>();
    private final TreeMap<WaveOf, Integer> remembered = new TreeMap<>();
    private final TreeMap<WaveOf, Integer> legs = new TreeMap<>();

    /** All that are remembered, by number. */
    public Collection<Reservation> all() {
        return Collections.unmodifiableCollection(byNumber.values());
    }

    public int size() {
        return byNumber.size();
    }

    public @Nullable Reservation get(long number) {
        return byNumber.get(number);
    }

    /** The reservation of an assignment; null if it was never made, or is forgotten. */
    public @Nullable Reservation find(String assignmentId) {
        Long number = byAssignment.get(assignmentId);
        return number == null ? null : byNumber.get(number);
    }

    /** The oldest that is open, null = none. */
    public @Nullable Reservation oldestOpen() {
        return open.isEmpty() ? null : byNumber.get(open.first());
    }

    /** The oldest that is remembered, null = none. */
    public @Nullable Reservation oldest() {
        return byNumber.isEmpty() ? null : byNumber.firstEntry().getValue();
    }

    /** Open ones of a position, newest first. */
    public List<Reservation> openOf(String market, String account) {
        return newestFirst(openByPlace.get(new Place(market, account)));
    }

    /** Open ones of a market, newest first. */
    public List<Reservation> openOf(String market) {
        return newestFirst(openByMarket.get(market));
    }

    private List<Reservation> newestFirst(@Nullable TreeSet<Long> numbers) {
        List<Reservation> reservations = new ArrayList<>();
        if (numbers != null) {
            numbers.descendingSet().forEach(number -> reservations.add(byNumber.get(number)));
        }
        return reservations;
    }

    /** Lots of a market's inventory that wait for the venue. */
    public long openLots(String market) {
        return openLots.getOrDefault(market, 0L);
    }

    /** Accounts that rejected, or let expire, an assignment in a market that is still remembered; by ascending id. */
    public Collection<String> refusedIn(String market) {
        TreeMap<String, Integer> accounts = refusedByMarket.get(market);
        return accounts == null ? List.of() : Collections.unmodifiableCollection(accounts.keySet());
    }

    /** Stream time at which one expires or is forgotten, {@link Long#MAX_VALUE} = never. */
    public long nextDue() {
        Reservation expires = oldestOpen();
        Reservation forgotten = oldest();
        long due = expires == null ? Long.MAX_VALUE : expires.expiresAt();
        return forgotten == null ? due : Math.min(due, Math.max(forgotten.forgetAt(), 0));
    }

    /** Postings of a wave so far, 0 if nothing of it is remembered. */
    public int legs(String market, long wave) {
        return legs.getOrDefault(new WaveOf(market, wave), 0);
    }

    /** Whether any reservation of a wave is remembered. */
    public boolean remembers(String market, long wave) {
        return remembered.containsKey(new WaveOf(market, wave));
    }

    /** Receives the postings of each wave that is remembered. */
    public interface LegsVisitor {
        void wave(String market, long wave, int legs);
    }

    /** Visits waves by market and number. */
    public void forEachWave(LegsVisitor visitor) {
        legs.forEach((wave, count) -> visitor.wave(wave.market(), wave.number(), count));
    }

    // ---- written by RiskGroup alone ----

    long nextNumber() {
        return byNumber.isEmpty() ? 1 : byNumber.lastKey() + 1;
    }

    void setLegs(String market, long wave, int count) {
        if (count == 0) {
            legs.remove(new WaveOf(market, wave));
        } else {
            legs.put(new WaveOf(market, wave), count);
        }
    }

    /** Puts a reservation in the place of the one of its number. */
    void put(Reservation reservation) {
        Reservation before = byNumber.put(reservation.number(), reservation);
        if (before != null) {
            unindex(before);
        }
        index(reservation);
    }

    void remove(long number) {
        Reservation before = byNumber.remove(number);
        if (before != null) {
            unindex(before);
        }
    }

    private void index(Reservation r) {
        byAssignment.put(r.assignmentId(), r.number());
        remembered.merge(new WaveOf(r.market(), r.wave()), 1, Integer::sum);
        if (r.open() > 0) {
            open.add(r.number());
            openByPlace
                    .computeIfAbsent(new Place(r.market(), r.account()), p -> new TreeSet<>())
                    .add(r.number());
            openByMarket.computeIfAbsent(r.market(), m -> new TreeSet<>()).add(r.number());
            openLots.merge(r.market(), r.open(), Math::addExact);
        }
        if (r.refused()) {
            refusedByMarket
                    .computeIfAbsent(r.market(), m -> new TreeMap<>(CodePointOrder.INSTANCE))
                    .merge(r.account(), 1, Integer::sum);
        }
    }

    private void unindex(Reservation r) {
        byAssignment.remove(r.assignmentId());
        countDown(remembered, new WaveOf(r.market(), r.wave()));
        if (r.open() > 0) {
            open.remove(r.number());
            drop(openByPlace, new Place(r.market(), r.account()), r.number());
            drop(openByMarket, r.market(), r.number());
            openLots.merge(r.market(), -r.open(), Math::addExact);
        }
        if (r.refused()) {
            TreeMap<String, Integer> accounts = refusedByMarket.get(r.market());
            if (accounts != null) {
                countDown(accounts, r.account());
            }
        }
    }

    private static <K> void countDown(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }

    private static <K> void drop(Map<K, TreeSet<Long>> numbers, K key, long number) {
        numbers.computeIfPresent(key, (k, set) -> {
            set.remove(number);
            return set.isEmpty() ? null : set;
        });
    }
}
