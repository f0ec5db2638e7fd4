package dev.stalemate.search;

import java.util.ArrayList;
import java.util.List;

/** The states of one level of the search, in the order of their discovery, packed into chunks that are used again. */
final class Frontier {
    private static final int CHUNK_STATES = 1 << 14;

    private final int words;
    private final List<long[]> chunks = new ArrayList<>();
    private int size;

    Frontier(int words) {
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

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) chunks.size() * CHUNK_STATES * words * Long.BYTES;
    }
}
