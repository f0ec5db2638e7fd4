package dev.stalemate.real.kvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which vCPU each thread runs: events of MSRs, control registers and leaves don't name one. */
final class Threads {
    /** Most threads that are told apart. */
    static final int MOST = 1 << 16;

    /** Of x86, in bytes. */
    private static final int LONGEST_INSTRUCTION = 15;

    private final LongTable places = new LongTable();
    private final List<Task> threads = new ArrayList<>();
    private final LongTable lastThreadOf = new LongTable();
    private final LongTable thrownOut = new LongTable();
    private boolean exitsAreLogged;

    /** One thread. */
    static final class Task {
        private final int id;
        private int vcpu = -1;
        /** The line of its last event that is not about the MMU: what it zaps for an event is later. */
        long lastEvent;
        /** Where the vCPU was in the guest by its last event that says so, or -1. */
        private long rip = -1;
        /** Whether its last event was that the vCPU entered the guest. */
        private boolean inGuest;
        /** A zap that it must make before it goes on, or null. */
        @Nullable
        ZapCheck owedZap;
        /** The leaf that its last event about an entry installed, for the event that says the same again; null if none. */
        @Nullable
        TracedLeaf installed;

        private Task(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }
    }

    /** The thread of a line; those beyond {@link #MOST}, and lines without any, share one. */
    Task of(TraceLine line) {
        int id = line.thread();
        int place = places.get(id + 1L);
        if (place == LongTable.NONE) {
            if (threads.size() >= MOST) {
                id = -1;
                place = places.get(0);
            }
            if (place == LongTable.NONE) {
                place = threads.size();
                threads.add(new Task(id));
                places.put(id + 1L, place);
            }
        }
        Task thread = threads.get(place);
        if (thread.vcpu < 0 && line.namedVcpu() >= 0) {
            thread.vcpu = line.namedVcpu();
        }
        return thread;
    }

    /** The vCPU that a thread runs, or -1. */
    int vcpu(Task thread) {
        return thread.vcpu;
    }

    /** A marker says for which vCPU a thread works. */
    void worksFor(Task thread, int vcpu) {
        thread.vcpu = vcpu;
        if (thread.id >= 0) {
            lastThreadOf.put(vcpu, thread.id);
        }
    }

    /**
     * An event names the vCPU that a thread runs. A vCPU may run on several threads, one after the other, and markers tell that it is one;
     * without them, one that comes back to a thread that it had left must go on where it was on the other thread, and not where it was on this
     * one.
     *
     * @param rip where the vCPU is in the guest, or -1
     * @param enters whether it enters the guest, else it has left it
     * @param told whether markers tell which vCPUs there are
     * @return null, or why there is more than one guest in the trace, or may be
     */
    @Nullable
    String runs(Task thread, int vcpu, long rip, boolean enters, boolean told) {
        exitsAreLogged |= !enters;
        String why = thread.id < 0 ? null : moves(thread, vcpu, rip, enters, told);
        thread.vcpu = vcpu;
        thread.inGuest = enters;
        thread.rip = rip;
        return why;
    }

    private @Nullable String moves(Task thread, int vcpu, long rip, boolean enters, boolean told) {
        int id = lastThreadOf.get(vcpu);
        if (id == thread.id) {
            return null;
        }
        Task before = id == LongTable.NONE ? null : threads.get(places.get(id + 1L));
        if (before != null && before.vcpu == vcpu && before.inGuest && enters && exitsAreLogged) {
            return "vCPU " + vcpu
                    + " enters on one thread while it is in the guest on another: there is more than one guest"
                    + " in the trace";
        }
        boolean returns = thrownOut.get(((long) vcpu << 32) | thread.id) != LongTable.NONE;
        boolean goesOn = enters && before != null && follows(before.rip, rip) && !follows(thread.rip, rip);
        if (returns && !told && !goesOn) {
            return "vCPU " + vcpu
                    + " runs on two threads by turns: whether there is more than one guest in the trace is not"
                    + " known";
        }
        if (before != null && thrownOut.size() < MOST) {
            thrownOut.put(((long) vcpu << 32) | id, 1);
        }
        lastThreadOf.put(vcpu, thread.id);
        return null;
    }

    /** Whether a vCPU that left the guest at one place may enter it at another: there, or after the instruction. */
    private static boolean follows(long left, long entered) {
        return left != -1 && entered != -1 && entered - left >= 0 && entered - left <= LONGEST_INSTRUCTION;
    }

    /** Another guest: what a thread ran before means nothing for it. */
    void newGuest() {
        lastThreadOf.clear();
        thrownOut.clear();
        for (Task thread : threads) {
            thread.vcpu = -1;
            thread.owedZap = null;
            thread.installed = null;
            thread.inGuest = false;
            thread.rip = -1;
        }
    }
}
