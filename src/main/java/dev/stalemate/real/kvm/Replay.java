package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Cr0;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes a trace's events one after the other, and rebuilds the guest that they tell of. */
final class Replay {
    private static final int RESET_RIP = 0xFFF0;
    private static final long RESET_VECTOR = 0xFFFFFFF0L;

    final LeafFindings findings = new LeafFindings();
    private final KvmVersion version;
    private final InitialMtrrs initial;
    private final int maxPhyAddr;
    private final Marks marks;
    private final Timeline timeline;
    private final Threads threads = new Threads();
    private final Markers markers = new Markers(this);
    private TracedGuest guest;
    private Mmu mmu;
    private Registers registers;
    private long[] lastRip = new long[0];
    private boolean entriesAreLogged;
    private boolean any;
    private long lost;
    private String lostBecause = "";
    private long unread;
    private long firstUnread;
    private long leavesBefore;
    private long judgedBefore;
    private long undecidedBefore;

    Replay(KvmVersion version, GuestFacts known, Marks marks, Timeline timeline) {
        this.version = version;
        initial = new InitialMtrrs(known.mtrrs());
        maxPhyAddr = known.maxPhyAddr();
        this.marks = marks;
        this.timeline = timeline;
        guest = newOne();
        mmu = new Mmu(guest);
        registers = new Registers(guest, mmu);
    }

    private TracedGuest newOne() {
        TracedGuest fresh = new TracedGuest(version.quirkOn(), findings, timeline);
        fresh.vm.width.is(maxPhyAddr, "as --maxphyaddr says");
        return fresh;
    }

    TracedGuest guest() {
        return guest;
    }

    Mmu mmu() {
        return mmu;
    }

    Registers registers() {
        return registers;
    }

    KvmVersion version() {
        return version;
    }

    /** The line after which nothing is known, or 0. */
    long lost() {
        return lost;
    }

    /** Why. */
    String lostBecause() {
        return lostBecause;
    }

    /** How many events could not be read. */
    long unread() {
        return unread;
    }

    /** The line of the first of them, or 0. */
    long firstUnread() {
        return firstUnread;
    }

    /** Whether there was any event of KVM's, or any guest. */
    boolean any() {
        return any || guest.vm.vcpus() > 0 || leavesInstalled() > 0;
    }

    /** How many leaves were installed. */
    long leavesInstalled() {
        return leavesBefore + mmu.installations().installed();
    }

    /** How many leaves were judged, as they were installed or at a mark. */
    long leavesJudged() {
        return judgedBefore + mmu.installations().judged() + marks.judged();
    }

    /** How many leaves are right in several cases, and no event tells which it is. */
    long undecided() {
        return undecidedBefore + mmu.installations().untold().undecided();
    }

    /** Another guest begins, so nothing that was known applies any more. */
    void newGuest() {
        leavesBefore += mmu.installations().installed();
        judgedBefore += mmu.installations().judged();
        undecidedBefore += mmu.installations().untold().undecided();
        mmu.installations().refute();
        threads.newGuest();
        guest = newOne();
        mmu = new Mmu(guest);
        registers = new Registers(guest, mmu);
        lastRip = new long[0];
    }

    /** A line that says that events are missing: before the first one, that only means that the beginning was not recorded. */
    void gap(long line, String because) {
        if (any()) {
            lose(line, because);
        }
    }

    /** From here on nothing is known any more. */
    void lose(long line, String because) {
        if (lost == 0) {
            lost = line;
            lostBecause = because;
        }
    }

    /** How the registers at the end compare with what the guest says of them, or null. */
    @Nullable
    String compareWithGuest() {
        return initial.compare(guest.vm.vcpu(0), guest.vm.doubt);
    }

    /** A marker wants to know what every leaf is. */
    void mark(String label, long line) {
        marks.add(label, line, guest);
    }

