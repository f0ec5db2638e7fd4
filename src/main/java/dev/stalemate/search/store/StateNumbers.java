package dev.stalemate.search.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The numbers of states, found by their fingerprints: open addressing with linear probing, four bytes a slot. The states themselves are
 * compared, so that no two are confused. What a number leaves free of a slot is filled with bits of the fingerprint, so that hardly any other
 * state has to be read.
 *
 * <p>Several threads may look up or add at once, but not both.
 */
final class StateNumbers {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int LEAST = 1 << 12;
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** Above this share of used slots, probes get long. */
    private static final double MOST_LOAD = 0.8;

    private static final double GROWTH = 1.3;

    private final StateList states;
    private final int words;
    /**
     * A state's number plus one, with bits of its fingerprint above; 0 for a free slot; for a claim that is not settled, the complement of
     * what claims it.
     */
    private int[] slots = new int[LEAST];

    /** The bits of numbers. */
    private int numberMask = mask(LEAST);

    StateNumbers(StateList states, int words) {
        this.states = states;
        this.words = words;
    }

    /** The state of a claim, which has no number yet. */
    interface Claims {
        /** Whether the state of a claim is the one that stands in an array from an offset on. */
        boolean is(int claim, long[] states, int offset);
    }

    private static int mask(int slots) {
        return (Integer.highestOneBit(slots) << 1) - 1;
    }

    /** The bits of a fingerprint that a slot has. */
    private int tag(long print) {
        return (int) print & Integer.MAX_VALUE & ~numberMask;
    }

    private int first(long print) {
        return (int) (((print >>> 32) * slots.length) >>> 32);
    }

    private int after(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    /** The number of the first state that a look-up compares, without comparing it; {@link StateGraph#NONE} if it compares none. */
    int guess(long print) {
        int tag = tag(print);
        int at = first(print);
        while (slots[at] != 0 && (slots[at] & ~numberMask) != tag) {
            at = after(at);
        }
        return (slots[at] & numberMask) - 1;
    }

    /** The number of a state, or {@link StateGraph#NONE}. */
    int find(long print, long[] from, int offset) {
        int tag = tag(print);
        for (int at = first(print); ; at = after(at)) {
            int there = slots[at];
            if (there == 0) {
                return StateGraph.NONE;
            }
            int number = (there & numberMask) - 1;
            if ((there & ~numberMask) == tag && states.is(number, from, offset)) {
                return number;
            }
        }
    }

    /** Adds the number of a state that is not there. */
    void add(long print, int number) {
        int at = first(print);
        while (slots[at] != 0 || !SLOTS.compareAndSet(slots, at, 0, tag(print) | number + 1)) {
            at = after(at);
        }
    }

    /**
     * Claims the slot of a state that is not there; several threads may do so at once. Of several claims to one state the one of the lowest
     * number counts in the end, whichever comes first.
     *
     * @param claim a number, from 0
     * @return the slot
     */
    int claim(long print, long[] from, int offset, int claim, Claims claims) {
        int mine = ~claim;
        int at = first(print);
        while (true) {
            int there = (int) SLOTS.getVolatile(slots, at);
            if (there == 0) {
                there = (int) SLOTS.compareAndExchange(slots, at, 0, mine);
                if (there == 0) {
                    return at;
                }
            }
            if (there < 0 && claims.is(~there, from, offset)) {
                while (~there > claim) {
                    int now = (int) SLOTS.compareAndExchange(slots, at, there, mine);
                    if (now == there) {
                        break;
                    }
                    there = now;
                }
                return at;
            }
            at = after(at);
        }
    }

    /** Whether a claim is the one that counts. */
    boolean has(int slot, int claim) {
        return slots[slot] == ~claim;
    }

    /** Turns a claim into the number of a state. */
    void settle(int slot, long print, int number) {
        slots[slot] = tag(print) | number + 1;
    }

    /** Whether there is room for so many states in all. */
    boolean room(long all) {
        return all <= slots.length * MOST_LOAD;
    }

    /** The slots that a table with room for so many states has; more than {@link #MOST} if there can't be one. */
    private long capacity(long all) {
        long wanted = (long) Math.max(all / MOST_LOAD + 1, slots.length * GROWTH);
        return wanted > MOST && all <= MOST * MOST_LOAD ? MOST : wanted;
    }

    boolean canHold(long all) {
        return room(all) || capacity(all) <= MOST;
    }

    /** Bytes of a table with room for so many states. */
    long bytesWithRoom(long all) {
        return Integer.BYTES * (room(all) ? slots.length : capacity(all));
    }

    /** Begins an empty table with room for so many states; all of them have to be added again. The old one is free before. */
    void clear(long all) {
        int capacity = Math.toIntExact(capacity(all));
        slots = new int[0];
        slots = new int[capacity];
        numberMask = mask(capacity);
    }

    void forget() {
        if (slots.length > LEAST) {
            slots = new int[LEAST];
            numberMask = mask(LEAST);
        } else {
            Arrays.fill(slots, 0);
        }
    }

    /** Adds states that are in the list and not in the table; several threads may add others at the same time. */
    void addAll(int from, int to) {
        long[] state = new long[words];
        for (int number = from; number < to; number++) {
            states.read(number, state);
            add(Fingerprints.of(state, 0, words), number);
        }
    }

    long bytes() {
        return (long) slots.length * Integer.BYTES;
    }
}
