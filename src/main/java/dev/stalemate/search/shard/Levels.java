package dev.stalemate.search.shard;

import java.util.ArrayList;
import java.util.List;

/** The numbers of states: in the order of discovery, level by level, and within a level part by part. */
final class Levels {
    private final List<long[]> firsts = new ArrayList<>();
    private final List<Long> bases = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();

    /** Adds a level, given the number of states of each part. */
    void add(long[] states) {
        long[] first = new long[states.length];
        long sum = 0;
        for (int part = 0; part < states.length; part++) {
            first[part] = sum;
            sum += states[part];
        }
        bases.add(total());
        firsts.add(first);
        sizes.add(sum);
    }

    /** Drops what comes after so many states of the last level. */
    void cutLast(long states) {
        sizes.set(sizes.size() - 1, states);
    }

    /** How many levels there are. */
    int count() {
        return sizes.size();
    }

    /** How many states there are. */
    long total() {
        int last = sizes.size() - 1;
        return last < 0 ? 0 : bases.get(last) + sizes.get(last);
    }

    /** States of a level. */
    long size(int level) {
        return sizes.get(level);
    }

    /** The number of the first state of a level. */
    long base(int level) {
        return bases.get(level);
    }

    /** For each part of a level the number, within the level, of its first state. */
    long[] firsts(int level) {
        return firsts.get(level);
    }

    /** The level of a state. */
    int levelOf(long number) {
        int level = count() - 1;
        while (bases.get(level) > number) {
            level--;
        }
        return level;
    }

    /** The part of a level that has the state of this number within it. */
    int partOf(int level, long within) {
        long[] first = firsts.get(level);
        int part = first.length - 1;
        while (first[part] > within) {
            part--;
        }
        return part;
    }
}
