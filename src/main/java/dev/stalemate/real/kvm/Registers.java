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

    private final TracedGuest guest;
    private final Mmu mmu;

    Registers(TracedGuest guest, Mmu mmu) {
        this.guest = guest;
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
            guest.impossible(line, refused ? "accepted" : "#GP", (refused ? "KVM refuses " : "KVM accepts ") + what);
        } else if (!refused) {
            settle(set(line, v, msr, value, before));
        }
    }

    /** A register gets a value: what the design zaps for it. */
    ZapCheck set(long line, int v, int msr, long value, long before) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        long old = vcpu.value(msr);
        boolean knew = vcpu.knows(msr);
        AffectedRange affected = AffectedRange.NOTHING.and(vcpu, msr);
        vcpu.write(msr, value);
        boolean wider = isVariable(msr) && MtrrMsr.isMask(msr) && guest.vm.width.sawMask(value);
        affected = affected.and(vcpu, msr);
        GuestChange change =
                new GuestChange(line, affected.valid ? GuestChange.What.VALID_RANGE : GuestChange.What.MSR, v, msr);
        guest.timeline.wrote(change, value, vcpu.cd());
        ZapCheck check = new ZapCheck(change, before);
        guest.vm.doubt.clear();
        guest.rule.design().msrWritten(guest.machine(), v, msr, old, check);
        if (guest.vm.doubt.raised()) {
            check = new ZapCheck(change, 0);
        }
        if (!knew || wider) {
            guest.judgeAll(change);
        } else if (old != value && affected.first <= affected.last) {
            guest.judgeRange(change, affected.first, affected.last);
        }
        return check;
    }

    /** A guest read an MTRR or the PAT. */
    void read(long line, int v, int msr, long value) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        boolean possible = MtrrMsr.accepts(msr, value, WIDEST, TracedVcpu.PAIRS);
        if (possible && !vcpu.knows(msr)) {
            vcpu.write(msr, value);
            if (isVariable(msr) && MtrrMsr.isMask(msr)) {
                guest.vm.width.sawMask(value);
            }
            guest.judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
        } else if (!possible || vcpu.value(msr) != value) {
            String what = "vCPU " + v + " reads 0x" + Long.toHexString(value) + " from " + GuestChange.name(msr);
            String should = vcpu.knows(msr) ? "0x" + Long.toHexString(vcpu.value(msr)) : "a legal value";
            guest.impossible(line, should, what);
        }
    }

    /** A guest wrote CR0; the zap is still to come. */
    @Nullable
    ZapCheck setCd(long line, int v, boolean on) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        if (vcpu.cd() == on) {
            return null;
        }
        vcpu.setCd(on);
        GuestChange change = new GuestChange(line, on ? GuestChange.What.CD_SET : GuestChange.What.CD_CLEARED, v, 0);
        guest.timeline.changed(change, on);
        ZapCheck check = new ZapCheck(change, line);
        guest.rule.design().cdWritten(guest.machine(), v, check);
        guest.judgeAll(change);
        return check;
    }

    /** A device comes or goes, as a marker says; the zap is still to come. */
    @Nullable
    ZapCheck device(long line, int by) {
        if (!guest.devices.change(by)) {
            return null;
        }
        GuestChange change = GuestChange.of(line, by > 0 ? GuestChange.What.ATTACHED : GuestChange.What.DETACHED);
        guest.timeline.changed(change, false);
        ZapCheck check = new ZapCheck(change, line);
        guest.rule.design().noncoherentDmaChanged(guest.machine(), check);
        guest.judgeAll(change);
        return check;
    }

    /** Another design is at work from here on, because a quirk is disabled. */
    void design(long line, KvmDesign design) {
        if (!Objects.equals(design, guest.rule.design())) {
            guest.rule.setDesign(design);
            GuestChange change = GuestChange.of(line, GuestChange.What.QUIRK);
            guest.timeline.changed(change, false);
            guest.judgeAll(change);
        }
    }

    /** Compares a zap that should be done with the leaves that are left; does it, where the trace shows no zaps. */
    void settle(ZapCheck check) {
        if (check.isEmpty()) {
            return;
        }
        if (!mmu.logsZaps()) {
            guest.apply(check);
            guest.timeline.zapped(check);
            return;
        }
        int[] survivors = guest.survivors(check);
        if (survivors.length > 0 && !guest.devices.decided()) {
            // Nothing is zapped without such a device.
            guest.isCoherent(check.change().line());
        } else if (survivors.length > 0) {
            String more = survivors.length > 1 ? ", and " + (survivors.length - 1) + " more" : "";
            String what = check.change().text() + ": the leaf should have been zapped" + more;
            guest.impossible(check.change().line(), survivors[0], "none", what, null);
        } else {
            guest.timeline.zapped(check);
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
    private record AffectedRange(long first, long last, boolean valid) {
        static final AffectedRange NOTHING = new AffectedRange(0, -1, false);
        private static final AffectedRange EVERYTHING = new AffectedRange(0, Long.MAX_VALUE, false);

        /** Together with what it says now. */
        AffectedRange and(TracedVcpu vcpu, int msr) {
            if (msr == Pat.MSR || msr == MtrrMsr.DEF_TYPE || !vcpu.knows(MtrrMsr.DEF_TYPE)) {
                return EVERYTHING;
            }
            if (!Mtrrs.enabled(vcpu)) {
                return this;
            }
            if (!isVariable(msr)) {
                return new AffectedRange(0, FixedRanges.END - 1, false);
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
                return new AffectedRange(0, Long.MAX_VALUE, true);
            }
            return new AffectedRange(last < 0 ? from : Math.min(first, from), Math.max(last, to), true);
        }
    }
}
