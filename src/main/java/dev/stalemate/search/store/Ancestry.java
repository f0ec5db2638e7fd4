package dev.stalemate.search.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each state, by its number in the order of discovery, its parent and the step that first led to it. That is enough to take a shortest
 * path again.
 *
 * <p>States are discovered in the order of their parents, so the parents' numbers never fall. Their differences are kept in unary, which
 * takes two bits a state in all.
 */
public final class Ancestry {
    /** Step numbers are kept in at most 16 bits. */
    public static final int MOST_STEPS = 1 << Character.SIZE;

    private static final int BYTES = 1 << 16;
    private static final int WORDS = 1 << 12;
    private static final int BETWEEN_MARKS = 1 << 12;

    private final int stepBytes;
    private final List<byte[]> steps = new ArrayList<>();
    /** For each state as many zeros as its parent's number is above the one before, then a one. */
    private final List<long[]> parents = new ArrayList<>();
    /** For one state of each {@code BETWEEN_MARKS}, the position of its one. */
    private long[] marks = new long[16];

    private long size;
    private long lastParent;
    private long position;

    /** For a model of so many steps. */
    Ancestry(int stepCount) {
        stepBytes = stepCount <= 1 << Byte.SIZE ? 1 : 2;
    }

    /** Adds a state; its parent's number is at least that of the state added before. */
    public void add(long parent, int step) {
        position += parent - lastParent;
        lastParent = parent;
        if (size % BETWEEN_MARKS == 0) {
            int mark = (int) (size / BETWEEN_MARKS);
            marks = mark == marks.length ? Arrays.copyOf(marks, 2 * mark) : marks;
            marks[mark] = position;
        }
        long word = position >>> 6;
        while (parents.size() * (long) WORDS <= word) {
            parents.add(new long[WORDS]);
        }
        parents.get((int) (word / WORDS))[(int) (word % WORDS)] |= 1L << position;
        position++;
        long at = size * stepBytes;
        if (at % BYTES == 0) {
            steps.add(new byte[BYTES]);
        }
        byte[] chunk = steps.get((int) (at / BYTES));
        chunk[(int) (at % BYTES)] = (byte) step;
        if (stepBytes == 2) {
            chunk[(int) (at % BYTES) + 1] = (byte) (step >> Byte.SIZE);
        }
        size++;
    }

    /** The number of a state's parent. */
    public long parent(long state) {
        int mark = (int) (state / BETWEEN_MARKS);
        long ones = state % BETWEEN_MARKS;
        long at = marks[mark];
        long word = at >>> 6;
        long bits = word(word) & -1L << at;
        while (Long.bitCount(bits) <= ones) {
            ones -= Long.bitCount(bits);
            bits = word(++word);
        }
        for (; ones > 0; ones--) {
            bits &= bits - 1;
        }
        // The zeros before a state's one add up to its parent's number.
        return (word << 6) + Long.numberOfTrailingZeros(bits) - state;
    }

    private long word(long word) {
        return parents.get((int) (word / WORDS))[(int) (word % WORDS)];
    }

    /** The number of the step that first led to a state. */
    public int step(long state) {
        long at = state * stepBytes;
        byte[] chunk = steps.get((int) (at / BYTES));
        int low = chunk[(int) (at % BYTES)] & 0xFF;
        return stepBytes == 1 ? low : low | (chunk[(int) (at % BYTES) + 1] & 0xFF) << Byte.SIZE;
    }

    /** The numbers of the steps from the initial state, number 0, to a state. */
    public int[] pathTo(long state) {
        int[] path = new int[16];
        int length = 0;
        for (long s = state; s != 0; s = parent(s)) {
            path = length == path.length ? Arrays.copyOf(path, length * 2) : path;
            path[length++] = step(s);
        }
        int[] forward = new int[length];
        for (int i = 0; i < length; i++) {
            forward[i] = path[length - 1 - i];
        }
        return forward;
    }

    public long size() {
        return size;
    }

    /** The most bytes that so many more states can take whose parents have numbers up to this one. */
    long bytesFor(long more, long parent) {
        long stepChunks = more * stepBytes / BYTES + 1;
        long parentChunks = (more + parent - lastParent) / (WORDS * (long) Long.SIZE) + 1;
        return stepChunks * BYTES + (parentChunks * WORDS + marks.length) * Long.BYTES;
    }

    long bytes() {
        return (long) steps.size() * BYTES + (parents.size() * (long) WORDS + marks.length) * Long.BYTES;
    }
}
