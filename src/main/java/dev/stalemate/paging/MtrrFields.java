package dev.stalemate.paging;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** MTRRs and PAT as fields of a layout: one set for each of an index, or a single set. */
public final class MtrrFields {
    private final int maxPhyAddr;
    private final LongField defType;
    private final LongField[] fixed = new LongField[MtrrRegisters.FIXED_COUNT];
    private final LongField[] base;
    private final LongField[] mask;
    private final LongField pat;
    private final List<LongField> varying = new ArrayList<>();

    /**
     * Declares the fields.
     *
     * @param prefix what their names start with; in sentences without {@code msr.}, and registers have names instead of numbers
     * @param values the values that a scope gives an MSR, the first at the start; none at all for any value
     * @param pairs variable-range pairs
     */
    public MtrrFields(
            Layout.Builder layout,
            String prefix,
            IntFunction<long[]> values,
            int maxPhyAddr,
            int pairs,
            Index... index) {
        this.maxPhyAddr = maxPhyAddr;
        IntFunction<LongField> declare = msr -> {
            LongField field = layout.values(prefix + "0x" + Integer.toHexString(msr), values.apply(msr), index);
            layout.called(field, prefix.replaceFirst("msr\\.$", "") + RegisterNotation.name(msr))
                    .told(field, new MsrNotation(msr, maxPhyAddr));
            return field;
        };
        defType = declare.apply(MtrrMsr.DEF_TYPE);
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = declare.apply(MtrrMsr.fixed(i));
        }
        base = new LongField[pairs];
        mask = new LongField[pairs];
        for (int n = 0; n < pairs; n++) {
            base[n] = declare.apply(MtrrMsr.physBase(n));
            mask[n] = declare.apply(MtrrMsr.physMask(n));
        }
        pat = declare.apply(Pat.MSR);
        varying.add(defType);
        varying.addAll(List.of(fixed));
        varying.addAll(List.of(base));
        varying.addAll(List.of(mask));
        varying.removeIf(f -> f.width() == 0);
    }

    /**
     * A value of a register, as one of a machine with more address bits that means the same: in a mask, the bits above are set, so that it matches no
     * more addresses.
     *
     * @param from MAXPHYADDR, in bits
     * @param to the same of the other machine
     */
    public static long widened(Field register, long value, int from, int to) {
        String name = register.name();
        int number = name.lastIndexOf("0x");
        int msr = number < 0 ? 0 : Integer.parseInt(name, number + 2, name.length(), 16);
        boolean mask = MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT) && MtrrMsr.isMask(msr);
        return mask && from < to ? value | (1L << to) - (1L << from) : value;
    }

    /** Says which fixed-range MTRR is which frame's: frames are interchanged with the MTRRs that they are under. */
    public void belongTo(Layout.Builder layout, Index frame, int[] fixedMsrs) {
        Field[] family = new Field[fixedMsrs.length];
        for (int f = 0; f < family.length; f++) {
            family[f] = field(fixedMsrs[f]);
        }
        layout.family(frame, family);
    }

    /** The field of an MSR. */
    public LongField field(int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return defType;
        }
        if (msr == Pat.MSR) {
            return pat;
        }
        if (MtrrMsr.isVariable(msr, base.length)) {
            return (MtrrMsr.isMask(msr) ? mask : base)[MtrrMsr.pair(msr)];
        }
        return fixed[MtrrMsr.fixedIndex(msr)];
    }

    /** How the action that writes an MSR is told: its parameters are the set, the MSR and the value. */
    public Action.Written written(int msr) {
        return new Action.Written(field(msr), (state, args) -> written(state, (int) args[0], msr, args[2]));
    }

    /** The write of a variable range is told as what becomes of the pair, unless the pair is off before and after it. */
    private String written(long[] state, int set, int msr, long value) {
        String raw = "0x" + Long.toHexString(value) + ")";
        long old = field(msr).get(state, set);
        if (MtrrMsr.isVariable(msr, base.length)) {
            int n = MtrrMsr.pair(msr);
            boolean ofMask = MtrrMsr.isMask(msr);
            String before = RegisterNotation.pair(base[n].get(state, set), mask[n].get(state, set), maxPhyAddr);
            String after = ofMask
                    ? RegisterNotation.pair(base[n].get(state, set), value, maxPhyAddr)
                    : RegisterNotation.pair(value, mask[n].get(state, set), maxPhyAddr);
            if (!before.equals(after)) {
                return "physbase" + n + "/physmask" + n + ": " + before + " -> " + after + " ("
                        + RegisterNotation.name(msr) + " " + raw;
            }
        }
        return RegisterNotation.name(msr) + ": " + RegisterNotation.change(msr, old, value, maxPhyAddr) + " (" + raw;
    }

    /** The numbers of its MSRs: the MTRRs, and the PAT as the last one. */
    public List<Integer> msrs() {
        List<Integer> msrs = new ArrayList<>(List.of(MtrrMsr.DEF_TYPE));
        for (int i = 0; i < fixed.length; i++) {
            msrs.add(MtrrMsr.fixed(i));
        }
        for (int n = 0; n < base.length; n++) {
            msrs.add(MtrrMsr.physBase(n));
            msrs.add(MtrrMsr.physMask(n));
        }
        msrs.add(Pat.MSR);
        return msrs;
    }

    /** All of its fields. */
    public List<LongField> all() {
        List<LongField> all = new ArrayList<>(varying);
        all.add(pat);
        return all;
    }

    /** Whether two of the sets hold the same MTRRs; the PAT doesn't count. */
    public boolean equal(long[] state, int a, int b) {
        for (int i = 0; i < varying.size(); i++) {
            LongField field = varying.get(i);
            if (field.get(state, a) != field.get(state, b)) {
                return false;
            }
        }
        return true;
    }

    /** A view of a set, to be pointed at a state. */
    public View view(int set) {
        return new View(set);
    }

    /** One of the sets, in the state that it was last pointed at. */
    public final class View implements WritableMtrrs {
        private final int set;
        private long[] state = new long[0];

        private View(int set) {
            this.set = set;
        }

        /** Points at a state. */
        public void at(long[] newState) {
            state = newState;
        }

        /** IA32_PAT. */
        public long pat() {
            return pat.get(state, set);
        }

        @Override
        public int maxPhyAddr() {
            return maxPhyAddr;
        }

        @Override
        public int vcnt() {
            return base.length;
        }

        @Override
        public long defType() {
            return defType.get(state, set);
        }

        @Override
        public long fixed(int i) {
            return fixed[i].get(state, set);
        }

        @Override
        public long base(int n) {
            return base[n].get(state, set);
        }

        @Override
        public long mask(int n) {
            return mask[n].get(state, set);
        }

        @Override
        public void write(int msr, long value) {
            field(msr).set(state, set, value);
        }

        @Override
        public long read(int msr) {
            return field(msr).get(state, set);
        }

        @Override
        public void copy(MtrrRegisters from) {
            defType.set(state, set, from.defType());
            for (int i = 0; i < fixed.length; i++) {
                fixed[i].set(state, set, from.fixed(i));
            }
            for (int n = 0; n < base.length; n++) {
                base[n].set(state, set, from.base(n));
                mask[n].set(state, set, from.mask(n));
            }
        }
    }
}
