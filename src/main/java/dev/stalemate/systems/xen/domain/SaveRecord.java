package dev.stalemate.systems.xen.domain;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.xen.design.XenDesign;
import java.util.SortedMap;
import java.util.TreeMap;

/** The MTRR record of a vCPU's HVM context: what hvm_save_mtrr_msr() makes and hvm_load_mtrr_msr() takes. */
public final class SaveRecord {
    private final int pairs;
    private final SortedMap<Integer, Long> values = new TreeMap<>();

    private SaveRecord(int pairs) {
        this.pairs = pairs;
    }

    /** The record of a vCPU, as a design fills in the variable pairs. */
    static SaveRecord of(MtrrState state, XenDesign design) {
        SaveRecord record = new SaveRecord(state.vcnt());
        record.values.put(MtrrMsr.DEF_TYPE, state.defType());
        record.values.put(Pat.MSR, state.pat());
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            record.values.put(MtrrMsr.fixed(i), state.fixed(i));
        }
        for (int n = 0; n < state.vcnt(); n++) {
            int pair = design.savedPair(n);
            record.values.put(MtrrMsr.physBase(n), state.base(pair));
            record.values.put(MtrrMsr.physMask(n), state.mask(pair));
        }
        return record;
    }

    /** The record with another default type: what libxenguest puts there for a PVH guest. */
    public SaveRecord withDefType(long defType) {
        SaveRecord changed = new SaveRecord(pairs);
        changed.values.putAll(values);
        changed.values.put(MtrrMsr.DEF_TYPE, defType);
        return changed;
    }

    /** The value that the record has for an MTRR or the PAT. */
    public long value(int msr) {
        return values.getOrDefault(msr, 0L);
    }

    /** The MSRs in the order in which they are loaded: PAT, fixed ranges, variable ranges, and the default type last. */
    int[] order() {
        int[] order = new int[2 + MtrrRegisters.FIXED_COUNT + 2 * pairs];
        int at = 0;
        order[at++] = Pat.MSR;
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            order[at++] = MtrrMsr.fixed(i);
        }
        for (int n = 0; n < pairs; n++) {
            order[at++] = MtrrMsr.physBase(n);
            order[at++] = MtrrMsr.physMask(n);
        }
        order[at] = MtrrMsr.DEF_TYPE;
        return order;
    }
}