    /** The trace has ended. */
    void end(long line) {
        mmu.installations().refute();
        guest.enter();
        if (!guest.devices.decided()) {
            guest.withdraw();
        }
        mark("end", line);
    }

    /** An event. */
    void event(TraceLine line) {
        TraceEvent event = line.event();
        if (event == TraceEvent.OTHER) {
            return;
        }
        Threads.Task thread = threads.of(line);
        if (event == TraceEvent.MARK) {
            settle(thread);
            markers.take(line, thread);
            thread.lastEvent = line.number;
            timeline.reached(line.number, guest.leaves());
            return;
        }
        if (line.truncated || !understood(line, event, thread)) {
            unread++;
            firstUnread = firstUnread == 0 ? line.number : firstUnread;
            if (event.changesState()) {
                lose(line.number, "the event there can't be read");
            }
        }
        any = true;
        timeline.reached(line.number, guest.leaves());
        if (mmu.installations().full()) {
            lose(line.number, "there are more than " + Leaves.MOST + " leaves at a time");
        }
    }

    private boolean understood(TraceLine line, TraceEvent event, Threads.Task thread) {
        return switch (event) {
            case SPTE_CHANGED -> mmu.changed(line, thread, vcpuOf(thread));
            case SET_SPTE -> mmu.set(line, thread, vcpuOf(thread));
            case ZAP_PAGE -> mmu.zapPage(line);
            case ZAP_ALL -> {
                guest.makeObsolete(line.number, mmu.logsZaps());
                yield true;
            }
            case UNMAP_HVA, SET_SPTE_HVA -> {
                mmu.notified(line.number);
                yield true;
            }
            default -> {
                settle(thread);
                boolean understood = onVcpu(line, event, thread);
                thread.lastEvent = line.number;
                yield understood;
            }
        };
    }

    private boolean onVcpu(TraceLine line, TraceEvent event, Threads.Task thread) {
        return switch (event) {
            case ENTRY -> entry(line, thread);
            case EXIT -> exit(line, thread);
            case PAGE_FAULT -> pageFault(line, thread);
            case MSR -> msr(line, thread);
            case CR -> cr(line, thread);
            case CPUID -> registers.cpuid(line);
            default -> true;
        };
    }

    private boolean entry(TraceLine line, Threads.Task thread) {
        entriesAreLogged = true;
        int v = line.after("vcpu").decimal();
        if (line.bad() || v >= TracedVm.MOST_VCPUS) {
            return false;
        }
        long rip = -1;
        if (line.find("rip")) {
            rip = line.hex();
            rip(line.number, v, rip, true);
        }
        runs(line, thread, v, rip, true);
        guest.enter();
        return true;
    }

    private boolean exit(TraceLine line, Threads.Task thread) {
        if (line.has("reason npf") || line.has("reason vmgexit")) {
            mmu.setNotEpt();
        }
        return left(line, thread, false);
    }

    private boolean pageFault(TraceLine line, Threads.Task thread) {
        return left(line, thread, !entriesAreLogged);
    }

    /** A vCPU has come out of the guest. Old kernels' events don't say which one. */
    private boolean left(TraceLine line, Threads.Task thread, boolean mayBeReset) {
        entered();
        if (!line.find("vcpu")) {
            return true;
        }
        int v = line.decimal();
        if (line.bad() || v >= TracedVm.MOST_VCPUS) {
            return false;
        }
        long rip = -1;
        if (line.find("rip")) {
            rip = line.hex();
            rip(line.number, v, rip, mayBeReset && line.find("address") && line.hex() == RESET_VECTOR);
        }
        runs(line, thread, v, rip, false);
        return !line.bad();
    }

    /** If entries are not traced, an event of a vCPU that came out of the guest shows that it had entered. */
    private void entered() {
        if (!entriesAreLogged) {
            guest.enter();
        }
    }

