package dev.stalemate.search.steps;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Lists of steps that are possible together, and for each step masks that say what it does to a state. Equal lists are kept once. Each list
 * counts how often it was taken.
 */
final class StepLists {
    /** The number of no list. */
    static final int NONE = 0;

    /** Words of a list before the set of its actions. */
    private static final int HEADER = 3;

    private final Firings firings;
    private final int words;
    private final int actionWords;
    private final int entryWords;
    /**
     * For each list: how often it was taken, the number of its steps, the set of its steps (those that have a bit, {@link Commuting#bit}) and
     * the set of their actions; then for each step its number, and for each word of a state the bits that stay and the bits that are set.
     */
    private long[] lists = new long[1 << 10];

    private int end = NONE + 1;
    private final Map<ImmutableLongArray, Integer> known = new HashMap<>();

    StepLists(Firings firings, int words) {
        this.firings = firings;
        this.words = words;
        this.actionWords = firings.actionWords();
        this.entryWords = 1 + 2 * words;
    }

    /** The number of the list of these steps, whose effects are leaves of the trees. */
    int of(int[] steps, int[] leaves, int count, StepTrees trees) {
        long[] actions = new long[actionWords];
        long bits = 0;
        ImmutableLongArray.Builder entries = ImmutableLongArray.builder();
        for (int i = 0; i < count; i++) {
            firings.mark(steps[i], actions);
            bits |= Commuting.bit(steps[i]);
            entries.add(steps[i]);
            trees.effect(leaves[i], entries);
        }
        ImmutableLongArray list = ImmutableLongArray.builder()
                .add(count)
                .add(bits)
                .addAll(ImmutableLongArray.copyOf(actions))
                .addAll(entries.build())
                .build();
        return known.computeIfAbsent(list, this::append);
    }

    private int append(ImmutableLongArray list) {
        int start = end;
        end += 1 + list.length();
        lists = end > lists.length ? Arrays.copyOf(lists, 2 * end) : lists;
        lists[start] = 0;
        for (int i = 0; i < list.length(); i++) {
            lists[start + 1 + i] = list.get(i);
        }
        return start;
    }

    /** How many steps a list has. */
    int size(int list) {
        return (int) lists[list + 1];
    }

    /** The steps of a list, those that have a bit. */
    long bits(int list) {
        return lists[list + 2];
    }

    /**
     * Takes the steps of a list from a state: writes the successors one after the other, from number {@code at} on, and the steps'
     * numbers. All steps count as taken.
     *
     * @param asleep steps that are not taken
     * @param weight how many states the state stands for
     * @param possible the set that their actions are put into
     * @return the number after the last
     */
    int take(int list, long[] state, long asleep, long[] into, char[] steps, int at, long weight, long[] possible) {
        long[] entries = lists;
        entries[list] += weight;
        int count = (int) entries[list + 1];
        for (int a = 0; a < actionWords; a++) {
            possible[a] |= entries[list + HEADER + a];
        }
        int entry = list + HEADER + actionWords;
        int to = at;
        if (words == 1) { // most models, and half the time of the loop below
            long only = state[0];
            for (int i = 0; i < count; i++, entry += 3) {
                int step = (int) entries[entry];
                steps[to] = (char) step;
                into[to] = (only & entries[entry + 1]) | entries[entry + 2];
                to += Commuting.awake(step, asleep);
            }
            return to;
        }
        for (int i = 0; i < count; i++, entry += entryWords) {
            int step = (int) entries[entry];
            steps[to] = (char) step;
            for (int w = 0; w < words; w++) {
                into[to * words + w] = (state[w] & entries[entry + 1 + 2 * w]) | entries[entry + 2 + 2 * w];
            }
            to += Commuting.awake(step, asleep);
        }
        return to;
    }

    /** Adds to the firings how often each step was taken since the last call. */
    void count() {
        for (int list : known.values()) {
            int entry = list + HEADER + actionWords;
            for (int i = 0; i < lists[list + 1]; i++) {
                firings.taken((int) lists[entry + i * entryWords], lists[list]);
            }
            lists[list] = 0;
        }
    }

    /** Forgets all lists, once they are counted. */
    void clear() {
        count();
        known.clear();
        end = NONE + 1;
    }
}
