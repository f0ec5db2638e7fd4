package dev.stalemate.search;

/**
 * Leaves, of the successors of a state, those by a part of the steps that is enough to take; all of them where no step of the part leads
 * to a state that was not in the table as the block began (C3 of {@link PartialOrder}).
 */
final class Persistent {
    private final PartialOrder order;
    private final Fingerprints seen;
    private final int words;
    private final long[] state;
    private final long[] rest;
    private final int[] possible;
    private final int[] part;
    private final boolean[] inPart;

    Persistent(PartialOrder order, Fingerprints seen, int steps, int words, int keyWords) {
        this.order = order;
        this.seen = seen;
        this.words = words;
        this.state = new long[words];
        this.rest = new long[keyWords - 1];
        this.possible = new int[steps];
        this.part = new int[steps];
        this.inPart = new boolean[steps];
    }

    /**
     * Moves the successors that are to be taken to the front.
     *
     * @param from words of states, the state's from {@code offset} on
     * @param successors words of states, those of the state's successors from number {@code at} on
     * @param steps the numbers of the steps that lead to them, in any order
     * @param count how many there are
     * @return how many are to be taken
     */
    int of(long[] from, int offset, long[] successors, char[] steps, int at, int count) {
        System.arraycopy(from, offset, state, 0, words);
        sort(steps, at, count);
        int size = order.ample(state, possible, count, part);
        if (size == count) {
            return count;
        }
        for (int i = 0; i < size; i++) {
            inPart[part[i]] = true;
        }
        int taken = leadsOn(successors, steps, at, count) ? keep(successors, steps, at, count) : count;
        for (int i = 0; i < size; i++) {
            inPart[part[i]] = false;
        }
        return taken;
    }

    /** The steps in ascending order; hardly any are out of it. */
    private void sort(char[] steps, int at, int count) {
        for (int i = 0; i < count; i++) {
            int to = i;
            for (; to > 0 && possible[to - 1] > steps[at + i]; to--) {
                possible[to] = possible[to - 1];
            }
            possible[to] = steps[at + i];
        }
    }

    private boolean leadsOn(long[] successors, char[] steps, int at, int count) {
        for (int i = at; i < at + count; i++) {
            if (inPart[steps[i]]) {
                Fingerprints.rest(successors, i * words, words, rest);
                if (!seen.contains(Fingerprints.of(successors, i * words, words), rest)) {
                    return true;
                }
            }
        }
        return false;
    }

    private int keep(long[] successors, char[] steps, int at, int count) {
        int kept = at;
        for (int i = at; i < at + count; i++) {
            if (inPart[steps[i]]) {
                System.arraycopy(successors, i * words, successors, kept * words, words);
                steps[kept++] = steps[i];
            }
        }
        return kept - at;
    }
}
