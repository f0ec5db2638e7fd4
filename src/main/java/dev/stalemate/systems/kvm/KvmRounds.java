package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.systems.kvm.KvmSettings.Guest;
import dev.stalemate.systems.kvm.KvmSettings.Ranges;
import java.util.List;

/**
 * Rounds of MTRR or PAT updates, step by step as SDM 11.11.8 and 11.12.4 have them: all vCPUs meet, each sets CD, clears E, writes, sets E
 * and clears CD, and all meet again. A guest that updates in any other order has no rounds.
 */
final class KvmRounds {
    /** How far a vCPU can be in the present round, as states say it. */
    static final List<String> PHASES = List.of("no", "e-cleared", "done");

    private static final long PAGE = 0x1000;

    /** Not begun, or CD is set and E is not cleared yet. */
    private static final int NONE = 0;
    /** E was clear while CD was set, as it has to be before CD may be cleared. */
    private static final int E_CLEARED = 1;
    /** CD is clear again. */
    private static final int DONE = 2;

    private final KvmFields fields;
    /** Whether guests follow the procedure. */
    private final boolean sdm;

    private final boolean oneByOne;
    /** Whether valid ranges stay where they are as long as types depend on them. */
    private final boolean unmoved;

    KvmRounds(KvmFields fields) {
        this.fields = fields;
        Guest guest = fields.scope.get(KvmSettings.GUEST);
        this.sdm = guest != Guest.FREE;
        this.oneByOne = guest == Guest.LINUX;
        this.unmoved = fields.scope.get(KvmSettings.RANGES) == Ranges.UNMOVED;
    }

    /** Whether a vCPU with CD=0 may set it. */
    boolean mayBegin(long[] s, int v) {
        return fields.round.get(s, v) != DONE && !(oneByOne && anyCd(s));
    }

    /** A vCPU sets CD. */
    void begin(long[] s, int v) {
        if (!underWay(s)) {
            fields.zaps.set(s, 0, 0);
        }
        fields.cd.set(s, v, 1);
        written(s, v);
    }

    /** A vCPU comes on line, and sets CD to get the MTRRs of the others, as if these were done. */
    void beginAlone(long[] s, int v) {
        begin(s, v);
        for (int other = 0; other < fields.vcpu.size(); other++) {
            if (other != v) {
                fields.round.set(s, other, DONE);
            }
        }
    }

    /** Whether a vCPU may write a value to an MSR: in rounds with CD=1, and except for E itself with E=0. */
    boolean mayWrite(long[] s, int v, int msr, long value) {
        if (!sdm) {
            return !unmoved || fields.cd.is(s, v) || !enabled(s, v) || !movesValidRange(s, v, msr, value);
        }
        boolean togglesE =
                msr == MtrrMsr.DEF_TYPE && ((value ^ fields.mtrrs.field(msr).get(s, v)) & MtrrMsr.E) != 0;
        return fields.cd.is(s, v) && (togglesE || !enabled(s, v));
    }

    /** Whether a write of a variable-range MTRR gives the range other addresses while its V bit is set. */
    private boolean movesValidRange(long[] s, int v, int msr, long value) {
        if (!MtrrMsr.isVariable(msr, fields.scope.pairs)) {
            return false;
        }
        long mask = fields.mtrrs.field(MtrrMsr.physMask(MtrrMsr.pair(msr))).get(s, v);
        return (mask & MtrrMsr.V) != 0 && ((value ^ fields.mtrrs.field(msr).get(s, v)) & -PAGE) != 0;
    }

    /** A vCPU has set CD, or written an MSR. */
    void written(long[] s, int v) {
        if (sdm && !enabled(s, v)) {
            fields.round.set(s, v, E_CLEARED);
        }
    }

    /** Whether a vCPU with CD=1 may clear it: once E was clear and is set again; the last one with the MTRRs that all others have. */
    boolean mayEnd(long[] s, int v) {
        return !sdm
                || (fields.round.get(s, v) == E_CLEARED
                        && enabled(s, v)
                        && (!othersAreThrough(s, v) || allEqual(s, v)));
    }

    /** A vCPU clears CD. No vCPU leaves the round before the last one has cleared CD: that is the second meeting. */
    void end(long[] s, int v) {
        fields.cd.set(s, v, 0);
        if (!sdm) {
            return;
        }
        boolean last = othersAreThrough(s, v);
        fields.round.set(s, v, DONE);
        for (int other = 0; last && other < fields.vcpu.size(); other++) {
            fields.round.set(s, other, NONE);
        }
    }

    /** Whether a round is under way: some vCPU has CD=1, or waits until the others are done. */
    boolean underWay(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (online(s, v) && (fields.cd.is(s, v) || fields.round.get(s, v) == DONE)) {
                return true;
            }
        }
        return false;
    }

    /** Whether vCPUs may come and go: no round is under way, and all MTRRs are a vCPU's. */
    boolean settled(long[] s, int v) {
        return !sdm || (!underWay(s) && allEqual(s, v));
    }

    /** Whether guests follow the procedure, and no round is under way. */
    boolean between(long[] s) {
        return !sdm || !underWay(s);
    }

    private boolean online(long[] s, int v) {
        return !fields.offline.is(s, v);
    }

    private boolean enabled(long[] s, int v) {
        return (fields.mtrrs.field(MtrrMsr.DEF_TYPE).get(s, v) & MtrrMsr.E) != 0;
    }

    private boolean anyCd(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (online(s, v) && fields.cd.is(s, v)) {
                return true;
            }
        }
        return false;
    }

    private boolean othersAreThrough(long[] s, int v) {
        for (int other = 0; other < fields.vcpu.size(); other++) {
            if (other != v && online(s, other) && fields.round.get(s, other) != DONE) {
                return false;
            }
        }
        return true;
    }

    private boolean allEqual(long[] s, int v) {
        for (int other = 0; other < fields.vcpu.size(); other++) {
            if (online(s, other) && !fields.mtrrs.equal(s, v, other)) {
                return false;
            }
        }
        return true;
    }
}
