package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Cr0;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.kvm.Vcpu;
import java.util.Arrays;

/** One vCPU's MTRRs, PAT and CR0.CD as events tell them; asked for a register that none told, it raises a {@link Doubt}. */
final class TracedVcpu implements Vcpu {
    /** KVM_NR_VAR_MTRR. */
    static final int PAIRS = 8;

    /** KVM_CR0 after reset: CD, NW and ET. */
    static final long RESET_CR0 = Cr0.CD | Cr0.NW | 0x10;

    private static final int NOT_ONE = -1;
    private static final int FIXED = 2 * PAIRS;
    private static final int DEF_TYPE = FIXED + MtrrRegisters.FIXED_COUNT;
    private static final int PAT = DEF_TYPE + 1;
    private static final int REGISTERS = PAT + 1;
    private static final int ALL_KNOWN = (1 << REGISTERS) - 1;

    private final Doubt doubt;
    private final GuestWidth width;
    private final MtrrFeature feature;
    private final long[] values = new long[REGISTERS];
    private int known;
    private int masksWritten;
    private boolean cd;
    private boolean exists;
    private boolean ran;

    /** A vCPU of which nothing is known; it is assumed to have CR0.CD=0, as guests almost always have. */
    TracedVcpu(Doubt doubt, GuestWidth width, MtrrFeature feature) {
        this.doubt = doubt;
        this.width = width;
        this.feature = feature;
        values[PAT] = Pat.RESET;
        masksWritten = -1;
    }

    /**
     * As KVM resets it.
     *
     * @param cr0 CR0 from then on
     * @param masksAreWritten whether the VMM writes every MSR after a reset, as QEMU does (kvm_put_msrs())
     */
    void reset(long cr0, boolean masksAreWritten) {
        Arrays.fill(values, 0);
        values[PAT] = Pat.RESET;
        known = ALL_KNOWN;
        masksWritten = masksAreWritten ? -1 : 0;
        cd = Cr0.cacheDisabled(cr0);
    }

    /** Whether an MSR is one of those that matter here. */
    static boolean has(int msr) {
        return register(msr) != NOT_ONE;
    }

    /** The value of an MSR of {@link #has}, known or not. */
    long value(int msr) {
        return values[register(msr)];
    }

    boolean knows(int msr) {
        return (known >> register(msr) & 1) != 0;
    }

    void write(int msr, long value) {
        int register = register(msr);
        values[register] = value;
        known |= 1 << register;
        if (register < FIXED && MtrrMsr.isMask(msr)) {
            masksWritten |= 1 << MtrrMsr.pair(msr);
        }
    }

    /** The register's value is not known any more. */
    void forget(int msr) {
        known &= ~(1 << register(msr));
    }

    void setCd(boolean on) {
        cd = on;
    }

    /** Whether its MAXPHYADDR is not known. */
    boolean widthIsOpen() {
        return width.open();
    }

    /** Whether it has a valid mask whose highest bit is the narrowest width's. */
    boolean hasNarrowMask() {
        for (int n = 0; n < PAIRS; n++) {
            long mask = values[2 * n + 1];
            if ((mask & MtrrMsr.V) != 0 && Long.SIZE - Long.numberOfLeadingZeros(mask) == width.least()) {
                return true;
            }
        }
        return false;
    }

    void setExists() {
        exists = true;
    }

    /** Whether the trace names it, even if only as created. */
    boolean exists() {
        return exists;
    }

    void setRan() {
        exists = true;
        ran = true;
    }

    /** Whether every rule, and the guest's own belief, come to the same on another vCPU. */
    boolean sameAs(TracedVcpu other) {
        return cd == other.cd && known == other.known && Arrays.equals(values, other.values);
    }

    /** Whether its MTRRs are known, and those of another vCPU. */
    boolean sameMtrrs(TracedVcpu other) {
        return known == other.known && Arrays.equals(values, 0, PAT, other.values, 0, PAT);
    }

    private static int register(int msr) {
        if (MtrrMsr.isVariable(msr, PAIRS)) {
            return msr - MtrrMsr.physBase(0);
        }
        if (msr == MtrrMsr.DEF_TYPE) {
            return DEF_TYPE;
        }
        if (msr == Pat.MSR) {
            return PAT;
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        return fixed < 0 ? NOT_ONE : FIXED + fixed;
    }

    private long read(int register) {
        if ((known >> register & 1) == 0) {
            doubt.raise();
        }
        return values[register];
    }

    @Override
    public long pat() {
        return values[PAT];
    }

    @Override
    public boolean cd() {
        return cd;
    }

    /** Whether it was ever seen to run: one that waits for its SIPI believes nothing. */
    @Override
    public boolean online() {
        return ran;
    }

    @Override
    public boolean hasMtrrs() {
        return feature.has();
    }

    @Override
    public boolean maskWritten(int n) {
        return (masksWritten >> n & 1) != 0;
    }

    @Override
    public int maxPhyAddr() {
        return width.bits();
    }

    @Override
    public int vcnt() {
        return PAIRS;
    }

    @Override
    public long defType() {
        return read(DEF_TYPE);
    }

    @Override
    public long fixed(int i) {
        return read(FIXED + i);
    }

    @Override
    public long base(int n) {
        return read(2 * n);
    }

    @Override
    public long mask(int n) {
        return read(2 * n + 1);
    }
}
