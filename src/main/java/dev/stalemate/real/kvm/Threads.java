package dev.stalemate.real.kvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which vCPU each thread runs: events of MSRs, control registers and leaves don't name one. */
final class Threads {
    /** Most threads that are told apart. */
    static final int MOST = 1 << 16;

    private final LongTable places = new LongTable();
    private final List<Task> threads = new ArrayList<>();
    private final LongTable lastThreadOf = new LongTable();
    private final LongTable thrownOut = new LongTable();

    /** One thread. */
    static final class Task {
        private final int id;
        private int vcpu = -1;
        /** The line of its last event that is not about the MMU: what it zaps for an event is later. */
        long lastEvent;
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

    /**
     * An event names the vCPU that a thread runs. False if that vCPU has come back to a thread that it had left: there are two vCPUs of
     * that number, so two guests.
     */
    boolean runs(Task thread, int vcpu) {
        thread.vcpu = vcpu;
        if (thread.id < 0) {
            return true;
        }
        int before = lastThreadOf.get(vcpu);
        if (before == thread.id) {
            return true;
        }
        long pair = ((long) vcpu << 32) | thread.id;
        if (thrownOut.get(pair) != LongTable.NONE) {
            return false;
        }
        if (before != LongTable.NONE && thrownOut.size() < MOST) {
            thrownOut.put(((long) vcpu << 32) | before, 1);
        }
        lastThreadOf.put(vcpu, thread.id);
        return true;
    }

    /** Another guest: what a thread ran before means nothing for it. */
    void newGuest() {
        lastThreadOf.clear();
        thrownOut.clear();
        for (Task thread : threads) {
            thread.vcpu = -1;
            thread.owedZap = null;
            thread.installed = null;
        }
    }
}
