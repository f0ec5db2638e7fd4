package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Law.OfPair;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.secondarytlb.SharedSettings.Protects;
import java.util.ArrayList;
import java.util.List;

/** What must be true of TLBs of IOMMUs and of CPUs, and of faults. */
final class SharedLaws {
    static final String RETAINED = "no-retained-mapping";
    static final String CURRENT = "same-page-when-ended";
    static final String PERMISSION = "no-retained-permission";
    static final String ENDS = "device-fault-ends";
    static final String CPU_ENDS = "cpu-fault-ends";

    private final SharedFields f;

    SharedLaws(SharedFields fields) {
        f = fields;
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>(List.of(ends(ENDS, f.devices, "device", f)));
        if (f.freesFrames()) {
            all.add(retained());
            all.add(current());
        }
        if (f.protects != Protects.NO) {
            all.add(permission());
        }
        if (f.cpus.count() > 0) {
            all.add(ends(CPU_ENDS, f.cpus, "CPU", f));
        }
        return all;
    }

    private Law retained() {
        return Law.always(RETAINED, Breaks.ISOLATION, "no device's TLB has a frame that another process has written to")
                .where(f.frames::someoneWrote)
                .none(f.devices.index, f.page, (s, d, p) -> owner(s, d, p) == Owner.OTHER_WROTE, this::words);
    }

    private Law current() {
        return whenEnded(
                CURRENT,
                "while no change of a page is under way, a device's TLB has the page's frame, or nothing of it",
                this::isOld,
                (s, d, p) -> isOld(s, d, p) && owner(s, d, p) != Owner.GUEST);
    }

    private Law permission() {
        return whenEnded(
                PERMISSION,
                "while no change of a page is under way, no device's TLB permits a write that the page's entry does not",
                this::isExcess,
                (s, d, p) -> isExcess(s, d, p) && f.isShared(s, f.devices.entry(s, d, p)));
    }

    /** A law of devices' TLBs outside changes; isolation is broken where another process has the frame, too, and else coherence. */
    private Law whenEnded(String name, String says, OfPair isWrong, OfPair isAnothers) {
        Index device = f.devices.index;
        Condition breaksIsolation = device.any(f.page, isAnothers);
        return Law.always(name, Breaks.COHERENCE, says)
                .where(device.any(f.page, f.devices.tlb::has))
                .holds(device.any(f.page, isWrong).not())
                .explainedBy(s -> {
                    List<String> culprits = new ArrayList<>();
                    for (int d = 0; d < device.size(); d++) {
                        for (int p = 0; p < f.page.size(); p++) {
                            if (isWrong.test(s, d, p)) {
                                culprits.add(words(s, d, p));
                            }
                        }
                    }
                    return new Diagnosis(breaksIsolation.test(s) ? Breaks.ISOLATION : Breaks.COHERENCE, culprits);
                });
    }

    private static Law ends(String name, SharedUsers by, String who, SharedFields f) {
        return Law.eventually(name, "an access of " + who + " 0 that has faulted ends")
                .where(s -> !by.isIdle(s, 0))
                .holds(s -> by.isIdle(s, 0))
                .saying(s -> who + " 0 faults as it " + (by.writes(s, 0) ? "writes" : "reads") + " page "
                        + by.page(s, 0) + ": its TLB has " + Entry.text(by.entry(s, 0, by.page(s, 0)))
                        + ", the page table has " + f.pte.text(s, by.page(s, 0)));
    }

    private Owner owner(long[] s, int d, int p) {
        int entry = f.devices.entry(s, d, p);
        return entry == Entry.NONE ? Owner.GUEST : f.frames.owner(s, Entry.frame(entry));
    }

    private boolean isOld(long[] s, int d, int p) {
        int entry = f.devices.entry(s, d, p);
        return entry != Entry.NONE && !isSameFrame(s, entry, p) && !f.isChangingPage(s, p);
    }

    private boolean isExcess(long[] s, int d, int p) {
        int entry = f.devices.entry(s, d, p);
        return Entry.isWritable(entry)
                && isSameFrame(s, entry, p)
                && !Entry.isWritable(f.pte.get(s, p))
                && !f.isChangingPage(s, p);
    }

    private boolean isSameFrame(long[] s, int entry, int p) {
        int now = f.pte.get(s, p);
        return now != Entry.NONE && Entry.frame(entry) == Entry.frame(now);
    }

    private String words(long[] s, int d, int p) {
        int entry = f.devices.entry(s, d, p);
        return "device " + d + "'s TLB has " + Entry.text(entry) + " for page " + p + ", the page table has "
                + f.pte.text(s, p) + "; owner of pfn " + Entry.frame(entry) + ": "
                + f.frames.ownerText(s, Entry.frame(entry)) + (f.isShared(s, entry) ? ", and another process" : "");
    }
}
