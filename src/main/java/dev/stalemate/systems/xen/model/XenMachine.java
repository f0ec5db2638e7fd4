package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Part;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesign.RangeChange;
import dev.stalemate.systems.xen.design.XenFunctions;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.P2mType;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.model.XenFields.Saved;
import dev.stalemate.systems.xen.model.XenSettings.Memory;
import org.jspecify.annotations.Nullable;

/** A packed state seen as a domain, and edited by what happens to it. It stands on one state at a time, so it belongs to one thread. */
final class XenMachine implements Hvm {
    final XenFields fields;
    final XenDesign design;
    final MemoryTypes types;
    final EptTables ept;
    final int frames;
    final ToldTypes told;

    private final Costs costs;
    private final MtrrFields.View[] vcpus;
    private final long[] gpa;
    private final boolean anyType;
    /** All that a design can read; there is none until the layout is built. */
    private @Nullable Part readable;

    private long[] state = new long[0];
    private int current = ANOTHER_DOMAINS;
    private int typedBy;

    XenMachine(XenFields fields, XenDesign design, long[] gpa) {
        this.fields = fields;
        this.gpa = gpa;
        this.design = design.forModel();
        int levels = fields.scope.get(XenSettings.LEVELS);
        int bits = fields.scope.get(XenSettings.BITS);
        costs = new CountedCosts(this);
        told = new ToldTypes(this);
        types = new MemoryTypes(
                this.design,
                this,
                new SmallHost(fields.maxPhyAddr),
                costs,
                leaves -> new EptTables(levels, bits, fields.tables, told.noting(leaves), costs, this.design));
        ept = types.ept();
        frames = fields.gfn.size();
        vcpus = new MtrrFields.View[fields.vcpu.size()];
        for (int v = 0; v < vcpus.length; v++) {
            vcpus[v] = fields.mtrrs.view(v);
        }
        anyType = fields.scope.get(XenSettings.ANY_TYPE);
    }

    /** Says in which layout its fields are, now that it is built. */
    void readsIn(Layout layout) {
        readable = fields.readable(layout);
    }

    /** Stands on a state: everything from here on reads and edits it. */
    XenMachine at(long[] newState) {
        state = newState;
        typedBy = 0;
        leaveGuest();
        fields.tables.at(newState);
        for (MtrrFields.View vcpu : vcpus) {
            vcpu.at(newState);
        }
        return this;
    }

    /** By which vCPU leaves are typed for the toolstack in the step that begins. */
    XenMachine typedBy(int vcpu) {
        typedBy = vcpu;
        return this;
    }

    @Override
    public MtrrRegisters mtrrs() {
        return vcpus[current == ANOTHER_DOMAINS ? typedBy : current];
    }

    long[] state() {
        return state;
    }

    /** The registers of a vCPU. */
    MtrrFields.View vcpu(int v) {
        return vcpus[v];
    }

    /** Maps what is there at the start, once the domain exists. */
    void populate() {
        Memory memory = fields.scope.get(XenSettings.MEMORY);
        int level = memory == Memory.LARGE ? 1 : 0;
        for (long gfn = 0; memory != Memory.NONE && gfn < frames; gfn += 1L << ept.order(level)) {
            ept.map(gfn, level, PageKind.RAM.mfn(gfn), P2mType.RAM);
        }
        told.tellTypes();
    }

    /** A vCPU makes Xen do something: it is the current one until it {@link #leaveGuest leaves}. */
    private void enterGuest(int vcpu) {
        current = vcpu;
        fields.work.set(state, 0, 0);
    }

    private void leaveGuest() {
        current = ANOTHER_DOMAINS;
    }

    /** A vCPU touches a gfn. */
    void touch(int vcpu, int gfn) {
        enterGuest(vcpu);
        types.touch(gfn);
        told.misconfig(gfn, true, true);
        leaveGuest();
    }

    /** A vCPU meets a mark, and is about to be dealt with. */
    void exit(int vcpu, int gfn) {
        fields.pending.set(state, vcpu, gfn + 1);
        costs.exit();
    }

