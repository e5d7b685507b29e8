package io.tearup.engine.model;

import java.util.Arrays;

/**
 * The ids of accounts, numbered from 0 in order of first appearance; none is ever removed.
 *
 * <p>Every fill looks its account up, and with many accounts the look-up is what memory costs: a hash table of strings takes
 * four places that are not in a cache, one after the other. Here it takes two. The index holds a hash and the place of a
 * text; at that place, side by side, are the account's number and its id. Texts lie in pages that are not copied once full, a byte per
 * character, or two where a character needs them.
 */
final class AccountIds {
    /** "No account". */
    static final int NONE = -1;

    private static final int PAGE_BYTES = 1 << 20;

    /** Texts begin at multiples of eight bytes. */
    private static final int ALIGNMENT_BITS = 3;

    private static final int PLACES_BITS = 20 - ALIGNMENT_BITS;
    private static final int PLACES_MASK = (1 << PLACES_BITS) - 1;

    /** Number, and length with a bit for the width of a character. */
    private static final int HEAD = 2 * Integer.BYTES;

    private static final int INITIAL = 64;

    private byte[][] pages = {new byte[PAGE_BYTES / 1024]};
    private int lastPage;

    /** Next free byte of the last page; place 0 means nothing. */
    private int free = 1 << ALIGNMENT_BITS;

    private int[] places = new int[INITIAL];
    private int size;

    /** Hash of an id in the upper half, its place in the lower, 0 = empty; linear probing, at most three quarters are taken. */
    private long[] index = new long[INITIAL * 2];

    /** The id last found or told, for whoever asks again at once. */
    private int recent = NONE;

    private String recentId = "";

    int size() {
        return size;
    }

    /** Number of an id, or {@link #NONE}. */
    int find(String id) {
        int hash = hash(id);
        int mask = index.length - 1;
        for (int i = hash & mask; index[i] != 0; i = (i + 1) & mask) {
            int place = (int) index[i];
            if ((int) (index[i] >>> Integer.SIZE) == hash && isAt(place, id)) {
                int number = number(pages[place >>> PLACES_BITS], offset(place));
                recent = number;
                recentId = id;
                return number;
            }
        }
        return NONE;
    }

