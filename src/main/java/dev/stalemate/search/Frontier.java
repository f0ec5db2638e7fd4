package dev.stalemate.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** States that wait to be expanded, in the order of their discovery, packed into chunks that are used again. */
final class Frontier {
    /** States of a chunk: what the workers expand before they meet. */
    static final int CHUNK_STATES = 1 << 13;

    private final int words;
    private final Deque<long[]> chunks = new ArrayDeque<>();
    private final List<long[]> free = new ArrayList<>();
    private long size;
    private int first;
    private int last = CHUNK_STATES;

    Frontier(int words) {
        this.words = words;
    }

    /** Appends states. */
    void add(long[] states, int count) {
        for (int done = 0; done < count; ) {
            if (last == CHUNK_STATES) {
                chunks.addLast(free.isEmpty() ? new long[CHUNK_STATES * words] : free.remove(free.size() - 1));
                last = 0;
            }
            int fit = Math.min(count - done, CHUNK_STATES - last);
            System.arraycopy(states, done * words, chunks.getLast(), last * words, fit * words);
            last += fit;
            done += fit;
        }
        size += count;
    }

    /** States that wait. */
    long size() {
        return size;
    }

    /**
     * Takes states from the front, as many as the first chunk holds and at most {@code most}.
     *
     * @return how many; {@link #taken} holds them from {@link #from} on
     */
    int take(long most) {
        int inChunk = (chunks.size() == 1 ? last : CHUNK_STATES) - first;
        int count = (int) Math.min(inChunk, most);
        from = first;
        taken = chunks.getFirst();
        first += count;
        size -= count;
        return count;
    }

    private long[] taken = new long[0];
    private int from;

    /** The words of the states that were taken last. */
    long[] taken() {
        return taken;
    }

    /** The number, within {@link #taken}, of the first state that was taken last. */
    int from() {
        return from;
    }

    /** What was taken is done with. */
    void done() {
        boolean used = first == CHUNK_STATES || (chunks.size() == 1 && first == last);
        if (used) {
            free.add(chunks.removeFirst());
            first = 0;
            last = chunks.isEmpty() ? CHUNK_STATES : last;
        }
    }

    /** The most bytes that so many more states may take. */
    long bytesFor(long more) {
        return Math.max(0, more / CHUNK_STATES + 1 - free.size()) * CHUNK_STATES * words * Long.BYTES;
    }

    long bytes() {
        return (long) (chunks.size() + free.size()) * CHUNK_STATES * words * Long.BYTES;
    }
}
