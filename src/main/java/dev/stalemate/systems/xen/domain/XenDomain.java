package dev.stalemate.systems.xen.domain;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesign.RangeChange;
import dev.stalemate.systems.xen.domain.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.P2mType;
import dev.stalemate.systems.xen.leaf.Pins;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.leaf.WideTables;
import java.util.OptionalLong;

/**
 * A domain at full width: the hypercalls and guest actions that memory types depend on. Its p2m is {@link #memory}.
 *
 * <p>Unless a vCPU of it acts, the current vCPU is another domain's, and leaves are typed by vCPU 0's MTRRs.
 */
public final class XenDomain implements Hvm {
    /** Pairs of variable MTRRs that an HVM guest has (MTRR_VCNT). */
    public static final int PAIRS = 8;

    private final XenDesign design;
    private final MtrrState[] vcpus;
    private final boolean iommu;
    private final Pins pins;
    private final RangeSet<Long> iomem = TreeRangeSet.create();
    private final RangeSet<Long> ioport = TreeRangeSet.create();
    private final MemoryTypes types;
    private final GuestMemory memory;
    private int devices;
    private boolean started;
    private int current = ANOTHER_DOMAINS;

    /** A domain as XEN_DOMCTL_createdomain and XEN_DOMCTL_max_vcpus leave it. */
    public XenDomain(
            XenDesign design,
            Machine machine,
            int vcpus,
            boolean iommu,
            int maxPhyAddr,
            Costs costs,
            EptFactory factory) {
        this.design = design.forModel();
        this.vcpus = new MtrrState[vcpus];
        for (int v = 0; v < vcpus; v++) {
            this.vcpus[v] = new MtrrState(maxPhyAddr, PAIRS);
        }
        this.iommu = iommu;
        this.pins = new Pins(maxPhyAddr, design.mostPins(), type -> this.design.mayPin(this, type));
        this.types = new MemoryTypes(this.design, this, machine, costs, factory);
        this.memory = new GuestMemory(types.ept(), machine);
    }

    /** How the tables of a real machine are made: four levels of 512 entries. */
    public static EptFactory realTables(Costs costs) {
        return types -> new EptTables(4, 9, new WideTables(9), types, costs);
    }

    /** What is mapped where. */
    public GuestMemory memory() {
        return memory;
    }

    /** The leaves and their types. */
    public MemoryTypes types() {
        return types;
    }

    /** Whether two vCPUs have the same MTRRs. */
    public boolean sameMtrrs(int a, int b) {
        for (int msr : save(a).order()) {
            if (msr != Pat.MSR && !vcpus[a].rdmsr(msr).equals(vcpus[b].rdmsr(msr))) {
                return false;
            }
        }
        return true;
    }

    /** XEN_DOMCTL_iomem_permission for frames from an mfn on. */
    public void iomem(boolean permit, long mfn, long frames) {
        changeRange(false, permit, Range.closedOpen(mfn, mfn + frames));
    }

    /** XEN_DOMCTL_ioport_permission for ports from one on. */
    public void ioport(boolean permit, long port, long ports) {
        changeRange(true, permit, Range.closedOpen(port, port + ports));
    }

    private void changeRange(boolean ioports, boolean permit, Range<Long> range) {
        RangeSet<Long> ranges = ioports ? ioport : iomem;
        RangeChange change = new RangeChange(ioports, permit, ranges.isEmpty(), cacheFlushPermitted());
        if (permit) {
            ranges.add(range);
        } else {
            ranges.remove(range);
        }
        design.rangeChanged(this, change, types);
    }

    /** XEN_DOMCTL_memory_mapping; false if the domain has no permission for the frames, or they can't be mapped. */
    public boolean memoryMapping(boolean add, long gfn, long mfn, long frames) {
        boolean done = iomem.encloses(Range.closedOpen(mfn, mfn + frames))
                && (add ? memory.mapMmio(gfn, mfn, frames) : memory.unmapMmio(gfn, mfn, frames));
        design.memoryMapped(this, types);
        return done;
    }

    /** XEN_DMOP_pin_memory_cacheattr of gfns first to last; type as {@link Pins#set} takes it. */
    public Answer pin(long first, long last, long type) {
        MemType before = pins.exactly(first, last);
        Answer answer = pins.set(first, last, type);
        MemType of = answer == Answer.UNPINNED ? before : MemType.ofCode((int) type);
        if (answer.reachesLeaves() && of != null) {
            design.pinned(this, answer, of, types);
        }
        return answer;
    }