    /** Number of an id whose bytes are ASCII, without making a string of it; {@link #NONE} if it is not known or not ASCII. */
    int find(byte[] id, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (id[i] < 0) {
                return NONE;
            }
        }
        int hash = hash(id, from, length);
        int mask = index.length - 1;
        for (int i = hash & mask; index[i] != 0; i = (i + 1) & mask) {
            int place = (int) index[i];
            if ((int) (index[i] >>> Integer.SIZE) == hash && isAt(place, id, from, length)) {
                return number(pages[place >>> PLACES_BITS], offset(place));
            }
        }
        return NONE;
    }

    /** Hash of an id whose bytes are ASCII. */
    static int hash(byte[] id, int from, int length) {
        int code = 0;
        for (int i = from; i < from + length; i++) {
            code = 31 * code + id[i];
        }
        return mix(code);
    }

    /** Reads where the look-up of a hash begins. */
    long glance(int hash) {
        return index[hash & index.length - 1];
    }

    /** The first entry with a hash, nearly always the one of the id that has it; 0 if there is none. */
    long entry(int hash) {
        int mask = index.length - 1;
        int i = hash & mask;
        while (index[i] != 0 && (int) (index[i] >>> Integer.SIZE) != hash) {
            i = (i + 1) & mask;
        }
        return index[i];
    }

    /** Reads the text of an entry. */
    int glanceAtText(long entry) {
        int place = (int) entry;
        return place == 0 ? 0 : pages[place >>> PLACES_BITS][offset(place)];
    }

    /** Number of the id of an entry, {@link #NONE} of no entry. */
    int number(long entry) {
        int place = (int) entry;
        return place == 0 ? NONE : number(pages[place >>> PLACES_BITS], offset(place));
    }

    /** Adds an id that is not known and tells its number. */
    int add(String id) {
        boolean wide = isWide(id);
        int bytes = Math.addExact(HEAD, wide ? Math.multiplyExact(2, id.length()) : id.length());
        int place = reserve(bytes);
        byte[] page = pages[place >>> PLACES_BITS];
        int at = offset(place);
        setNumber(page, at, size);
        setNumber(page, at + Integer.BYTES, id.length() << 1 | (wide ? 1 : 0));
        at += HEAD;
        for (int i = 0; i < id.length(); i++) {
            char character = id.charAt(i);
            if (wide) {
                page[at++] = (byte) (character >>> Byte.SIZE);
            }
            page[at++] = (byte) character;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, Capacities.beyond(size));
        }
        places[size++] = place;
        if (size > index.length / 4 * 3) {
            long[] old = index;
            index = new long[Math.multiplyExact(old.length, 2)];
            for (long entry : old) {
                if (entry != 0) {
                    insert(entry);
                }
            }
        }
        insert((long) hash(id) << Integer.SIZE | Integer.toUnsignedLong(place));
        return size - 1;
    }

    /** The id of a number below {@link #size}. */
    String get(int number) {
        if (number != recent) {
            recentId = read(places[number]);
            recent = number;
        }
        return recentId;
    }

    private String read(int place) {
        byte[] page = pages[place >>> PLACES_BITS];
        int at = offset(place);
        int coded = number(page, at + Integer.BYTES);
        char[] characters = new char[coded >>> 1];
        at += HEAD;
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (coded & 1) == 0 ? (char) (page[at + i] & 0xFF) : wideAt(page, at + 2 * i);
        }
        return new String(characters);
    }

    private boolean isAt(int place, String id) {
        byte[] page = pages[place >>> PLACES_BITS];
        int at = offset(place);
        int coded = number(page, at + Integer.BYTES);
        int length = id.length();
        if (coded >>> 1 != length) {
            return false;
        }
        at += HEAD;
        for (int i = 0; i < length; i++) {
            int character = (coded & 1) == 0 ? page[at + i] & 0xFF : wideAt(page, at + 2 * i);
            if (character != id.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** ASCII is kept a byte per character. */
    private boolean isAt(int place, byte[] id, int from, int length) {
        byte[] page = pages[place >>> PLACES_BITS];
        int at = offset(place);
        if (number(page, at + Integer.BYTES) != length << 1) {
            return false;
        }
        at += HEAD;
        return Arrays.equals(page, at, at + length, id, from, from + length);
    }

    /** Room for a text. A page is as long as needed, so that a text of any length lies in one. */
    private int reserve(int bytes) {
        if (free > PAGE_BYTES - bytes) {
            lastPage++;
            if (lastPage == pages.length) {
                pages = Arrays.copyOf(pages, pages.length * 2);
            }
            pages[lastPage] = new byte[Math.max(PAGE_BYTES, bytes)];
            free = 0;
        } else if (free + bytes > pages[lastPage].length) {
            // The first page of a small group stays small.
            int doubled = Math.max(pages[lastPage].length * 2, free + bytes);
            pages[lastPage] = Arrays.copyOf(pages[lastPage], Math.min(PAGE_BYTES, doubled));
        }
        int place = lastPage << PLACES_BITS | free >>> ALIGNMENT_BITS;
        int end = free + bytes;
        free = end > PAGE_BYTES ? PAGE_BYTES : end + (-end & (1 << ALIGNMENT_BITS) - 1);
        return place;
    }

    private void insert(long entry) {
        int mask = index.length - 1;
        int i = (int) (entry >>> Integer.SIZE) & mask;
        while (index[i] != 0) {
            i = (i + 1) & mask;
        }
        index[i] = entry;
    }

    private static int offset(int place) {
        return (place & PLACES_MASK) << ALIGNMENT_BITS;
    }

    private static int number(byte[] page, int at) {
        return page[at] << 24 | (page[at + 1] & 0xFF) << 16 | (page[at + 2] & 0xFF) << 8 | (page[at + 3] & 0xFF);
    }

    private static void setNumber(byte[] page, int at, int number) {
        page[at] = (byte) (number >>> 24);
        page[at + 1] = (byte) (number >>> 16);
        page[at + 2] = (byte) (number >>> 8);
        page[at + 3] = (byte) number;
    }

    private static char wideAt(byte[] page, int at) {
        return (char) (page[at] << Byte.SIZE | (page[at + 1] & 0xFF));
    }

    private static boolean isWide(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) > 0xFF) {
                return true;
            }
        }
        return false;
    }

    private static int hash(String id) {
        return mix(id.hashCode());
    }

    private static int mix(int code) {
        int h = code * 0x9E3779B1;
        return h ^ (h >>> 15);
    }
}
