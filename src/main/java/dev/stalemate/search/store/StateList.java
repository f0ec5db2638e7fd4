package dev.stalemate.search.store;

import java.util.ArrayList;
import java.util.List;

/** States by number, in the order of their discovery, packed into chunks. */
final class StateList {
    private static final int CHUNK_STATES = 1 << 14;

    private final int words;
    private final List<long[]> chunks = new ArrayList<>();
    private int size;

    StateList(int words) {
        this.words = words;
    }

    void add(long[] states, int offset) {
        int chunk = size / CHUNK_STATES;
        if (chunk == chunks.size()) {
            chunks.add(new long[CHUNK_STATES * words]);
        }
        System.arraycopy(states, offset, chunks.get(chunk), size % CHUNK_STATES * words, words);
        size++;
    }

    void read(int i, long[] into) {
        System.arraycopy(chunks.get(i / CHUNK_STATES), i % CHUNK_STATES * words, into, 0, words);
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) chunks.size() * CHUNK_STATES * words * Long.BYTES;
    }
}