    private void runs(TraceLine line, Threads.Task thread, int v, long rip, boolean enters) {
        String why = threads.runs(thread, v, rip, enters, guest.vm.cdIsTold());
        if (why != null) {
            lose(line.number, why);
        }
        make(v).setRan();
    }

    private TracedVcpu make(int v) {
        int before = guest.vm.vcpus();
        TracedVcpu vcpu = guest.vm.make(v);
        for (int i = before; i <= v && !guest.vm.fresh(); i++) {
            initial.give(guest.vm.vcpu(i), guest.vm.width);
        }
        vcpu.setExists();
        return vcpu;
    }

    /** At the reset vector a machine begins its life, or has been reset by its VMM, which no event tells. */
    private void rip(long line, int v, long rip, boolean enters) {
        if (lastRip.length <= v) {
            lastRip = Arrays.copyOf(lastRip, v + 1);
        }
        boolean first = guest.vm.vcpus() == 0;
        if (rip == RESET_RIP && first) {
            guest.vm.startFresh(true);
            if (guest.leaves().count() == 0) {
                mmu.setWhole();
            }
        } else if (rip == RESET_RIP && enters && lastRip[v] != RESET_RIP) {
            guest.vm.startFresh(true);
            for (int each = 0; each < guest.vm.vcpus(); each++) {
                timeline.changed(
                        new GuestChange(line, GuestChange.What.RESET, each, 0),
                        guest.vm.vcpu(each).cd());
            }
            guest.judgeAll(new GuestChange(line, GuestChange.What.RESET, v, 0));
        }
        lastRip[v] = rip;
    }

    /** The vCPU that a thread runs: as its last event or its name says, or the only one that there is; else -1. */
    private int vcpuOf(Threads.Task thread) {
        int v = threads.vcpu(thread);
        if (v >= 0 && v < TracedVm.MOST_VCPUS) {
            make(v);
            return v;
        }
        return guest.vm.onlyVcpu();
    }

    private boolean msr(TraceLine line, Threads.Task thread) {
        boolean writes = line.find("msr_write");
        if (!writes && !line.find("msr_read")) {
            return false;
        }
        long number = line.hex();
        long value = line.after("=").hex();
        if (line.bad()) {
            return false;
        }
        int msr = number == (int) number ? (int) number : -1;
        if (!TracedVcpu.has(msr)) {
            return true;
        }
        int v = vcpuOf(thread);
        if (v < 0) {
            lose(line.number, "a thread that no kvm_entry or kvm_exit names uses " + GuestChange.name(msr));
            return true;
        }
        make(v).setRan();
        entered();
        boolean refused = line.has("(#GP)");
        if (writes) {
            markers.sawWrite(msr, value);
            registers.written(line.number, v, msr, value, refused, thread.lastEvent);
        } else if (!refused) {
            registers.read(line.number, v, msr, value);
        }
        return true;
    }

    private boolean cr(TraceLine line, Threads.Task thread) {
        boolean writes = line.find("cr_write");
        if (!writes && !line.find("cr_read")) {
            return false;
        }
        int register = line.decimal();
        long value = line.after("=").hex();
        if (line.bad()) {
            return false;
        }
        if (!writes || register != 0 || !Cr0.cacheBitsValid(value)) {
            return true;
        }
        int v = vcpuOf(thread);
        if (v < 0) {
            lose(line.number, "a thread that no kvm_entry or kvm_exit names writes CR0");
            return true;
        }
        make(v).setRan();
        entered();
        thread.owedZap = registers.setCd(line.number, v, Cr0.cacheDisabled(value));
        return true;
    }

    /** A marker says which vCPU the thread works for. */
    void worksFor(Threads.Task thread, int v) {
        threads.worksFor(thread, v);
        make(v);
    }

    private void settle(Threads.Task thread) {
        ZapCheck owed = thread.owedZap;
        if (owed != null) {
            thread.owedZap = null;
            registers.settle(owed);
        }
    }
}
