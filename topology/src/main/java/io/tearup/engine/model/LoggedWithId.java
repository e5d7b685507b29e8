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

    /** Oldest row first. */
    private final LinkedHashMap<String, Entry<V>> withId = new LinkedHashMap<>();

    private final Map<String, V> alone = new HashMap<>();

    /** The entry with the newest row: one that is set over and over stays where it is. */
    private @Nullable Entry<V> newest;

    private boolean pending;

    @Nullable
    V get(String name) {
        Entry<V> last = newest;
        if (last != null && last.name.equals(name)) {
            return last.value;
        }
        // Usually there is nothing: both sides of a trade come one after the other. Then its name need not be hashed.
        Entry<V> entry = withId.isEmpty() ? null : withId.get(name);
        return entry == null ? (alone.isEmpty() ? null : alone.get(name)) : entry.value;
    }

    int size() {
        return withId.size() + alone.size();
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
        Entry<V> before = withId.isEmpty() ? null : withId.remove(name);
        boolean ownRow = before == null ? !alone.isEmpty() && alone.remove(name) != null : before.ownRow;
        Entry<V> entry = new Entry<>(name, value, ownRow);
        withId.put(name, entry);
        newest = entry;
    }

    /** Removes a value; true if it has a row of its own that must go too. */
    boolean remove(String name) {
        Entry<V> before = withId.remove(name);
        forgetNewest(before);
        return before == null ? !alone.isEmpty() && alone.remove(name) != null : before.ownRow;
    }

    /** Takes note of the id that logs what was put; returns the name that now needs a row of its own, if any. */
    @Nullable
    String remember(int place) {
        String released = null;
        if (!withId.isEmpty()) {
            Entry<V> oldest = withId.values().iterator().next();
            if (oldest.place == place) {
                released = oldest.name;
                alone.put(released, oldest.value);
                withId.remove(released);
                forgetNewest(oldest);
            }
        }
        Entry<V> last = newest;
        if (pending && last != null) {
            last.place = place;
        }
        pending = false;
        return released;
    }

    private void forgetNewest(@Nullable Entry<V> gone) {
        if (gone != null && gone == newest) {
            newest = null;
        }
    }

    /** Puts back what a row of its own said. */
    void restoreAlone(String name, V value) {
        forgetNewest(withId.remove(name));
        alone.put(name, value);
    }

    void forEach(BiConsumer<String, V> visitor) {
        alone.forEach(visitor);
        withId.forEach((name, entry) -> visitor.accept(name, entry.value));
    }
}
