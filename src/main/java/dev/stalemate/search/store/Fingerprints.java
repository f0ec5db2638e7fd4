package dev.stalemate.search.store;

import dev.stalemate.search.disk.KeyRuns;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The states that were seen, as keys of one word or more: open addressing, linear probing, no boxing. Lock-free: a slot is taken by a
 * compare-and-set of its first word.
 *
 * <p>A key's place follows the order of its first word, so the table grows to any size by one pass from front to back. Old segments
 * are dropped on the way, so that the old and the new table are never both in memory as a whole.
 */
public final class Fingerprints {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Above this share of used slots, probes get long. */
    private static final double MOST_LOAD = 0.8;

    /** The share of used slots that a block may reach at most. The bound on what it adds is far above what it does add. */
    private static final double FULL = 0.95;

    private static final double GROWTH = 1.3;
    private static final int LEAST_CAPACITY = 1 << 12;

    /** A table of more slots than this has segments, each of them large enough to be filled as evenly as the whole. */
    private static final int SEGMENTED_FROM = 1 << 18;

    private static final int SEGMENT_BITS = 8;

    private final int words;
    private int segmentBits;
    private int capacity;
    private long[][] segments;
    private long size;
    /** The rest of the keys whose first word is 0, which marks a free slot. There is hardly ever more than one. */
    private final List<long[]> zeros = new ArrayList<>();

    /** A table of keys of so many words. */
    Fingerprints(int words) {
        this(words, LEAST_CAPACITY);
    }

    /** A table that begins with so many slots. */
    Fingerprints(int words, int capacity) {
        this.words = words;
        this.capacity = capacity;
        this.segments = new long[1][capacity * words];
    }

    /** A bijection of 64-bit words whose high bits depend on all of the input (the finalizer of MurmurHash3). */
    static long mix(long z) {
        z = (z ^ z >>> 33) * 0xFF51AFD7ED558CCDL;
        z = (z ^ z >>> 33) * 0xC4CEB9FE1A85EC53L;
        return z ^ z >>> 33;
    }

    /** The 64-bit fingerprint of a state: a bijection of its last word, given the others. */
    public static long of(long[] states, int offset, int stateWords) {
        long h = states[offset];
        for (int i = 1; i < stateWords; i++) {
            h = mix(h) + 0x9E3779B97F4A7C15L ^ states[offset + i];
        }
        return mix(h);
    }

    /** The state of one word that has a fingerprint. */
    static long stateOf(long fingerprint) {
        long z = fingerprint ^ fingerprint >>> 33;
        z *= 0x9CB4B2F8129337DBL;
        z = (z ^ z >>> 33) * 0x4F74430C22A54005L;
        return z ^ z >>> 33;
    }

    /** The number of the part that a fingerprint belongs to, where all of them are divided into so many parts: each has a range of them. */
    public static int part(long fingerprint, int parts) {
        long low = ((fingerprint & 0xFFFFFFFFL) * parts) >>> 32;
        return (int) (((fingerprint >>> 32) * parts + low) >>> 32);
    }

    /** The place of a fingerprint within the range of its part, as a share of 2^64: in the order of the fingerprints. */
    public static long placeInPart(long fingerprint, int parts) {
        return fingerprint * parts;
    }

    /** Writes the words of a state's key that follow its fingerprint: none if keys have one word. */
    public static void rest(long[] states, int offset, int stateWords, long[] rest) {
        if (rest.length == stateWords - 1) {
            System.arraycopy(states, offset, rest, 0, stateWords - 1);
        } else if (rest.length == 1) {
            long h = 0x2545F4914F6CDD1DL;
            for (int i = 0; i < stateWords; i++) {
                h = mix(h ^ states[offset + i]) * 0x9FB21C651E98DF25L;
            }
            rest[0] = h;
        }
    }

    /** The probability that two of n random fingerprints of so many bits are the same (the birthday bound). */
    public static double collisionProbability(long n, int bits) {
        return -Math.expm1(-(double) n * (n - 1) * Math.scalb(1.0, -bits - 1));
    }

    /** Whether a key is there, given its first word and the rest. Not to be called while other threads add. */
    public boolean contains(long print, long[] rest) {
        if (print == 0) {
            return zero(rest) != null;
        }
        long[] segment = segment(print);
        int first = slot(print);
        int at = first;
        do {
            long there = segment[at * words];
            if (there == print && (words == 1 || same(segment, at, rest))) {
                return true;
            }
            if (there == 0) {
                return false;
            }
            at = at + 1 == capacity ? 0 : at + 1;
        } while (at != first);
        return false;
    }