    /** ept_handle_misconfig(): an exit for which there is nothing to do is an error, unless another vCPU has done it already. */
    void handle(int vcpu) {
        int gfn = fields.pending.get(state, vcpu) - 1;
        fields.pending.set(state, vcpu, 0);
        boolean expected = fields.spurious.is(state, vcpu) && design.expectsSpuriousExits();
        enterGuest(vcpu);
        boolean done = ept.resolve(gfn);
        told.misconfig(gfn, done, expected);
        leaveGuest();
        fields.spurious.set(state, vcpu, 0);
        if (!done && !expected) {
            fields.crashed.set(state, 0, 1);
        }
    }

    /** A vCPU's MSR becomes another, by the guest or from a save record. */
    void write(int vcpu, int msr, long value, boolean fromSaveRecord) {
        MtrrFields.View registers = vcpus[vcpu];
        if (registers.read(msr) == value) {
            return;
        }
        registers.write(msr, value);
        if (!fromSaveRecord) {
            enterGuest(vcpu);
        }
        if (msr != Pat.MSR && XenDomain.matters(registers, msr)) {
            design.mtrrWritten(this, fromSaveRecord, told.by(XenFunctions.mtrr(msr)));
            told.tell();
        }
        leaveGuest();
    }

    /** A vCPU sets or clears CR0.CD. */
    void cacheDisable(int vcpu, boolean to) {
        boolean noticed = iommu() && (ioResources() || devices() > 0);
        fields.cd.set(state, vcpu, to ? (noticed ? XenFields.NOTICED : 1) : 0);
        if (noticed) {
            enterGuest(vcpu);
            design.cacheDisableChanged(this, vcpu, told.byCacheDisable(vcpu, to));
            told.tell();
            leaveGuest();
        }
    }

    /** hvm_load_mtrr_msr() for a vCPU. */
    void restore(int vcpu) {
        for (Saved saved : fields.saved) {
            write(vcpu, saved.msr(), saved.value()[0], true);
        }
    }

    /** An iomem or ioport range is permitted or revoked. */
    void range(IntField ranges, int range, boolean permit) {
        boolean ioports = ranges == fields.ioport;
        RangeChange change = new RangeChange(ioports, permit, !(ioports ? ioport() : iomem()), cacheFlushPermitted());
        ranges.set(state, range, permit ? 1 : 0);
        design.rangeChanged(this, change, told.by(design.functions().range(change)));
        told.tell();
    }

    /** A page is mapped. */
    void map(int gfn, PageKind kind) {
        int replaced = fields.frames.of(ept.leaf(gfn));
        if (fields.frames.isGuests(state, replaced) && design.freesReplaced()) {
            fields.frames.drop(state, replaced);
        }
        fields.frames.mapped(state, kind);
        ept.map(gfn, 0, kind.mfn(gfn), kind.type());
        told.tellTypes();
        mapped(kind);
    }

    /** A page is unmapped. */
    void unmap(int gfn) {
        long leaf = ept.leaf(gfn);
        PageKind kind = PageKind.of(EptWord.mfn(leaf));
        ept.unmap(gfn, 0);
        if (kind == PageKind.FOREIGN && fields.frames.present() && !EptWord.isPresent(ept.leaf(gfn))) {
            fields.frames.drop(state, fields.frames.of(leaf));
        }
        told.tellTypes();
        mapped(kind);
    }

    private void mapped(PageKind kind) {
        if (kind.type() == P2mType.MMIO_DIRECT) {
            if (design.mappingPermits()) {
                RangeChange change = new RangeChange(false, true, !iomem(), cacheFlushPermitted());
                fields.iomem.set(state, 0, 1);
                design.mappingPermitted(this, change, told.by(XenFunctions.MEMORY_MAPPING));
            } else {
                design.memoryMapped(this, told.by(XenFunctions.MEMORY_MAPPING));
            }
            told.tell();
        }
    }

    /**
     * A range is pinned to a type, by its place in the scope's list; which is refused if another range is pinned there, or the type isn't
     * permitted.
     */
    void pin(int range, int typeIndex) {
        MemType type = fields.pinTypes.get(typeIndex);
        if (!design.mayPin(this, type)) {
            told.did(XenFunctions.PIN, "refuses the type: EPERM");
            return;
        }
        int pinned = fields.pinnedRange(state);
        Answer answer = pinned < 0 ? Answer.PINNED : pinned == range ? Answer.PINNED_AGAIN : Answer.BUSY;
        if (answer != Answer.BUSY) {
            fields.pin.set(state, 0, 1 + range * fields.pinTypes.size() + typeIndex);
        }
        design.pinned(this, answer, type, told.pinning(answer));
        told.tell();
    }

