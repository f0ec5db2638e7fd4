package dev.stalemate.patch.talk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers under what they depend on, for one thread. When it is full, with 256 MiB of keys, it forgets everything. Finding allocates nothing.
 */
public final class Memory {
    private static final int SLOTS = 1 << 16;
    private static final int MOST_SLOTS = 1 << 24;
    private static final long MOST_BYTES = 256L << 20;
    private static final int COMMON = 1 << 8;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final int words;
    private final int mostSlots;
    /** Answers that many keys have, so that they are stored once. */
    private final long[] @Nullable [] common = new long[COMMON][];

    private long[] keys;
    private long[] @Nullable [] answers;
    private int count;

    /** For keys of so many words. */
    public Memory(int words) {
        this.words = words;
        this.mostSlots = (int)
                Math.max(SLOTS, Long.highestOneBit(Math.min(MOST_SLOTS, MOST_BYTES / (Long.BYTES * (words + 1L)))));
        this.keys = new long[SLOTS * words];
        this.answers = new long[SLOTS][];
    }

    /** The answer under a key; null if there is none. */
    public long @Nullable [] find(long[] key) {
        return answers[slot(key)];
    }

    /** Remembers an answer under a key that has none. */
    public void put(long[] key, long[] answer) {
        if (2 * count >= answers.length) {
            grow();
        }
        int slot = slot(key);
        System.arraycopy(key, 0, keys, slot * words, words);
        answers[slot] = stored(answer);
        count++;
    }

    private long[] stored(long[] answer) {
        int place = Arrays.hashCode(answer) & COMMON - 1;
        long[] known = common[place];
        if (known != null && Arrays.equals(known, answer)) {
            return known;
        }
        common[place] = answer;
        return answer;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] @Nullable [] old = answers;
        int slots = Math.min(mostSlots, 2 * old.length);
        keys = new long[slots * words];
        answers = new long[slots][];
        count = 0;
        for (int i = 0; i < old.length && slots > old.length; i++) {
            long[] answer = old[i];
            if (answer != null) {
                put(Arrays.copyOfRange(oldKeys, i * words, (i + 1) * words), answer);
            }
        }
    }

    /** Where a key is, or would be. */
    private int slot(long[] key) {
        long hash = 0;
        for (int i = 0; i < words; i++) {
            hash = (hash ^ key[i]) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        int slot = (int) hash & answers.length - 1;
        while (answers[slot] != null && !Arrays.equals(keys, slot * words, (slot + 1) * words, key, 0, words)) {
            slot = slot + 1 & answers.length - 1;
        }
        return slot;
    }
}
