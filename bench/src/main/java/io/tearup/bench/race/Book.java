package io.tearup.bench.race;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/** Signed lots by {@code account|market}, flat ones left out: what every contestant must end with. */
final class Book {
    private final TreeMap<String, Long> lots = new TreeMap<>();

    static String key(String account, String market) {
        return account + "|" + market;
    }

    void add(String key, long change) {
        lots.merge(key, change, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
    }

    void set(String key, long present) {
        if (present == 0) {
            lots.remove(key);
        } else {
            lots.put(key, present);
        }
    }

    int size() {
        return lots.size();
    }

    void writeTo(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.writeInt(lots.size());
        for (Map.Entry<String, Long> position : lots.entrySet()) {
            out.writeUTF(position.getKey());
            out.writeLong(position.getValue());
        }
        out.flush();
    }

    static Book readFrom(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        Book book = new Book();
        for (int left = in.readInt(); left > 0; left--) {
            book.set(in.readUTF(), in.readLong());
        }
        return book;
    }

    /** What differs from the book expected, empty if nothing; the first difference by name. */
    String differenceFrom(Book expected) {
        if (lots.equals(expected.lots)) {
            return "";
        }
        for (Map.Entry<String, Long> position : expected.lots.entrySet()) {
            Long found = lots.get(position.getKey());
            if (!position.getValue().equals(found)) {
                return position.getKey() + ": " + found + " lots instead of " + position.getValue();
            }
        }
        for (String key : lots.keySet()) {
            if (!expected.lots.containsKey(key)) {
                return key + ": " + lots.get(key) + " lots instead of none";
            }
        }
        throw new IllegalStateException("books differ in nothing");
    }
}