    /** The range that is pinned is unpinned. */
    void unpin() {
        MemType type = fields.pinnedType(state);
        fields.pin.set(state, 0, 0);
        design.pinned(this, Answer.UNPINNED, type, told.by(XenFunctions.PIN));
        told.tell();
    }

    /** A device is passed through or taken back. */
    void assign(int newDevices) {
        String function = newDevices > devices() ? "assign_device()" : "deassign_device()";
        fields.devices.set(state, 0, newDevices);
        design.devicesChanged(this, told.by(function));
        told.tell();
    }

    /** The leaf that would be installed now for what an entry maps, if a vCPU touched it: or {@link EmtTable#SPLIT}. */
    int fresh(int vcpu, long gfn, int order, long leaf) {
        int before = current;
        current = vcpu;
        int fresh = types.leaf(gfn, EptWord.mfn(leaf), order, EptWord.type(leaf));
        current = before;
        return fresh;
    }

    /** The same for the one frame of a gfn, if it had a leaf of its own; there is something that maps it. */
    int freshAlone(int vcpu, long gfn) {
        return fresh(vcpu, gfn, 0, partOf(gfn));
    }

    /** The leaf of a gfn as it would be if that had one of its own, or {@link EptWord#NONE}. */
    long partOf(long gfn) {
        long leaf = ept.leaf(gfn);
        int order = ept.order(ept.leafLevel(gfn));
        return EptWord.isPresent(leaf) ? EptWord.part(leaf, gfn - (gfn >> order << order)) : leaf;
    }

    /** A guest cleans its caches. */
    void cleanCaches(int vcpu) {
        enterGuest(vcpu);
        design.cachesCleaned(this, told.by(design.functions().cachesCleaned()));
        told.tell();
        leaveGuest();
    }

    /** The domain is started. */
    void start() {
        fields.stopped.set(state, 0, 0);
        design.domainStarted(this, told.by(XenFunctions.STARTED));
        told.tellWhatIsDone();
    }

    /** The PAT type of a vCPU's accesses. With CR0.CD=1, Xen makes the PAT all UC, if it has noticed it (vmx_handle_cd()). */
    MemType pat(int vcpu) {
        return cacheDisabled(vcpu) && design.cacheDisableForcesPat()
                ? MemType.UC
                : Pat.entry(vcpus[vcpu].pat(), fields.scope.get(XenSettings.PAT_INDEX));
    }

    @Override
    public boolean cacheDisabled(int vcpu) {
        return fields.cd.get(state, vcpu) == XenFields.NOTICED;
    }

    @Override
    public boolean iommu() {
        return fields.iommu(state);
    }

    @Override
    public boolean iomem() {
        return anyRange(fields.iomem);
    }

    @Override
    public boolean ioport() {
        return anyRange(fields.ioport);
    }

    private boolean anyRange(IntField ranges) {
        for (int r = 0; r < ranges.size(); r++) {
            if (ranges.is(state, r)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean cacheFlushPermitted() {
        return design.cacheFlushPermitted(this);
    }

    @Override
    public int devices() {
        return fields.devices.get(state, 0);
    }

    @Override
    public boolean createdForAnyType() {
        return anyType;
    }

    @Override
    public boolean started() {
        return !fields.stopped.is(state, 0);
    }

    @Override
    public int vcpus() {
        return vcpus.length;
    }

    @Override
    public int current() {
        return current;
    }

    @Override
    public MtrrRegisters mtrrs(int vcpu) {
        return vcpus[vcpu];
    }

    @Override
    public int keyWords() {
        return readable == null ? 0 : readable.words();
    }

    @Override
    public void copyKey(long[] key) {
        if (readable != null) {
            readable.copy(state, key);
        }
    }

    @Override
    public int pinned(long gfn, int order) {
        return fields.pinned(state, gfn, order);
    }

    @Override
    public long address(long gfn) {
        return gpa[(int) gfn];
    }
}
