package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Acts;

/** What an update does to the lock, the flag, the list and its entries; it is told with what it decides, and which ranges could have been zapped. */
final class ZapListTold {
    private static final String UPDATE = "update_mtrr()";

    private final ZapListFields f;
    private final Acts acts;

    ZapListTold(ZapListFields fields) {
        this.f = fields;
        this.acts = fields.layout.acts();
    }

    /** Whether anybody listens. Ask before you make words. */
    boolean on() {
        return acts.on();
    }

    /** The update has decided something. */
    void did(String decided) {
        if (acts.on()) {
            acts.did(UPDATE, decided);
        }
    }

    /** The same, of something about an entry, given as a pointer. */
    void did(String before, int pointer, String after) {
        if (acts.on()) {
            acts.did(UPDATE, before + (pointer == 0 ? "no entry" : "entry " + (pointer - 1)) + after);
        }
    }

    /** {@code spin_lock()}, of a lock that is free. */
    void lock(long[] s, int v) {
        f.lock.set(s, 0, v + 1);
        if (acts.on()) {
            acts.routine(UPDATE, "takes the lock");
        }
    }

    /** {@code spin_unlock()}. Where it comes is up to the design. */
    void unlock(long[] s, int v) {
        f.lock.set(s, 0, 0);
        did("releases the lock");
    }

    /** {@code kvm_zap_gfn_range()}. */
    void zap(long[] s, int r) {
        f.zap(s, r);
        if (acts.on()) {
            acts.did("kvm_zap_gfn_range()", "zaps range " + r);
        }
    }

    /** {@code kfree()}. */
    void free(long[] s, int pointer) {
        f.free(s, pointer);
        did("frees ", pointer, "");
    }

    /** {@code list_del()}. */
    void unlink(long[] s, int pointer) {
        f.unlink(s, pointer);
        did("unlinks ", pointer, "");
    }

    /** Writes the flag. To clear it while something is queued leaves it in the list. */
    void flag(long[] s, int value) {
        f.zapping.set(s, 0, value);
        did(value == 0 ? "clears the flag" : "sets the flag");
        if (acts.on() && value == 0 && f.first.is(s, 0)) {
            could(s);
        }
    }

    /** A search of the list for a range has an answer. A range that is found is left to the vCPU that has queued it. */
    void searched(long[] s, int v, int r, boolean found) {
        if (acts.on()) {
            did("finds range " + r + (found ? "" : " not") + " in the list");
            couldIf(found, s, v, r);
        }
    }

    /** The same where any entry in the list is taken for the range. */
    void emptiness(long[] s, int v, int r, boolean any) {
        if (acts.on()) {
            did(any ? "finds the list not empty, takes range " + r + " for queued" : "finds the list empty");
            couldIf(any, s, v, r);
        }
    }

    private void couldIf(boolean found, long[] s, int v, int r) {
        if (found) {
            could(s, v, r);
        }
    }

    /** A vCPU has tested the flag, and set it if it claims the zap. */
    void claimed(long[] s, int v, boolean queued, boolean wasSet, boolean claims) {
        if (!queued) {
            did("has queued nothing");
        } else if (!wasSet) {
            did("sets the flag, and will zap");
        } else {
            did(claims ? "will zap, too, though the flag is set" : "finds the flag set: another vCPU zaps");
        }
        if (wasSet && claims) {
            could(s, v);
        }
    }

    /** What was told last could have had a range of a vCPU's update zapped. */
    void could(long[] s, int v, int r) {
        if (acts.on() && f.pending.is(s, v * f.ranges + r)) {
            acts.could(f.pending, v * f.ranges + r);
        }
    }

    /** The same of all ranges of a vCPU's update. */
    void could(long[] s, int v) {
        for (int r = 0; r < f.ranges; r++) {
            could(s, v, r);
        }
    }

    /** The same of every vCPU's ranges. */
    void could(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            could(s, v);
        }
    }
}
