package dev.stalemate.search.store;

import dev.stalemate.model.Layout;
import dev.stalemate.search.disk.KeyRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The states that a search has seen. They are kept as keys in a table or as bits, whichever takes less memory: in a large part of all states
 * that elements could have, a bit for each of them takes less.
 */
public final class SeenStates {
    private static final int MOVED_AT_ONCE = 1 << 17;

    private final int keyWords;
    /** Codes by which states could be kept as bits; null if they have none. */
    private @Nullable ValueCodes codes;

    private Fingerprints prints;
    private @Nullable StateBits bits;
    private long size;

    /** Nothing seen yet of states of a layout, which are remembered by so many words. */
    SeenStates(Layout layout, int keyWords) {
        this.keyWords = keyWords;
        this.codes = layout.words() == 1 ? ValueCodes.of(layout.cells()) : null;
        this.prints = new Fingerprints(keyWords);
    }

    /** The states in a table; empty while they are bits. */
    public Fingerprints prints() {
        return prints;
    }

    /** The states as bits; null while they are in the table. */
    public @Nullable StateBits bits() {
        return bits;
    }

    public long size() {
        return size;
    }

    /** Meets states that may be added next. To be called before {@link #room}, if states are bits and some of these have no code. */
    public void meet(long[] states, int count) {
        if (bits != null && codes != null) {
            for (int i = 0; i < count; i++) {
                codes.meet(states[i]);
            }
        }
    }

    /** Adds states that stand one after the other and are all different. There must be {@link #room}. */
    public void addAll(long[] states, int count, int stateWords) {
        if (bits == null) {
            prints.addAll(states, count, stateWords);
        } else {
            for (int i = 0; i < count; i++) {
                bits.add(bits.code(states[i]));
            }
        }
        size += count;
    }

    /** Counts states that were added, so that it is known when to grow; less than 0 if some were taken out. */
    public void added(long states) {
        size += states;
        if (bits == null) {
            prints.added(states);
        }
    }

    /** Whether this many more can be added without growing. */
    boolean room(long more) {
        return bits == null ? prints.room(more) : bits.bytes() == bitsBytes();
    }

    /** The most bytes that are taken until there is room for so many more. */
    long bytesWithRoom(long more) {
        if (bits == null) {
            return prints.bytesWithRoom(more);
        }
        return room(more) ? bytes() : bytes() + Math.min(bitsBytes(), tableBytes(more));
    }

    private long tableBytes(long more) {
        return new Fingerprints(keyWords).bytesWithRoom(size + more);
    }

    private long bitsBytes() {
        return codes == null ? Long.MAX_VALUE : StateBits.bytes(codes.bits());
    }

    /** Makes room for this many more, within a bound on bytes that {@link #bytesWithRoom} keeps to. */
    void grow(long more, long mostBytes) {
        StateBits old = bits;
        if (old != null) {
            regrow(old, more);
        } else if (codes == null || !lessAsBits(codes, more, mostBytes)) {
            prints.grow(more);
        } else {
            StateBits fresh = new StateBits(codes);
            prints.each(print -> fresh.add(fresh.code(Fingerprints.stateOf(print))));
            bits = fresh;
            prints = new Fingerprints(keyWords);
        }
    }

    private boolean lessAsBits(ValueCodes possible, long more, long mostBytes) {
        // Half as much, for when states with new values come, bits have to move to twice as many.
        long most = Math.min(prints.bytesWithRoom(more) / 2, mostBytes - prints.bytes());
        if (bitsBytes() <= most) { // what the last time showed; it never gets less
            prints.each(print -> possible.meet(Fingerprints.stateOf(print)));
        }
        return bitsBytes() <= most;
    }

    private void regrow(StateBits old, long more) {
        if (codes != null && bitsBytes() <= tableBytes(more)) {
            StateBits fresh = new StateBits(codes);
            old.each(state -> fresh.add(fresh.code(state)));
            bits = fresh;
            return;
        }
        Fingerprints table = new Fingerprints(keyWords);
        table.grow(size + more);
        long[] one = new long[1];
        long[] rest = new long[0];
        old.each(state -> {
            one[0] = state;
            table.add(Fingerprints.of(one, 0, 1), rest);
        });
        table.added(size);
        prints = table;
        bits = null;
    }

    /** Takes out states that were added at once with their candidates, so that they can be added again. */
    public void takeBack(Candidates[] shares, int count) {
        StateBits from = bits;
        for (int s = 0; from != null && s < count; s++) {
            for (int i = 0; i < shares[s].size(); i++) {
                if (shares[s].isNew(i)) {
                    from.remove(from.code(shares[s].states()[i]));
                }
            }
        }
    }

    /** Bytes of an empty table. */
    long leastBytes() {
        return new Fingerprints(keyWords).bytes();
    }

    /** Moves all keys to runs. From then on the table, which is empty, is only a table. */
    void moveTo(KeyRuns runs) throws IOException {
        if (bits == null) {
            runs.write(prints::eachSorted);
        } else {
            moveBits(bits, runs);
        }
        prints = new Fingerprints(keyWords);
        bits = null;
        codes = null;
        size = 0;
    }

    private static void moveBits(StateBits from, KeyRuns runs) throws IOException {
        long[] some = new long[MOVED_AT_ONCE];
        int[] count = new int[1];
        try {
            from.each(state -> {
                some[count[0]++] = Fingerprints.of(new long[] {state}, 0, 1);
                if (count[0] == some.length) {
                    writeSorted(some, some.length, runs);
                    count[0] = 0;
                }
            });
            writeSorted(some, count[0], runs);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writeSorted(long[] keys, int count, KeyRuns runs) {
        for (int i = 0; i < count; i++) {
            keys[i] ^= Long.MIN_VALUE; // sorted with signs
        }
        Arrays.sort(keys, 0, count);
        for (int i = 0; i < count; i++) {
            keys[i] ^= Long.MIN_VALUE;
        }
        try {
            runs.write(to -> {
                for (int i = 0; i < count; i++) {
                    to.add(keys, i);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytes() {
        return bits == null ? prints.bytes() : bits.bytes();
    }
}