    /**
     * Adds a key; false if it was there. Several threads may add at once, but not the same key if it has several words. There must be
     * {@link #room}; the caller counts the added keys with {@link #added}.
     */
    public boolean add(long print, long[] rest) {
        if (print == 0) {
            return addZero(rest);
        }
        long[] segment = segment(print);
        int first = slot(print);
        int at = first;
        do {
            long there = (long) SLOTS.getVolatile(segment, at * words);
            if (there == 0) {
                there = (long) SLOTS.compareAndExchange(segment, at * words, 0L, print);
                if (there == 0) {
                    System.arraycopy(rest, 0, segment, at * words + 1, words - 1);
                    return true;
                }
            }
            if (there == print && (words == 1 || same(segment, at, rest))) {
                return false;
            }
            at = at + 1 == capacity ? 0 : at + 1;
        } while (at != first);
        throw new IllegalStateException("the table is full");
    }

    /** Adds the keys of states that stand one after the other and are all different. There must be {@link #room}. */
    public void addAll(long[] states, int count, int stateWords) {
        long[] rest = new long[words - 1];
        for (int i = 0; i < count; i++) {
            rest(states, i * stateWords, stateWords, rest);
            add(of(states, i * stateWords, stateWords), rest);
        }
        added(count);
    }

    private boolean same(long[] segment, int at, long[] rest) {
        for (int w = 1; w < words; w++) {
            if (segment[at * words + w] != rest[w - 1]) {
                return false;
            }
        }
        return true;
    }

    private synchronized long @Nullable [] zero(long[] rest) {
        for (long[] zero : zeros) {
            if (Arrays.equals(zero, rest)) {
                return zero;
            }
        }
        return null;
    }

    private synchronized boolean addZero(long[] rest) {
        return zero(rest) == null && zeros.add(rest.clone());
    }

    /** Counts keys that were added, so that the table knows when to grow. */
    void added(long keys) {
        size += keys;
    }

