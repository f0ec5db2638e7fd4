package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.IntField;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.KeptMtrrs;
import dev.stalemate.paging.MtrrFields;
import org.jspecify.annotations.Nullable;

/**
 * A packed state seen as a {@link Vm}, and edited by zaps. It has a place to stand on one state at a time, so it belongs to one thread.
 */
final class KvmMachine implements Vm, Zap {
    private static final long PAGE = 0x1000;
    private static final int MOST_PAIRS = 8;

    final KvmFields fields;
    final KvmDesign design;

    private final PackedVcpu[] vcpus;
    private final MtrrFields.View[] kept;
    /** The design's marks by {@link #slot}; null for what the machine has not. */
    private final @Nullable IntField[] marks = new IntField[1 + MtrrRegisters.FIXED_COUNT + 2 * MOST_PAIRS];

    private long[] state = new long[0];
    private boolean zapped;

    KvmMachine(KvmFields fields, KvmDesign design) {
        this.fields = fields;
        this.design = design;
        boolean hasMtrrs = fields.scope.get(KvmSettings.MTRRS);
        vcpus = new PackedVcpu[fields.vcpu.size()];
        for (int v = 0; v < vcpus.length; v++) {
            vcpus[v] = new PackedVcpu(v, hasMtrrs);
        }
        kept = new MtrrFields.View[fields.kept.length];
        for (int n = 0; n < kept.length; n++) {
            kept[n] = fields.kept[n].view(0);
        }
        fields.marks.forEach((msr, mark) -> marks[slot(msr)] = mark);
    }

    /** Stands on a state: everything from here on reads and edits it. */
    KvmMachine at(long[] newState) {
        zapped = false;
        if (newState == state) {
            return this;
        }
        state = newState;
        if (fields.replaced != null) {
            fields.replaced.at(newState);
        }
        for (PackedVcpu vcpu : vcpus) {
            vcpu.mtrrs.at(newState);
        }
        for (MtrrFields.View view : kept) {
            view.at(newState);
        }
        return this;
    }

    /** A vCPU has written an MSR. */
    void msrWritten(int v, int msr, long old) {
        design.msrWritten(this, v, msr, old, this);
        if (fields.replaced != null) {
            fields.replaced.msrWritten(this, v, msr, old);
        }
    }

    /** A vCPU has changed its CR0.CD. */
    void cdWritten(int v) {
        design.cdWritten(this, v, this);
        if (fields.replaced != null) {
            fields.replaced.cdWritten(this, v);
        }
    }

    /** The first device with non-coherent DMA has come, or the last one gone. */
    void noncoherentDmaChanged() {
        design.noncoherentDmaChanged(this, this);
        if (fields.replaced != null) {
            fields.replaced.noncoherentDmaChanged(this);
        }
    }

    /** The host's user has disabled the quirk about the guest's PAT. */
    void patQuirkDisabledNow() {
        design.patQuirkDisabled(this, this);
        if (fields.replaced != null) {
            fields.replaced.patQuirkDisabled(this);
        }
    }

    /** A memory slot was deleted or moved, whatever the design (kvm_mmu_zap_all_fast()). */
    void slotsRemoved() {
        all();
        if (fields.replaced != null) {
            fields.replaced.all();
        }
    }

    /** Whether a touch of a frame is an EPT violation. */
    boolean faults(long[] s, int frame) {
        return fields.leaf.get(s, frame) == EptLeaf.NONE
                || (fields.replaced != null && fields.replaced.leaf(s, frame) == EptLeaf.NONE);
    }

    /** The state that it stands on. */
    long[] state() {
        return state;
    }

    /** The leaf that the design would install now, for a frame that a vCPU touches. */
    int fresh(int v, int frame) {
        return design.leaf(this, v, fields.gpa[frame]);
    }

    /** What a touch of a frame without a leaf installs now: part of a large leaf where host and design agree to it. */
    int installed(int v, int frame) {
        int large = fields.largePage[frame];
        boolean whole =
                fields.huge.is(state, large) && allInPlace(large) && design.installsLarge(this, v, fields.gpa[frame]);
        return whole ? EptLeaf.large(fresh(v, frame)) : fresh(v, frame);
    }

    /** A vCPU touches a frame: a missing leaf is installed, and with it all of a large one. */
    void touch(int v, int frame) {
        if (fields.replaced != null) {
            fields.replaced.touch(this, v, frame);
        }
        if (fields.leaf.get(state, frame) == EptLeaf.NONE) {
            fields.built.add(state, 1);
            int leaf = installed(v, frame);
            int large = fields.largePage[frame];
            for (int f = large; EptLeaf.isLarge(leaf) && f < fields.gpa.length; f++) {
                if (fields.largePage[f] == large) {
                    fields.leaf.set(state, f, leaf);
                    fields.pages.install(state, f);
                }
            }
            fields.leaf.set(state, frame, leaf);
            fields.pages.install(state, frame);
        }
        fields.pages.fill(state, v, frame);
    }

    private boolean allInPlace(int large) {
        for (int f = large; f < fields.gpa.length; f++) {
            if (fields.largePage[f] == large && !fields.pages.inPlace(state, f)) {
                return false;
            }
        }
        return true;
    }

