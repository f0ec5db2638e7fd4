package dev.stalemate.systems.xen.leaf;

import java.util.HashMap;
import java.util.Map;

/** Tables at full width: each is allocated once an entry of it is written. */
public final class WideTables implements EptStore {
    private final int bits;
    private final Map<Long, long[]> tables = new HashMap<>();
    private long lastKey = -1;
    private long[] last = new long[0];

    /** Tables of 2^bits entries: 9 on a real machine. */
    public WideTables(int bits) {
        this.bits = bits;
    }

    @Override
    public long get(int level, long number) {
        return table(level, number)[index(number)];
    }

    @Override
    public void set(int level, long number, long word) {
        table(level, number)[index(number)] = word;
    }

    @Override
    public void clear(int level, long table) {
        tables.remove(key(level, table));
        lastKey = -1;
    }

    private int index(long number) {
        return (int) number & (1 << bits) - 1;
    }

    private long[] table(int level, long number) {
        long key = key(level, number >>> bits);
        if (key != lastKey) {
            last = tables.computeIfAbsent(key, k -> new long[1 << bits]);
            lastKey = key;
        }
        return last;
    }

    /** Numbers take 52 bits at most. */
    private static long key(int level, long table) {
        return table << 3 | level;
    }
}