    /** Reads the slots of a batch, so that their cache misses overlap; returns a value so that the reads are not optimised away. */
    public long prefetch(long[] fingerprints, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += segment(fingerprints[i])[slot(fingerprints[i]) * words];
        }
        return sum;
    }

    private long[] segment(long fingerprint) {
        return segments[(int) ((fingerprint >>> 1) >>> (63 - segmentBits))];
    }

    private int slot(long fingerprint) {
        return (int) ((((fingerprint << segmentBits) >>> 32) * capacity) >>> 32);
    }

    /** Whether this many more can be added without growing. */
    boolean room(long more) {
        double all = (double) capacity * segments.length;
        return size <= all * MOST_LOAD && size + more <= all * FULL;
    }

    /** Bytes that the table will take once there is room for so many more. */
    long bytesWithRoom(long more) {
        return room(more) ? bytes() : capacityFor(more) * words * Long.BYTES;
    }

    private long capacityFor(long more) {
        long needed = (long) ((double) (size + more) / FULL) + 1;
        return Math.max((long) (capacity * (double) segments.length * GROWTH), needed);
    }

    /** Grows until this many more have room. */
    void grow(long more) {
        long total = capacityFor(more);
        long[][] old = segments;
        int newBits = total > SEGMENTED_FROM ? SEGMENT_BITS : 0;
        segments = new long[1 << newBits][];
        segmentBits = newBits;
        capacity = Math.toIntExact((total + segments.length - 1) / segments.length);
        Math.multiplyExact(capacity, words);
        long[] rest = new long[words - 1];
        int allocated = 0;
        for (int s = 0; s < old.length; s++) {
            long[] from = old[s];
            for (;
                    allocated < segments.length && (long) allocated * old.length < (s + 1L) * segments.length;
                    allocated++) {
                segments[allocated] = new long[capacity * words];
            }
            for (int at = 0; at < from.length; at += words) {
                if (from[at] != 0) {
                    System.arraycopy(from, at + 1, rest, 0, words - 1);
                    add(from[at], rest);
                }
            }
            old[s] = new long[0];
        }
    }

    /** Passes on the first word of each key. */
    void each(LongConsumer to) {
        for (long[] segment : segments) {
            for (int at = 0; at < segment.length; at += words) {
                if (segment[at] != 0) {
                    to.accept(segment[at]);
                }
            }
        }
        zeros.forEach(zero -> to.accept(0));
    }

    /** How many segments there are; the keys of each are below those of the next. */
    int segments() {
        return segments.length;
    }

    /** The keys of a segment, in the order of {@link KeyRuns#compare}, one after the other. */
    long[] sorted(int segment) {
        long[] from = segments[segment];
        int zeroKeys = segment == 0 ? zeros.size() : 0;
        int length = zeroKeys * words;
        for (int at = 0; at < from.length; at += words) {
            length += from[at] == 0 ? 0 : words;
        }
        long[] keys = new long[length];
        int end = 0;
        for (int z = 0; z < zeroKeys; z++) {
            end = sortIn(zeros.get(z), 0, keys, end, true);
        }
        for (int at = 0; at < from.length; at += words) {
            end = from[at] == 0 || isWrapped(from, at) ? end : sortIn(from, at, keys, end, false);
        }
        // Keys that went on from the end of the segment to its front are above the others.
        for (int at = 0; end < length; at += words) {
            end = isWrapped(from, at) ? sortIn(from, at, keys, end, false) : end;
        }
        return keys;
    }

    private boolean isWrapped(long[] segment, int at) {
        return slot(segment[at]) > at / words;
    }

    /** Puts a key, or the rest of one whose first word is 0, among those before {@code end}: near the end, as a rule. */
    private int sortIn(long[] from, int offset, long[] keys, int end, boolean restOnly) {
        long[] key = new long[words];
        System.arraycopy(from, offset, key, restOnly ? 1 : 0, restOnly ? words - 1 : words);
        int at = end;
        for (; at > 0 && KeyRuns.compare(keys, at - words, key, 0, words) > 0; at -= words) {
            System.arraycopy(keys, at - words, keys, at, words);
        }
        System.arraycopy(key, 0, keys, at, words);
        return end + words;
    }

    /**
     * Takes out the keys of a segment that some runs have. Several threads may do it, but not with the same segment.
     *
     * @param runs a reader that no lower segment comes after
     * @return how many; the caller counts them with {@link #added}
     */
    int remove(int segment, KeyRuns.Reader runs) throws IOException {
        long[] keys = sorted(segment);
        int kept = 0;
        for (int at = 0; at < keys.length; at += words) {
            if (!runs.has(keys, at)) {
                System.arraycopy(keys, at, keys, kept, words);
                kept += words;
            }
        }
        if (kept < keys.length) {
            Arrays.fill(segments[segment], 0);
            if (segment == 0) {
                zeros.clear();
            }
            long[] rest = new long[words - 1];
            for (int at = 0; at < kept; at += words) {
                System.arraycopy(keys, at + 1, rest, 0, words - 1);
                add(keys[at], rest);
            }
        }
        return (keys.length - kept) / words;
    }

    /** Passes on all keys in ascending order. */
    void eachSorted(KeyRuns.Sink to) throws IOException {
        for (int s = 0; s < segments.length; s++) {
            long[] keys = sorted(s);
            for (int at = 0; at < keys.length; at += words) {
                to.add(keys, at);
            }
        }
    }

    public long size() {
        return size;
    }

    long bytes() {
        return (long) capacity * segments.length * words * Long.BYTES;
    }

    /**
     * The probability that two states shared a fingerprint, estimated from the fingerprints themselves: of two random ones that are as close
     * as the closest two here, or closer, the probability that they are the same.
     */
    public double collisionEstimate() {
        long closest = Long.MAX_VALUE;
        long last = 0;
        boolean any = !zeros.isEmpty();
        long[] run = new long[64];
        for (long[] segment : segments) {
            int length = 0;
            for (int at = 0; at <= segment.length; at += words) {
                long there = at == segment.length ? 0 : segment[at];
                if (there != 0) {
                    run = length == run.length ? Arrays.copyOf(run, 2 * length) : run;
                    run[length++] = there + Long.MIN_VALUE;
                } else if (length > 0) {
                    // Keys are in order, except within a run, which the end of a segment may have cut.
                    Arrays.sort(run, 0, length);
                    for (int i = 0; i < length; i++) {
                        long gap = run[i] - last;
                        closest = any && gap > 0 ? Math.min(closest, gap) : closest;
                        any = true;
                        last = run[i];
                    }
                    length = 0;
                }
            }
        }
        return any ? Math.min(1, 1.0 / closest) : 0;
    }
}
