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
    private static final long ADDRESS_SIZES = 0x80000008L;
    private static final long FEATURES = 1;
    /** In EDX of that leaf. */
    private static final long MTRR_FEATURE = 1 << 12;

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
        GuestWidth width = guest.vm.width;
        boolean possible = refused
                ? !MtrrMsr.accepts(msr, value, width.least(), TracedVcpu.PAIRS)
                : MtrrMsr.accepts(msr, value, width.most(), TracedVcpu.PAIRS);
        if (!possible) {
            String what = GuestChange.name(msr) + " = 0x" + Long.toHexString(value);
            guest.impossible(line, refused ? "accepted" : "#GP", (refused ? "KVM refuses " : "KVM accepts ") + what);
        } else if (!refused) {
            learned(line, width.accepted(msr, value));
            settle(set(line, v, msr, value, before));
        } else {
            learned(line, width.refused(msr, value));
        }
    }

    /** Judges all leaves again, if something is known from here on. */
    private void learned(long line, boolean anything) {
        if (anything) {
            guest.judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
        }
    }

    /** A register gets a value: what the design zaps for it. */
    ZapCheck set(long line, int v, int msr, long value, long before) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        long old = vcpu.value(msr);
        boolean knew = vcpu.knows(msr);
        AffectedRange affected = AffectedRange.NOTHING.and(vcpu, msr);
        vcpu.write(msr, value);
        affected = affected.and(vcpu, msr);
        GuestChange change =
                new GuestChange(line, affected.valid ? GuestChange.What.VALID_RANGE : GuestChange.What.MSR, v, msr);
        guest.timeline.wrote(change, value, vcpu.cd());
        ZapCheck check = zap(change, before, old, false);
        if (guest.vm.width.matters()) {
            check.setIfWider(zap(change, before, old, true));
        }
        if (!knew) {
            guest.judgeAll(change);
        } else if (old != value && affected.first <= affected.last) {
            guest.judgeRange(change, affected.first, affected.last);
        }
        return check;
    }

    /** What the design zaps for a write, if the guest's MAXPHYADDR is the narrowest or the widest that it can be. */
    private ZapCheck zap(GuestChange change, long before, long old, boolean widest) {
        ZapCheck check = new ZapCheck(change, before);
        guest.vm.width.reckonWith(widest);
        guest.vm.doubt.clear();
        guest.rule.design().msrWritten(guest.machine(), change.vcpu(), change.msr(), old, check);
        return guest.vm.doubt.raised() ? new ZapCheck(change, 0) : check;
    }

    /** Userspace wrote a register, and whether KVM took the value depends on a MAXPHYADDR that is not known. */
    void forget(long line, int v, int msr) {
        guest.vm.vcpu(v).forget(msr);
        guest.judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
    }

    /** A guest read an MTRR or the PAT. */
    void read(long line, int v, int msr, long value) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        boolean possible = MtrrMsr.accepts(msr, value, guest.vm.width.most(), TracedVcpu.PAIRS);
        if (possible && (!vcpu.knows(msr) || isWhole(msr, vcpu.value(msr), value))) {
            vcpu.write(msr, value);
            guest.vm.width.accepted(msr, value);
            learned(line, true);
        } else if (!possible || vcpu.value(msr) != value) {
            String what = "vCPU " + v + " reads 0x" + Long.toHexString(value) + " from " + GuestChange.name(msr);
            String should = vcpu.knows(msr) ? "0x" + Long.toHexString(vcpu.value(msr)) : "a legal value";
            guest.impossible(line, should, what);
        }
    }

    /**
     * Whether a mask that is known to reach the top of the guest's address space is the one that is read: it was taken to have all the bits
     * that any guest's can have.
     */
    private static boolean isWhole(int msr, long known, long read) {
        int top = Long.SIZE - Long.numberOfLeadingZeros(read);
        long above = (1L << GuestWidth.WIDEST) - (1L << Math.min(top, GuestWidth.WIDEST));
        return isVariable(msr) && MtrrMsr.isMask(msr) && top >= GuestWidth.NARROWEST && known == (read | above);
    }

    /** Userspace set CR0 (KVM_SET_SREGS), as a marker says: that zaps nothing, because __set_sregs() doesn't go through kvm_set_cr0(). */
    void setCdByUserspace(long line, int v, boolean on) {
        TracedVcpu vcpu = guest.vm.vcpu(v);
        if (vcpu.cd() != on) {
            vcpu.setCd(on);
            GuestChange change =
                    new GuestChange(line, on ? GuestChange.What.CD_SET : GuestChange.What.CD_CLEARED, v, 0);
            guest.timeline.changed(change, on);
            guest.judgeAll(change);
        }
    }

    /** A guest executed CPUID; false if the event can't be read. */
    boolean cpuid(TraceLine line) {
        if (!line.find("func")) {
            return true;
        }
        long function = line.hex();
        boolean news = false;
        if (function == ADDRESS_SIZES && line.find("rax")) {
            int bits = (int) line.hex() & 0xFF;
            news = !line.bad() && guest.vm.width.is(bits, "kvm_cpuid says it");
        } else if (function == FEATURES && line.find("rdx")) {
            long features = line.hex();
            news = !line.bad() && guest.vm.feature.is((features & MTRR_FEATURE) != 0);
        }
        if (news) {
            guest.judgeAll(GuestChange.of(line.number, GuestChange.What.LEARNED));
        }
        return !line.bad();
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
        ZapCheck wider = check.ifWider();
        if (wider != null && guest.vm.width.open()) {
            settleWidth(check, wider);
        }
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

    /** If MAXPHYADDR were wider, more would be zapped: what of that is left tells that it is not. */
    private void settleWidth(ZapCheck check, ZapCheck wider) {
        if (!mmu.logsZaps()) {
            guest.doubt(wider);
        } else if (guest.devices.decided() && guest.survivors(wider).length > 0 && guest.survivors(check).length == 0) {
            guest.vm.width.leafTells(true);
            learned(wider.change().line(), true);
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
            if (vcpu.widthIsOpen() || Long.bitCount(size) != 1 || (from & (size - 1)) != 0) {
                // The SDM's formula may match elsewhere too.
                return new AffectedRange(0, Long.MAX_VALUE, true);
            }
            return new AffectedRange(last < 0 ? from : Math.min(first, from), Math.max(last, to), true);
        }
    }
}