    /** Removes a frame's leaf, and with it the large leaf that it may be part of; TLBs keep what they have. */
    void dropLeaf(long[] s, int frame) {
        boolean large = isLarge(s, frame);
        for (int f = fields.largePage[frame]; f < fields.gpa.length; f++) {
            if (f == frame || (large && fields.largePage[f] == fields.largePage[frame])) {
                fields.leaf.set(s, f, EptLeaf.NONE);
                fields.pages.dropped(s, f);
            }
        }
    }

    /** Without large pages in the scope the leaf is not looked at: what a step doesn't read, the search need not tell apart. */
    private boolean isLarge(long[] s, int frame) {
        return fields.huge.bound() > 1 && EptLeaf.isLarge(fields.leaf.get(s, frame));
    }

    /** Removes a frame's leaf with what TLBs have of it. */
    void zapFrame(int frame) {
        if (isLarge(state, frame)) {
            int large = fields.largePage[frame];
            for (int f = large; f < fields.gpa.length; f++) {
                if (fields.largePage[f] == large) {
                    fields.leaf.set(state, f, EptLeaf.NONE);
                    fields.pages.zapped(state, f);
                }
            }
        }
        fields.leaf.set(state, frame, EptLeaf.NONE);
        fields.pages.zapped(state, frame);
    }

    @Override
    public void all() {
        count();
        for (int f = 0; f < fields.gpa.length; f++) {
            zapFrame(f);
        }
    }

    @Override
    public void range(long first, long last) {
        count();
        for (int f = 0; f < fields.gpa.length; f++) {
            if (fields.gpa[f] <= last && fields.gpa[f] + PAGE > first) {
                zapFrame(f);
            }
        }
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        count();
        for (int f = 0; f < fields.gpa.length; f++) {
            if (Mtrrs.type(mtrrs, fields.gpa[f]) != MemType.WB) {
                zapFrame(f);
            }
        }
    }

    /** One event is one zap, however many ranges it names. */
    private void count() {
        if (!zapped) {
            zapped = true;
            fields.allZaps.add(state, 1);
            int bound = fields.zaps.bound();
            fields.zaps.set(state, 0, Math.min(bound - 1, fields.zaps.get(state, 0) + 1));
        }
    }

    @Override
    public int vcpus() {
        return vcpus.length;
    }

    @Override
    public PackedVcpu vcpu(int v) {
        return vcpus[v];
    }

    @Override
    public boolean sameMtrrs(int v, int w) {
        return fields.mtrrs.equal(state, v, w);
    }

    @Override
    public boolean noncoherentDma() {
        return fields.noncoherentDma(state);
    }

    @Override
    public boolean mmio(long gpa) {
        for (int f = fields.firstMmio; f < fields.gpa.length; f++) {
            if (fields.gpa[f] == gpa) {
                return true;
            }
        }
        return false;
    }

    @Override
    public KeptMtrrs kept(int n) {
        return kept[n];
    }

    @Override
    public boolean patQuirkDisabled() {
        return fields.quirkDisabled.is(state, 0);
    }

    @Override
    public boolean marked(int msr) {
        @Nullable IntField mark = marks[slot(msr)];
        return mark != null && mark.is(state, 0);
    }

    @Override
    public void mark(int msr, boolean marked) {
        @Nullable IntField mark = marks[slot(msr)];
        if (mark != null) {
            mark.set(state, 0, marked ? 1 : 0);
        }
    }

    private static int slot(int msr) {
        int fixed = MtrrMsr.fixedIndex(msr);
        return msr == MtrrMsr.DEF_TYPE
                ? 0
                : fixed >= 0 ? 1 + fixed : 1 + MtrrRegisters.FIXED_COUNT + msr - MtrrMsr.physBase(0);
    }

    /** One vCPU of the state that the machine stands on. */
    final class PackedVcpu implements Vcpu {
        private final int v;
        private final boolean hasMtrrs;
        private final MtrrFields.View mtrrs;

        private PackedVcpu(int v, boolean hasMtrrs) {
            this.v = v;
            this.hasMtrrs = hasMtrrs;
            this.mtrrs = fields.mtrrs.view(v);
        }

        @Override
        public long pat() {
            return mtrrs.pat();
        }

        @Override
        public boolean cd() {
            return fields.cd.is(state, v);
        }

        @Override
        public boolean online() {
            return !fields.offline.is(state, v);
        }

        @Override
        public boolean hasMtrrs() {
            return hasMtrrs;
        }

        @Override
        public int maxPhyAddr() {
            return mtrrs.maxPhyAddr();
        }

        @Override
        public int vcnt() {
            return mtrrs.vcnt();
        }

        @Override
        public long defType() {
            return mtrrs.defType();
        }

        @Override
        public long fixed(int i) {
            return mtrrs.fixed(i);
        }

        @Override
        public long base(int n) {
            return mtrrs.base(n);
        }

        @Override
        public long mask(int n) {
            return mtrrs.mask(n);
        }
    }
}
