package dev.stalemate.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each state, by number in the order of discovery, the state and the step that it was first reached by: enough to take a shortest
 * path again.
 */
final class Ancestry {
    /** Step numbers are kept in 16 bits. */
    static final int MOST_STEPS = 1 << Character.SIZE;

    private static final int CHUNK = 1 << 14;

    private final List<int[]> parents = new ArrayList<>();
    private final List<char[]> steps = new ArrayList<>();
    private int size;

    void add(int parent, int step) {
        int chunk = size / CHUNK;
        if (chunk == parents.size()) {
            parents.add(new int[CHUNK]);
            steps.add(new char[CHUNK]);
        }
        parents.get(chunk)[size % CHUNK] = parent;
        steps.get(chunk)[size % CHUNK] = (char) step;
        size++;
    }

    /** The numbers of the steps from the initial state, number 0, to a state. */
    int[] pathTo(int state) {
        int[] path = new int[16];
        int length = 0;
        for (int s = state; s != 0; s = parents.get(s / CHUNK)[s % CHUNK]) {
            if (length == path.length) {
                path = Arrays.copyOf(path, length * 2);
            }
            path[length++] = steps.get(s / CHUNK)[s % CHUNK];
        }
        int[] forward = new int[length];
        for (int i = 0; i < length; i++) {
            forward[i] = path[length - 1 - i];
        }
        return forward;
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) parents.size() * CHUNK * (Integer.BYTES + Character.BYTES);
    }
}
