package io.tearup.engine.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by name that change with an input and are logged in the row of that input's id instead of a row of their own.
 *
 * <p>The ids are a ring: a row is overwritten once the ring has come round. Entries are kept in the order of their rows, so
 * the only one that a new id overwrites is the oldest, and it is given a row of its own just then. An entry that ever had
 * a row of its own has that removed with it.
 */
final class LoggedWithId<V> {
    private static final int PENDING = -1;

    private static final class Entry<V> {
        private final String name;
        private V value;
        private int place = PENDING;
        private final boolean ownRow;

        private Entry(String name, V value, boolean ownRow) {
            this.name = name;
            this.value = value;
            this.ownRow = ownRow;
        }
    }

    /** All but the newest, oldest row first. */
    private final LinkedHashMap<String, Entry<V>> withId = new LinkedHashMap<>();

    private final Map<String, V> alone = new HashMap<>();

    /**
     * The entry with the newest row, which is in no map: usually what is put is removed, or set again, by the very next
     * input, as with the two sides of a trade, and its name never needs to be hashed.
     */
    private @Nullable Entry<V> newest;

    private boolean pending;

    @Nullable
    V get(String name) {
        Entry<V> last = newest;
        if (last != null && last.name.equals(name)) {
            return last.value;
        }
        Entry<V> entry = withId.isEmpty() ? null : withId.get(name);
        return entry == null ? (alone.isEmpty() ? null : alone.get(name)) : entry.value;
    }

    int size() {
        return withId.size() + alone.size() + (newest == null ? 0 : 1);
    }

    /** Sets a value, to be logged with the id that is remembered next. */
    void put(String name, V value) {
        pending = true;
        Entry<V> last = newest;
        if (last != null && last.name.equals(name)) {
            last.value = value;
            last.place = PENDING;
            return;
        }
        if (last != null) {
            withId.put(last.name, last);
        }
        Entry<V> before = withId.isEmpty() ? null : withId.remove(name);
        boolean ownRow = before == null ? !alone.isEmpty() && alone.remove(name) != null : before.ownRow;
        newest = new Entry<>(name, value, ownRow);
    }

    /** Removes a value; true if it has a row of its own that must go too. */
    boolean remove(String name) {
        Entry<V> before = takeOut(name);
        return before == null ? !alone.isEmpty() && alone.remove(name) != null : before.ownRow;
    }

    /** Takes note of the id that logs what was put; returns the name that now needs a row of its own, if any. */
    @Nullable
    String remember(int place) {
        String released = null;
        Entry<V> oldest = withId.isEmpty() ? newest : withId.values().iterator().next();
        if (oldest != null && oldest.place == place) {
            released = oldest.name;
            takeOut(released);
            alone.put(released, oldest.value);
        }
        Entry<V> last = newest;
        if (pending && last != null) {
            last.place = place;
        }
        pending = false;
        return released;
    }

    private @Nullable Entry<V> takeOut(String name) {
        Entry<V> last = newest;
        if (last != null && last.name.equals(name)) {
            newest = null;
            return last;
        }
        return withId.isEmpty() ? null : withId.remove(name);
    }

    /** Puts back what a row of its own said. */
    void restoreAlone(String name, V value) {
        takeOut(name);
        alone.put(name, value);
    }

    void forEach(BiConsumer<String, V> visitor) {
        alone.forEach(visitor);
        withId.forEach((name, entry) -> visitor.accept(name, entry.value));
        Entry<V> last = newest;
        if (last != null) {
            visitor.accept(last.name, last.value);
        }
    }
}
