package dev.stalemate.real.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes what a machine's leaves depend on, asks the design what it zaps for that, and compares this with what is left. */
final class Registers {
    private static final int NARROWEST = 32;
    private static final int WIDEST = 52;

    private final TracedGuest machine;
    private final Mmu mmu;

    Registers(TracedGuest machine, Mmu mmu) {
        this.machine = machine;
        this.mmu = mmu;
    }

    /**
     * A guest wrote an MTRR or the PAT; what KVM zaps for it is done by now.
     *
     * @param refused whether KVM answered with #GP
     * @param before leaves that were installed before this line were there when the guest wrote
     */
    void written(long line, int v, int msr, long value, boolean refused, long before) {
        boolean possible = refused
                ? !MtrrMsr.accepts(msr, value, NARROWEST, TracedVcpu.PAIRS)
                : MtrrMsr.accepts(msr, value, WIDEST, TracedVcpu.PAIRS);
        if (!possible) {
            String what = GuestChange.name(msr) + " = 0x" + Long.toHexString(value);
            machine.impossible(
                    line,
                    Leaves.NONE,
                    refused ? "accepted" : "#GP",
                    (refused ? "KVM refuses " : "KVM accepts ") + what,
                    null);
        } else if (!refused) {
            settle(set(line, v, msr, value, before));
        }
    }

    /** A register gets a value: what the design zaps for it. */
    ZapCheck set(long line, int v, int msr, long value, long before) {
        TracedVcpu vcpu = machine.vm.vcpu(v);
        long old = vcpu.value(msr);
        boolean knew = vcpu.knows(msr);
        Reach reach = Reach.NOTHING.and(vcpu, msr);
        vcpu.write(msr, value);
        boolean wider = isVariable(msr) && MtrrMsr.isMask(msr) && machine.vm.width.sawMask(value);
        reach = reach.and(vcpu, msr);
        GuestChange cause =
                new GuestChange(line, reach.valid ? GuestChange.What.VALID_RANGE : GuestChange.What.MSR, v, msr);
        machine.timeline.wrote(cause, value, vcpu.cd());
        ZapCheck check = new ZapCheck(cause, before);
        machine.vm.doubt.clear();
        machine.judge.design().msrWritten(machine.vm, v, msr, old, check);
        if (machine.vm.doubt.raised()) {
            check = new ZapCheck(cause, 0);
        }
        if (!knew || wider) {
            machine.judgeAll(cause);
        } else if (old != value && reach.first <= reach.last) {
            machine.judgeRange(cause, reach.first, reach.last);
        }
        return check;
    }

    /** A guest read an MTRR or the PAT. */
    void read(long line, int v, int msr, long value) {
        TracedVcpu vcpu = machine.vm.vcpu(v);
        boolean possible = MtrrMsr.accepts(msr, value, WIDEST, TracedVcpu.PAIRS);
        if (possible && !vcpu.knows(msr)) {
            vcpu.write(msr, value);
            if (isVariable(msr) && MtrrMsr.isMask(msr)) {
                machine.vm.width.sawMask(value);
            }
            machine.judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
        } else if (!possible || vcpu.value(msr) != value) {
            String what = "vCPU " + v + " reads 0x" + Long.toHexString(value) + " from " + GuestChange.name(msr);
            String should = vcpu.knows(msr) ? "0x" + Long.toHexString(vcpu.value(msr)) : "a legal value";
            machine.impossible(line, Leaves.NONE, should, what, null);
        }
    }

    /** A guest wrote CR0; the zap is still to come. */
    @Nullable
    ZapCheck setCd(long line, int v, boolean on) {
        TracedVcpu vcpu = machine.vm.vcpu(v);
        if (vcpu.cd() == on) {
            return null;
        }
        vcpu.setCd(on);
        GuestChange cause = new GuestChange(line, on ? GuestChange.What.CD_SET : GuestChange.What.CD_CLEARED, v, 0);
        machine.timeline.changed(cause, on);
        ZapCheck check = new ZapCheck(cause, line);
        machine.judge.design().cdWritten(machine.vm, v, check);
        machine.judgeAll(cause);
        return check;
    }

    /** A device comes or goes, as a marker says; the zap is still to come. */
    @Nullable
    ZapCheck device(long line, int by) {
        if (!machine.devices.change(by)) {
            return null;
        }
        machine.vm.setNoncoherentDma(machine.devices.attached());
        GuestChange cause = GuestChange.of(line, by > 0 ? GuestChange.What.ATTACHED : GuestChange.What.DETACHED);
        machine.timeline.changed(cause, false);
        ZapCheck check = new ZapCheck(cause, line);
        machine.judge.design().noncoherentDmaChanged(machine.vm, check);
        machine.judgeAll(cause);
        return check;
    }

    /** Another design is at work from here on, because a quirk is disabled. */
    void design(long line, KvmDesign design) {
        if (!Objects.equals(design, machine.judge.design())) {
            machine.judge.setDesign(design);
            GuestChange cause = GuestChange.of(line, GuestChange.What.QUIRK);
            machine.timeline.changed(cause, false);
            machine.judgeAll(cause);
        }
    }

    /** Compares a zap that should be done with the leaves that are left; does it, where the trace shows no zaps. */
    void settle(ZapCheck check) {
        if (check.isEmpty()) {
            return;
        }
        if (!mmu.logsZaps()) {
            machine.apply(check);
            machine.timeline.zapped(check);
            return;
        }
        int[] count = new int[1];
        int place = machine.survivor(check, count);
        if (place != Leaves.NONE && !machine.devices.decided()) {
            // Nothing is zapped without such a device.
            machine.isCoherent(check.cause().line());
        } else if (place != Leaves.NONE) {
            String more = count[0] > 1 ? ", and " + (count[0] - 1) + " more" : "";
            String what = check.cause().text() + ": the leaf should have been zapped" + more;
            machine.impossible(check.cause().line(), place, "none", what, null);
        } else {
            machine.timeline.zapped(check);
        }
    }

    private static boolean isVariable(int msr) {
        return MtrrMsr.isVariable(msr, TracedVcpu.PAIRS);
    }

    /**
     * Which addresses a register says anything about.
     *
     * @param first the first byte
     * @param last the last byte
     * @param valid whether the register is one of a valid variable pair
     */
    private record Reach(long first, long last, boolean valid) {
        static final Reach NOTHING = new Reach(0, -1, false);
        private static final Reach EVERYTHING = new Reach(0, Long.MAX_VALUE, false);

        /** Together with what it says now. */
        Reach and(TracedVcpu vcpu, int msr) {
            if (msr == Pat.MSR || msr == MtrrMsr.DEF_TYPE || !vcpu.knows(MtrrMsr.DEF_TYPE)) {
                return EVERYTHING;
            }
            if (!Mtrrs.enabled(vcpu)) {
                return this;
            }
            if (!isVariable(msr)) {
                return new Reach(0, FixedRanges.END - 1, false);
            }
            int n = MtrrMsr.pair(msr);
            if ((vcpu.mask(n) & MtrrMsr.V) == 0) {
                return this;
            }
            long from = KvmMtrrLookup.first(vcpu, n);
            long to = KvmMtrrLookup.last(vcpu, n);
            long size = to - from + 1;
            if (Long.bitCount(size) != 1 || (from & (size - 1)) != 0) {
                // The SDM's formula may match elsewhere too.
                return new Reach(0, Long.MAX_VALUE, true);
            }
            return new Reach(last < 0 ? from : Math.min(first, from), Math.max(last, to), true);
        }
    }
}
