package dev.stalemate.bench;

/**
 * A program written by hand for one search only: policy 2 of {@code kvm.pml} in shifts and masks, breadth-first, with each state in one
 * long and a table whose size is known beforehand.
 *
 * <p>It shows what the generality of the model and the search costs, and counts states a third time.
 */
public final class HandWritten {
    private static final long MOST_STATES = 1L << 28;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long NONE = 0;
    private static final long UC = 1;
    private static final long WB = 2;
    private static final long WB_IPAT = 3;

    private final int vcpus;
    private final int frames;
    /** Where the fields start: leaves of two bits at 0, then fixed MTRRs, enable bits, CR0.CD, the device. */
    private final int fix;

    private final int en;
    private final int cd;
    private final int dma;
    private final long leaves;
    private final long everyVcpu;
    private final long everyFrame;
    /** 0 is a free slot; therefore a bit above those of the state is set in every state. */
    private final long[] table;

    private final int shift;
    private final long[] queue;
    private int states;
    private long transitions;
    private boolean holds = true;

    private HandWritten(int vcpus, int frames) {
        this.vcpus = vcpus;
        this.frames = frames;
        fix = 2 * frames;
        en = fix + vcpus * frames;
        cd = en + vcpus;
        dma = cd + vcpus;
        leaves = (1L << fix) - 1;
        everyVcpu = (1L << vcpus) - 1;
        everyFrame = (1L << frames) - 1;
        long most = most(vcpus, frames);
        int bits = Long.SIZE - Long.numberOfLeadingZeros(most + most / 2);
        shift = Long.SIZE - bits;
        table = new long[1 << bits];
        queue = new long[(int) most];
    }

    /** Without the device a leaf is none or WB with IPAT, with it none, UC or WB; everything else can have any value. */
    private static long most(int vcpus, int frames) {
        double most = (Math.pow(2, frames) + Math.pow(3, frames)) * Math.pow(2, vcpus * (frames + 2.0));
        if (vcpus < 1 || frames < 1 || most > MOST_STATES) {
            throw new IllegalArgumentException(
                    "the program written by hand has no room for " + vcpus + " vCPUs and " + frames + " frames");
        }
        return (long) most;
    }

    /**
     * Explores the model.
     *
     * @param holds whether the invariant held in every state
     * @param states distinct states
     * @param transitions steps, the start counted as one
     * @param bytes of the table and the queue
     */
    public record Result(boolean holds, int states, long transitions, long bytes) {}

    /**
     * Visits every state.
     *
     * @throws IllegalArgumentException if there may be more than 2^28 states
     */
    public static Result explore(int vcpus, int frames) {
        HandWritten search = new HandWritten(vcpus, frames);
        search.transitions = 1;
        search.add(1L << (search.dma + 1));
        for (int i = 0; i < search.states; i++) {
            search.expand(search.queue[i]);
        }
        long bytes = (long) Long.BYTES * (search.table.length + search.queue.length);
        return new Result(search.holds, search.states, search.transitions, bytes);
    }

    private void expand(long s) {
        boolean device = (s >>> dma & 1) != 0;
        long zapped = s & ~leaves;
        int taken = 1 + vcpus * (2 + frames);
        for (int v = 0; v < vcpus; v++) {
            boolean cdSet = (s >>> (cd + v) & 1) != 0;
            boolean enabled = (s >>> (en + v) & 1) != 0;
            add((device && !cdSet ? zapped : s) ^ 1L << (en + v));
            add((device && cdSet ? zapped : s) ^ 1L << (cd + v));
            long zap = device && enabled && !cdSet ? WB_IPAT : NONE;
            int row = fix + v * frames;
            for (int f = 0; f < frames; f++) {
                add((s & ~(zap << (2 * f))) ^ 1L << (row + f));
                if ((s >>> (2 * f) & WB_IPAT) == NONE) {
                    boolean wb = cdSet || (enabled && (s >>> (row + f) & 1) != 0);
                    add(s | (device ? wb ? WB : UC : WB_IPAT) << (2 * f));
                    taken++;
                }
            }
        }
        add(zapped ^ 1L << dma);
        transitions += taken;
    }

    private void add(long s) {
        int at = (int) ((s * GOLDEN) >>> shift);
        while (table[at] != s) {
            if (table[at] == 0) {
                table[at] = s;
                queue[states++] = s;
                holds &= fresh(s);
                return;
            }
            at = at + 1 & table.length - 1;
        }
    }

    /** While no vCPU has CR0.CD set and their MTRRs are equal, every leaf is what would be installed now. */
    private boolean fresh(long s) {
        long enabled = s >>> en & everyVcpu;
        long wb = s >>> fix & everyFrame;
        if ((s >>> cd & everyVcpu) != 0 || (enabled != 0 && enabled != everyVcpu)) {
            return true;
        }
        for (int v = 1; v < vcpus; v++) {
            if ((s >>> (fix + v * frames) & everyFrame) != wb) {
                return true;
            }
        }
        boolean device = (s >>> dma & 1) != 0;
        for (int f = 0; f < frames; f++) {
            long leaf = s >>> (2 * f) & WB_IPAT;
            long now = device ? enabled != 0 && (wb >>> f & 1) != 0 ? WB : UC : WB_IPAT;
            if (leaf != NONE && leaf != now) {
                return false;
            }
        }
        return true;
    }
}
