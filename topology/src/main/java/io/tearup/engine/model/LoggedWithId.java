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

    private record Entry<V>(V value, int place, boolean ownRow) {}

    private final LinkedHashMap<String, Entry<V>> withId = new LinkedHashMap<>();
    private final Map<String, V> alone = new HashMap<>();
    private @Nullable String pending;

    @Nullable
    V get(String name) {
        Entry<V> entry = withId.get(name);
        return entry == null ? alone.get(name) : entry.value();
    }

    int size() {
        return withId.size() + alone.size();
    }

    /** Sets a value, to be logged with the id that is remembered next. */
    void put(String name, V value) {
        Entry<V> before = withId.remove(name);
        boolean ownRow = before == null ? alone.remove(name) != null : before.ownRow();
        withId.put(name, new Entry<>(value, PENDING, ownRow));
        pending = name;
    }

    /** Removes a value; true if it has a row of its own that must go too. */
    boolean remove(String name) {
        Entry<V> before = withId.remove(name);
        return before == null ? alone.remove(name) != null : before.ownRow();
    }

    /** Takes note of the id that logs what was put; returns the name that now needs a row of its own, if any. */
    @Nullable
    String remember(int place) {
        String released = null;
        if (!withId.isEmpty()) {
            Map.Entry<String, Entry<V>> oldest = withId.entrySet().iterator().next();
            if (oldest.getValue().place() == place) {
                released = oldest.getKey();
                alone.put(released, oldest.getValue().value());
                withId.remove(released);
            }
        }
        String name = pending;
        Entry<V> entry = name == null ? null : withId.get(name);
        if (name != null && entry != null) {
            withId.put(name, new Entry<>(entry.value(), place, entry.ownRow()));
        }
        pending = null;
        return released;
    }

    /** Puts back what a row of its own said. */
    void restoreAlone(String name, V value) {
        withId.remove(name);
        alone.put(name, value);
    }

    void forEach(BiConsumer<String, V> visitor) {
        alone.forEach(visitor);
        withId.forEach((name, entry) -> visitor.accept(name, entry.value()));
    }
}
