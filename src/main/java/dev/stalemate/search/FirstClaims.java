package dev.stalemate.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Who of a block's candidates is the first to reach its state, whatever the order in which threads ask: what makes a parallel search
 * find the same states in the same order in every run.
 *
 * <p>Lock-free: a slot holds the number of a candidate; it is taken, and then lowered to that of an earlier candidate of the same state,
 * by compare-and-set.
 */
final class FirstClaims {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

    private final Candidates[] shares;
    private long[] slots = new long[1 << 10];
    private int mask = slots.length - 1;

    FirstClaims(Candidates[] shares) {
        this.shares = shares;
    }

    /** Forgets all claims and makes room for so many. */
    void clear(int claims) {
        int needed = Integer.highestOneBit(Math.max(512, claims)) * 4;
        if (needed > slots.length) {
            slots = new long[needed];
        } else {
            Arrays.fill(slots, 0, needed, 0);
        }
        mask = needed - 1;
    }

    /** Claims the state of a share's candidate for it, unless an earlier one has. */
    void claim(int share, int candidate) {
        Candidates mine = shares[share];
        long number = ((long) share << 32 | candidate) + 1;
        int at = (int) mine.print(candidate) & mask;
        while (true) {
            long there = (long) SLOTS.getVolatile(slots, at);
            if (there == 0) {
                there = (long) SLOTS.compareAndExchange(slots, at, 0L, number);
                if (there == 0) {
                    break;
                }
            }
            if (mine.same(candidate, shares[(int) ((there - 1) >>> 32)], (int) (there - 1))) {
                lower(at, there, number);
                break;
            }
            at = at + 1 & mask;
        }
        mine.place(candidate, at);
    }

    private void lower(int at, long there, long number) {
        long now = there;
        while (number < now) {
            long found = (long) SLOTS.compareAndExchange(slots, at, now, number);
            if (found == now) {
                return;
            }
            now = found;
        }
    }

    /** Once all have claimed: whether a candidate is the first of its state. */
    boolean isFirst(int share, int candidate) {
        return slots[shares[share].place(candidate)] == ((long) share << 32 | candidate) + 1;
    }

    long bytes() {
        return (long) slots.length * Long.BYTES;
    }
}
