package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Part;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.paging.WritableMtrrs;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A packed state as a design sees it. It stands on one state at a time, so it belongs to one thread. */
final class PackedVm implements Vm {
    private static final int MOST_PAIRS = 8;

    private final KvmFields fields;
    private final boolean keeps;
    private final boolean withoutCd;
    private final PackedVcpu[] vcpus;
    private final MtrrFields.View[] copies;
    /** The design's marks by {@link #slot}; null for what the machine does not have. */
    private final @Nullable IntField[] marks = new IntField[1 + MtrrRegisters.FIXED_COUNT + 2 * MOST_PAIRS];

    /** All that a design can read. */
    private final Part readable;

    /** The same without what belongs to other vCPUs, for each vCPU. */
    private final Part[] readableBy;

    private long[] state = new long[0];

    /**
     * A view of states.
     *
     * @param keeps whether the design may change what it keeps of its own: not where it is only asked what it would do
     */
    PackedVm(KvmFields fields, boolean keeps) {
        this(fields, keeps, false);
    }

    /** A view of states as they would be with every CR0.CD clear, in which a design may not change what it keeps. */
    static PackedVm withoutCd(KvmFields fields) {
        return new PackedVm(fields, false, true);
    }

    private PackedVm(KvmFields fields, boolean keeps, boolean withoutCd) {
        this.fields = fields;
        this.keeps = keeps;
        this.withoutCd = withoutCd;
        boolean hasMtrrs = fields.scope.get(KvmSettings.MTRRS);
        vcpus = new PackedVcpu[fields.vcpu.size()];
        for (int v = 0; v < vcpus.length; v++) {
            vcpus[v] = new PackedVcpu(v, hasMtrrs);
        }
        copies = new MtrrFields.View[fields.copies.length];
        for (int n = 0; n < copies.length; n++) {
            copies[n] = fields.copies[n].view(0);
        }
        readable = fields.readable();
        readableBy = IntStream.range(0, vcpus.length).mapToObj(fields::readable).toArray(Part[]::new);
        fields.marks.forEach((msr, mark) -> marks[slot(msr)] = mark);
    }

    /** Stands on a state: everything from here on reads it, and writes the design's own registers there. */
    PackedVm at(long[] newState) {
        if (newState != state) {
            state = newState;
            for (PackedVcpu vcpu : vcpus) {
                vcpu.mtrrs.at(newState);
            }
            for (MtrrFields.View copy : copies) {
                copy.at(newState);
            }
        }
        return this;
    }

    /** The first vCPU that is on line. */
    PackedVcpu firstOnline() {
        for (PackedVcpu vcpu : vcpus) {
            if (vcpu.online()) {
                return vcpu;
            }
        }
        throw new IllegalStateException("no vCPU is on line");
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
    public HostPage hostPage(long gpa) {
        int f = fields.scope.real.alike ? -1 : frame(gpa);
        return f < 0 ? HostPage.RAM : fields.scope.real.page(f);
    }

    @Override
    public boolean nonCoherentSlot(long gpa) {
        int f = fields.scope.real.alike ? -1 : frame(gpa);
        return f >= 0 && fields.scope.real.flagged(f);
    }

    @Override
    public WritableMtrrs mtrrCopy(int n) {
        return copies[n];
    }

    @Override
    public int keyWords() {
        return readable.words();
    }

    @Override
    public void copyKey(long[] key) {
        readable.copy(told(), key);
    }

    @Override
    public int copyKey(long[] key, int v) {
        readableBy[v].copy(told(), key);
        return readableBy[v].words();
    }

    /** The state as the design is told of it: two that differ in what a design can read have different keys. */
    private long[] told() {
        if (!withoutCd) {
            return state;
        }
        long[] told = state.clone();
        for (int v = 0; v < vcpus.length; v++) {
            fields.cd.set(told, v, 0);
        }
        return told;
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

    @Override
    public int frames() {
        return fields.scope.gpa.length;
    }

    @Override
    public long gpa(int frame) {
        return fields.scope.gpa[frame];
    }

    @Override
    public int kept(int k, int element) {
        return own(k, element).get(state, element);
    }

    @Override
    public void keep(int k, int element, int value) {
        IntField field = own(k, element);
        if (value < 0 || value >= field.bound()) {
            throw new IllegalArgumentException(
                    field.name() + " can't be " + value + ": it is declared for 0 to " + (field.bound() - 1));
        }
        if (keeps) {
            field.set(state, element, value);
        }
    }

    private IntField own(int k, int element) {
        if (k < 0 || k >= fields.own.size()) {
            throw new IllegalArgumentException(
                    "the design keeps " + fields.own.size() + " states of its own, so there is no number " + k);
        }
        IntField field = fields.own.get(k);
        if (element < 0 || element >= field.size()) {
            throw new IllegalArgumentException(
                    field.name() + " has the elements 0 to " + (field.size() - 1) + ", not " + element);
        }
        return field;
    }

    private static int slot(int msr) {
        int fixed = MtrrMsr.fixedIndex(msr);
        return msr == MtrrMsr.DEF_TYPE
                ? 0
                : fixed >= 0 ? 1 + fixed : 1 + MtrrRegisters.FIXED_COUNT + msr - MtrrMsr.physBase(0);
    }

    /** One vCPU of the state. */
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
            return !withoutCd && fields.cd.is(state, v);
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
