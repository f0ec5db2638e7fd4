package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Cr0;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.systems.kvm.KvmVersion;

/**
 * The lines that a VMM wrote to trace_marker about what it does, because no event of KVM's tells it: {@code # scenario NAME OPTIONS},
 * {@code # vcpu N reset cr0 VALUE}, {@code # op N vcpu V WHAT}, {@code # oracle vcpu V}, {@code # dump LABEL} and {@code # end NAME}.
 * The lab's micro-VMM leaves the {@code #} out of all but the first; of a vCPU that it holds in its fault while it registers a device it says
 * {@code held GPA}. Whatever else a marker says, such as what the VMM thinks of a leaf, is not looked at.
 */
final class Markers {
    private static final String MASK_OF = "mask:";
    private static final int UNSAID = -1;

    private final Replay replay;
    private boolean keepsCd = true;
    private long sizeOfNextMask;
    private long quirksOff;

    Markers(Replay replay) {
        this.replay = replay;
    }

    void take(TraceLine line, Threads.Task thread) {
        boolean hash = line.find("#");
        if (!hash && !replay.guest().vm.cdIsTold()) {
            return;
        }
        if (!hash) {
            line.rewind();
        }
        switch (line.word()) {
            case "scenario" -> {
                if (hash) {
                    scenario(line);
                }
            }
            case "vcpu" -> reset(line);
            case "op" -> operation(line, thread);
            case "held" -> thread.owedZap = replay.registers().device(line.number, 1);
            case "oracle" -> {
                int v = line.after("vcpu").decimal();
                if (known(line, v)) {
                    replay.worksFor(thread, v);
                }
            }
            case "dump" -> replay.mark(line.word(), line.number);
            default -> {}
        }
    }

    private void scenario(TraceLine line) {
        line.word();
        replay.newGuest();
        replay.guest().timeline.guest(line.number);
        TracedGuest guest = replay.guest();
        guest.vm.startFresh(false);
        guest.vm.setCdIsTold();
        int mtrrs = option(line, "mtrrs", UNSAID);
        if (mtrrs != UNSAID) {
            guest.vm.feature.is(mtrrs > 0);
        }
        guest.vm.width.is(option(line, "maxphy", 0), "a marker says it");
        guest.devices.tell(option(line, "ncdma", 1) > 0);
        replay.mmu().setWhole();
        replay.mmu().installations().setRamBelow((long) option(line, "mb", 0) << 20);
        keepsCd = option(line, "resetcr0", 1) > 0;
        quirksOff = option(line, "quirk_cd", 1) > 0 ? 0 : KvmVersion.CD_NW_CLEARED;
        replay.registers().design(line.number, replay.version().design(quirksOff));
        for (int v = 0; v < Math.min(option(line, "vcpus", 0), TracedVm.MOST_VCPUS); v++) {
            guest.vm.make(v).setExists();
            clearCd(guest.vm.vcpu(v));
        }
    }

    /** The value of an option as in vcpus=2, wherever it stands. */
    private static int option(TraceLine line, String name, int otherwise) {
        line.rewind();
        for (String word = line.word(); !word.isEmpty(); word = line.word()) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).equals(name)) {
                String value = word.substring(equals + 1);
                return value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : otherwise;
            }
        }
        return otherwise;
    }

    /** A vCPU is made or reset; if the scenario says so, its VMM then clears what reset has set in CR0. */
    private void reset(TraceLine line) {
        int v = line.decimal();
        boolean resets = line.word().equals("reset");
        long cr0 = line.find("cr0") ? line.hex() : TracedVcpu.RESET_CR0;
        if (resets && known(line, v)) {
            TracedGuest guest = replay.guest();
            TracedVcpu vcpu = guest.vm.make(v);
            vcpu.setExists();
            vcpu.reset(cr0, guest.vm.masksAreWritten());
            clearCd(vcpu);
            GuestChange change = new GuestChange(line.number, GuestChange.What.RESET, v, 0);
            guest.timeline.changed(change, vcpu.cd());
            guest.judgeAll(change);
        }
    }

    private void clearCd(TracedVcpu vcpu) {
        if (!keepsCd) {
            vcpu.setCd(false);
        }
    }

    private void operation(TraceLine line, Threads.Task thread) {
        line.decimal();
        int v = line.after("vcpu").decimal();
        String what = line.word();
        if (!known(line, v)) {
            return;
        }
        replay.worksFor(thread, v);
        switch (what) {
            case "reg" -> thread.owedZap = replay.registers().device(line.number, 1);
            case "unreg" -> thread.owedZap = replay.registers().device(line.number, -1);
            case "quirk" -> {
                quirksOff |= line.hex();
                replay.registers().design(line.number, replay.version().design(quirksOff));
            }
            case "wrmsr" -> {
                line.hex();
                sizeOfNextMask = size(line.word());
            }
            case "hcr0" -> replay.registers().setCdByUserspace(line.number, v, Cr0.cacheDisabled(line.hex()));
            case "hmsr" -> hostWrites(line, thread, v);
            default -> {}
        }
    }

    /** KVM_SET_MSRS: no event, but the same effect as a guest's WRMSR. */
    private void hostWrites(TraceLine line, Threads.Task thread, int v) {
        long msr = line.hex();
        String text = line.word();
        long size = size(text);
        GuestWidth width = replay.guest().vm.width;
        // A mask that reaches the top, whatever that is, is one that has all bits.
        long value = size > 0 ? (-size & ((1L << width.most()) - 1)) | MtrrMsr.V : hex(text);
        if (line.bad() || msr > MtrrMsr.DEF_TYPE || !TracedVcpu.has((int) msr)) {
            return;
        }
        if (size > 0 || MtrrMsr.accepts((int) msr, value, width.least(), TracedVcpu.PAIRS)) {
            thread.owedZap = replay.registers().set(line.number, v, (int) msr, value, line.number);
        } else if (MtrrMsr.accepts((int) msr, value, width.most(), TracedVcpu.PAIRS)) {
            replay.registers().forget(line.number, v, (int) msr);
        }
    }

    /** The guest wrote an MSR: the size that its operation named for a mask shows the guest's MAXPHYADDR. */
    void sawWrite(int msr, long value) {
        long frames = value & ~0xFFFL;
        long end = frames + sizeOfNextMask;
        if (sizeOfNextMask > 0 && MtrrMsr.isVariable(msr, TracedVcpu.PAIRS) && Long.bitCount(end) == 1) {
            replay.guest().vm.width.is(Long.numberOfTrailingZeros(end), "a marker tells it");
        }
        sizeOfNextMask = 0;
    }

    private static boolean known(TraceLine line, int v) {
        return !line.bad() && v >= 0 && v < TracedVm.MOST_VCPUS;
    }

    /** The size in mask:SIZE, else 0. */
    private static long size(String text) {
        long size = text.startsWith(MASK_OF) ? hex(text.substring(MASK_OF.length())) : 0;
        return Long.bitCount(size) == 1 && size >= 0x1000 ? size : 0;
    }

    private static long hex(String text) {
        return text.matches("[0-9a-fA-F]{1,16}") ? Long.parseUnsignedLong(text, 16) : 0;
    }
}
