package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.kvm.Marks.Verdict;
import java.util.Optional;

/** Says in sentences how far a trace was understood. */
final class TraceSummary {
    private TraceSummary() {}

    static ImmutableList<String> of(KvmTrace trace) {
        ImmutableList.Builder<String> says = ImmutableList.builder();
        Replay replay = trace.replay();
        TracedGuest guest = replay.guest();
        if (trace.isHistogram()) {
            says.add("a perf report counts events and has no order: nothing can be rebuilt from it");
        } else if (trace.isNotEpt()) {
            says.add("the second-level tables are no EPT: their entries have no memory type, so nothing was judged");
        } else {
            says.add(explained(trace));
            says.add(leaves(trace));
        }
        if (trace.lost() > 0) {
            says.add(String.format("unknown after line %,d: %s", trace.lost(), replay.lostBecause()));
        }
        if (trace.overwritten() > 0) {
            says.add("the buffer had no room for all: " + amount(trace.overwritten(), "event is", "events are")
                    + " missing before the first, as ftrace's header says");
        }
        if (!guest.vm.fresh() && guest.vm.vcpus() > 0) {
            says.add(
                    "the trace begins after its guest did: MTRRs count as unknown until they are written or read, CR0.CD as 0");
        }
        String ofGuest = guest.vm.vcpus() == 0 || trace.lost() > 0 ? null : replay.compareWithGuest();
        if (ofGuest != null) {
            says.add(ofGuest);
        }
        if (trace.stopped()) {
            says.add("stopped before the end");
        }
        width(guest).ifPresent(says::add);
        if (guest.vm.feature.inferredAway()) {
            says.add("the guest has no MTRRs, as a leaf tells: with E=0 its memory is WB");
        }
        if (trace.undecided() > 0) {
            says.add(amount(trace.undecided(), "leaf is", "leaves are")
                    + " right if userspace changed CR0.CD (KVM_SET_SREGS, which is no event), and also for another reason:"
                    + " which it is, is not known, the first at line "
                    + String.format("%,d", replay.mmu().installations().untold().firstUndecided()));
        }
        if (replay.mmu().notifierZaps() > 0) {
            says.add(
                    "the host took memory away "
                            + amount(replay.mmu().notifierZaps(), "time", "times")
                            + ", and no event tells which leaves went: those that were there are unknown until they are installed again");
        }
        if (replay.leavesInstalled() > 0 && !guest.devices.told() && !trace.isNotEpt()) {
            says.add(devices(guest.devices));
        }
        if (replay.mmu().installations().host().mmio() > 0) {
            says.add(String.format(
                    "%,d MiB of host memory with UC leaves that RAM would not have are taken for MMIO",
                    replay.mmu().installations().host().mmio()));
        }
        if (replay.leavesInstalled() > 0 && !replay.mmu().logsZaps() && !trace.isNotEpt()) {
            says.add(
                    "no kvm_tdp_mmu_spte_changed: zaps of single leaves are no events, those of the rule are taken as done");
        }
        if (replay.unread() > 0) {
            says.add(String.format(
                    "%s could not be read, the first at line %,d",
                    amount(replay.unread(), "event", "events"), replay.firstUnread()));
        }
        if (trace.overlong() > 0) {
            says.add(String.format(
                    "only the first %2$,d characters of %1$s were read",
                    amount(trace.overlong(), "line", "lines"), TraceLine.LONGEST));
        }
        if (trace.findingsLeftOut() > 0) {
            says.add(amount(trace.findingsLeftOut(), "more finding is", "more findings are") + " not listed");
        }
        return says.build();
    }

    private static Optional<String> width(TracedGuest guest) {
        GuestWidth width = guest.vm.width;
        if (width.open() ? !guest.vm.hasNarrowMask() : width.by().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                width.open()
                        ? String.format(
                                "MAXPHYADDR is %d to %d bits, and a mask may leave the top bits out: what depends on that is"
                                        + " unknown (--maxphyaddr tells it)",
                                width.least(), width.most())
                        : String.format("MAXPHYADDR is %d bits: %s", width.least(), width.by()));
    }

    /** A number with a noun, and perhaps its verb. */
    static String amount(long n, String one, String many) {
        return String.format("%,d %s", n, n == 1 ? one : many);
    }

    private static String explained(KvmTrace trace) {
        String rule = "the rule of " + trace.version().range() + " ("
                + trace.replay().guest().rule.design().name() + ")";
        return trace.differs()
                ? String.format(
                        "%s explains the first %s of %,d",
                        rule, amount(trace.explained(), "line", "lines"), trace.lines())
                : String.format(
                        "%s explains all of %s, %s",
                        rule,
                        amount(trace.explained(), "line", "lines"),
                        amount(trace.events(), "of them an event", "of them events"));
    }

    private static String leaves(KvmTrace trace) {
        if (trace.leavesInstalled() == 0) {
            return "no leaf was installed, so none was judged";
        }
        if (trace.isVacuous()) {
            return String.format(
                    "%s installed, and none was judged, because it is not known what %s should be",
                    amount(trace.leavesInstalled(), "leaf was", "leaves were"),
                    trace.leavesInstalled() == 1 ? "it" : "they");
        }
        Marks marks = trace.marks();
        String unknown =
                marks.last(Verdict.UNKNOWN) == 0 ? "" : String.format(", %,d not known", marks.last(Verdict.UNKNOWN));
        int there = marks.last(Verdict.OK)
                + marks.last(Verdict.STALE)
                + marks.last(Verdict.SPLIT)
                + marks.last(Verdict.UNKNOWN);
        return String.format(
                "%s installed; at the end (mark %,d) there %s: %,d as %s would be installed now,"
                        + " %,d stale, %,d right for one vCPU and wrong for another%s",
                amount(trace.leavesInstalled(), "leaf was", "leaves were"),
                marks.count(),
                (there == 1 ? "is " : "are ") + String.format("%,d", there),
                marks.last(Verdict.OK),
                marks.last(Verdict.OK) == 1 ? "it" : "they",
                marks.last(Verdict.STALE),
                marks.last(Verdict.SPLIT),
                unknown);
    }

    private static String devices(Devices devices) {
        if (!devices.decided()) {
            return "no leaf tells whether there is a device with non-coherent DMA: what depends on it is not judged";
        }
        return devices.attached()
                ? "there is a device with non-coherent DMA, as the leaves tell"
                : "there is no device with non-coherent DMA, as the leaves tell";
    }
}
