package dev.stalemate.search.store;

import dev.stalemate.search.disk.SpillFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The states that wait to be expanded, in the order of their discovery, packed into chunks that are reused; after the states of a chunk come
 * the steps of each that sleep. After {@link #spill}, all chunks
 * but the first and the last are in a file.
 */
public final class Frontier {
    /** States of a chunk: what the workers expand before they wait for each other. */
    public static final int CHUNK_STATES = 1 << 13;

    /** With a file: states are taken from one, another is filled, and the next is read before the first is done. */
    private static final int MOST_IN_MEMORY = 3;

    private final int words;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private final List<long[]> free = new ArrayList<>();
    /** Chunks of {@link #chunks} that are not in the file. */
    private int inMemory;

    private long size;
    private int first;
    private int last = CHUNK_STATES;
    private @Nullable SpillFile file;

    private long[] taken = new long[0];
    private int from;

    /** A chunk in memory, or its place in the file. */
    private static final class Chunk {
        private long @Nullable [] states;
        private int place;

        Chunk(long[] states) {
            this.states = states;
        }

        long[] states() {
            return Objects.requireNonNull(states, "chunk is on disk");
        }
    }

    /** Receives a run of states. */
    public interface Run {
        /** Receives {@code count} states of a chunk, from the {@code from}-th on; {@code before} states were received before these. */
        void at(long[] chunk, int from, int count, long before) throws IOException;
    }

    Frontier(int words) {
        this.words = words;
    }

    /** Appends states. */
    public void add(long[] states, long[] sleeping, int count) throws IOException {
        for (int done = 0; done < count; ) {
            if (last == CHUNK_STATES) {
                if (file != null && chunks.size() > 1) {
                    toFile(file, chunks.getLast());
                }
                addChunk();
                last = 0;
            }
            int fit = Math.min(count - done, CHUNK_STATES - last);
            System.arraycopy(states, done * words, chunks.getLast().states(), last * words, fit * words);
            System.arraycopy(sleeping, done, chunks.getLast().states(), CHUNK_STATES * words + last, fit);
            last += fit;
            done += fit;
        }
        size += count;
    }

    /** How many states wait. */
    public long size() {
        return size;
    }

    /**
     * Takes states from the front, as many as the first chunk holds and at most {@code most}.
     *
     * @return how many; {@link #taken} holds them from {@link #from} on
     */
    public int take(long most) throws IOException {
        toMemory(chunks.getFirst());
        int inChunk = (chunks.size() == 1 ? last : CHUNK_STATES) - first;
        int count = (int) Math.min(inChunk, most);
        from = first;
        taken = chunks.getFirst().states();
        first += count;
        size -= count;
        return count;
    }

    /** The words of the states that were taken last. */
    public long[] taken() {
        return taken;
    }

    /** The number, within {@link #taken}, of the first state that was taken last. */
    public int from() {
        return from;
    }

    /** Says that the states that were taken have been expanded. */
    public void done() {
        boolean used = first == CHUNK_STATES || (chunks.size() == 1 && first == last);
        if (used) {
            free.add(chunks.removeFirst().states());
            inMemory--;
            first = 0;
            last = chunks.isEmpty() ? CHUNK_STATES : last;
        }
    }

    /** The place of the first waiting state in its chunk. A search that resumes from there takes the same blocks. */
    public int start() {
        return chunks.isEmpty() ? 0 : first;
    }

    /** Lets an empty frontier start at such a place. */
    public void startAt(int start) {
        addChunk();
        first = start;
        last = start;
    }

    /** Passes on the last {@code count} states that were added, in their order. */
    public void last(long count, Run run) throws IOException {
        long skip = size - count;
        long before = 0;
        for (Iterator<Chunk> all = chunks.iterator(); all.hasNext(); ) {
            Chunk chunk = all.next();
            int start = chunk.equals(chunks.getFirst()) ? first : 0;
            int end = all.hasNext() ? CHUNK_STATES : last;
            int skipped = (int) Math.min(skip, end - start);
            skip -= skipped;
            start += skipped;
            if (start < end) {
                run.at(copy(chunk), start, end - start, before);
                before += end - start;
            }
        }
    }

    /** From now on keeps only the chunks in use in memory, and the rest in a file. */
    void spill(SpillFile newFile) throws IOException {
        file = newFile;
        for (Chunk chunk : chunks) {
            if (!chunk.equals(chunks.getFirst()) && !chunk.equals(chunks.getLast())) {
                toFile(newFile, chunk);
                free.clear();
            }
        }
        free.clear();
    }

    private void toFile(SpillFile to, Chunk chunk) throws IOException {
        if (chunk.states != null) {
            chunk.place = to.put(chunk.states);
            free.add(chunk.states);
            chunk.states = null;
            inMemory--;
        }
    }

    private void toMemory(Chunk chunk) throws IOException {
        if (file != null && chunk.states == null) {
            long[] states = array();
            file.take(chunk.place, states);
            chunk.states = states;
            inMemory++;
        }
    }

    /** A chunk's states, to be read only and only until the next copy. */
    private long[] copy(Chunk chunk) throws IOException {
        if (file == null || chunk.states != null) {
            return chunk.states();
        }
        if (free.isEmpty()) {
            free.add(new long[CHUNK_STATES * (words + 1)]);
        }
        long[] copy = free.get(0);
        file.read(chunk.place, copy);
        return copy;
    }

    private void addChunk() {
        chunks.addLast(new Chunk(array()));
        inMemory++;
    }

    private long[] array() {
        return free.isEmpty() ? new long[CHUNK_STATES * (words + 1)] : free.remove(free.size() - 1);
    }

    /** The most bytes that so many more states may take. */
    long bytesFor(long more) {
        long chunksFor = Math.max(0, more / CHUNK_STATES + 1 - free.size());
        long most = file == null ? chunksFor : Math.min(chunksFor, MOST_IN_MEMORY - Math.min(MOST_IN_MEMORY, arrays()));
        return most * CHUNK_STATES * (words + 1) * Long.BYTES;
    }

    private int arrays() {
        return inMemory + free.size();
    }

    long bytes() {
        return (long) arrays() * CHUNK_STATES * (words + 1) * Long.BYTES;
    }
}