    /** Passes a device through, or takes one back. */
    public void assign(boolean add) {
        devices += add ? 1 : -1;
        design.devicesChanged(this, types);
    }

    /** The first XEN_DOMCTL_unpausedomain: the APIC access page is mapped (domain_creation_finished()). */
    public void start() {
        if (!started) {
            started = true;
            memory.mapApicAccessPage();
        }
    }

    /** WRMSR of an MTRR or the PAT by a vCPU; false is #GP. */
    public boolean wrmsr(int vcpu, int msr, long value) {
        return write(vcpu, msr, value, false);
    }

    /** RDMSR of an MTRR or the PAT; empty is #GP. */
    public OptionalLong rdmsr(int vcpu, int msr) {
        return vcpus[vcpu].rdmsr(msr);
    }

    /** hvm_save_mtrr_msr() of a vCPU. */
    public SaveRecord save(int vcpu) {
        return SaveRecord.of(vcpus[vcpu], design);
    }

    /** hvm_load_mtrr_msr() of a vCPU. */
    public void load(int vcpu, SaveRecord record) {
        for (int msr : record.order()) {
            write(vcpu, msr, record.value(msr), true);
        }
    }

    private boolean write(int vcpu, int msr, long value, boolean fromSaveRecord) {
        MtrrState state = vcpus[vcpu];
        OptionalLong old = state.rdmsr(msr);
        if (!state.wrmsr(msr, value)) {
            return false;
        }
        boolean changed = msr != Pat.MSR && old.orElse(value) != value;
        if (changed && matters(state, msr)) {
            current = fromSaveRecord ? ANOTHER_DOMAINS : vcpu;
            design.mtrrWritten(this, fromSaveRecord, types);
            current = ANOTHER_DOMAINS;
        }
        return true;
    }

    /** mtrr_def_type_msr_set(), mtrr_fix_range_msr_set() and mtrr_var_range_msr_set(): whether a change is passed on. */
    public static boolean matters(MtrrRegisters registers, int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return true;
        }
        return MtrrMsr.fixedIndex(msr) >= 0 ? Mtrrs.fixedEnabled(registers) : Mtrrs.enabled(registers);
    }

    /** A vCPU reads or writes a gfn; false if nothing is mapped there. */
    public boolean touch(int vcpu, long gfn) {
        current = vcpu;
        boolean there = types.touch(gfn);
        current = ANOTHER_DOMAINS;
        return there;
    }

    /** A vCPU runs code of a gfn: a large leaf is no place for code (CVE-2018-12207), and is split to 4 KiB. */
    public void execute(int vcpu, long gfn) {
        if (touch(vcpu, gfn) && types.ept().leafLevel(gfn) > 0) {
            current = vcpu;
            memory.shatter(gfn);
            current = ANOTHER_DOMAINS;
            touch(vcpu, gfn);
        }
    }

    /** A vCPU maps another domain's frame by a grant: GNTTABOP_map_grant_ref; false if the gfn is no place for it. */
    public boolean mapGrant(int vcpu, long gfn, long mfn, boolean readOnly) {
        current = vcpu;
        boolean done = memory.add(gfn, mfn, 0, readOnly ? P2mType.GRANT_RO : P2mType.GRANT_RW);
        current = ANOTHER_DOMAINS;
        return done;
    }

    @Override
    public boolean iommu() {
        return iommu;
    }

    @Override
    public boolean iomem() {
        return !iomem.isEmpty();
    }

    @Override
    public boolean ioport() {
        return !ioport.isEmpty();
    }

    @Override
    public boolean cacheFlushPermitted() {
        return design.cacheFlushPermitted(this);
    }

    @Override
    public int devices() {
        return devices;
    }

    @Override
    public boolean createdForAnyType() {
        return false;
    }

    @Override
    public boolean started() {
        return started;
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
    public MtrrState mtrrs(int vcpu) {
        return vcpus[vcpu];
    }

    /** Never: recorded runs leave CR0.CD alone. */
    @Override
    public boolean cacheDisabled(int vcpu) {
        return false;
    }

    @Override
    public int pinned(long gfn, int order) {
        return pins.type(gfn, order);
    }
}
