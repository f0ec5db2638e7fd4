package dev.stalemate.systems.latewrites;

import static dev.stalemate.systems.latewrites.LateDesign.ARM_EACH_TWICE;
import static dev.stalemate.systems.latewrites.LateDesign.ARM_NO_WAIT;
import static dev.stalemate.systems.latewrites.LateDesign.ARM_ONCE;
import static dev.stalemate.systems.latewrites.LateDesign.ARM_ONE_MORE;
import static dev.stalemate.systems.latewrites.LateDesign.ARM_ONLY_WAIT;
import static dev.stalemate.systems.latewrites.LateDesign.ARM_WITHOUT_WAIT;
import static dev.stalemate.systems.latewrites.LateDesign.VTD_DRAINS;
import static dev.stalemate.systems.latewrites.LateDesign.VTD_DRAINS_WRITES;
import static dev.stalemate.systems.latewrites.LateDesign.VTD_NO_DRAIN;
import static dev.stalemate.systems.latewrites.LateDesign.X86_INTERRUPTS;
import static dev.stalemate.systems.latewrites.LateLaws.STAYS;
import static dev.stalemate.systems.latewrites.LateLaws.UNREAD;

import dev.stalemate.model.Claims;

/** Fixes of 2009 and 2026: what the completion of an invalidation must wait for. */
final class LateClaims {
    static final String LARGER = "agents=2,pages=2";
    private static final String ERRATUM = "erratum=on";
    private static final String LARGER_ERRATUM = LARGER + "," + ERRATUM;
    static final String READS = "reads=on";

    private LateClaims() {}

    static void all(Claims claims) {
        tlbi(claims);
        whatIsRepeated(claims);
        drains(claims);
    }

    private static void tlbi(Claims claims) {
        claims.of("H80", ARM_ONCE, STAYS)
                .at(ERRATUM)
                .violated(
                        "On many of Arm's CPUs TLBI and DSB may complete while a write is in flight that the removed entry has translated"
                                + " (161e8f61b5, 2026, XSA-493, CVE-2025-10263). The page is freed, and the write lands in its next owner's"
                                + " data.");
        claims.of("H80fix", ARM_ONE_MORE, STAYS)
                .at(LARGER_ERRATUM)
                .holds(
                        "161e8f61b5 (2026, XSA-493) gives these CPUs the workaround of 7c502d7591 (2026): one more TLBI and DSB, which wait"
                                + " for what the first ones left.");
        claims.of("H80b", ARM_EACH_TWICE, STAYS)
                .at(LARGER_ERRATUM)
                .holds(
                        "The workaround of Xen 4.15, up to 7c502d7591 (2026), repeats the TLBI of each page. It would have been enough for"
                                + " XSA-493, but most of the CPUs that it names did not have it.");
        claims.of("H80c", ARM_ONCE, STAYS)
                .at(LARGER)
                .open("Without the workaround of 161e8f61b5 (2026, XSA-493), on CPUs without the erratum.")
                .holds("DSB waits for the writes that the removed entries have translated, as the architecture says.");
        claims.of("H80d", X86_INTERRUPTS, STAYS)
                .at(LARGER_ERRATUM)
                .open(
                        "The erratum of XSA-493 (161e8f61b5, 2026), if each CPU is interrupted and invalidates its own TLB.")
                .holds("a CPU's own TLBI and DSB wait for its own writes. The erratum is one of broadcasts.");
    }

    private static void whatIsRepeated(Claims claims) {
        claims.of("H80e", ARM_WITHOUT_WAIT, STAYS)
                .at(ERRATUM)
                .violated(
                        "Mutant of 7c502d7591 (2026): both TLBIs come before the only DSB. A second TLBI helps only after the first one is"
                                + " complete.");
        claims.of("H80f", ARM_ONLY_WAIT, STAYS)
                .at(ERRATUM)
                .violated("Mutant of 7c502d7591 (2026): DSB twice after one TLBI. Without another TLBI there is nothing"
                        + " to wait for.");
        claims.of("H80g", ARM_NO_WAIT, STAYS)
                .violated(
                        "Mutant of 7c502d7591 (2026): without DSB the page is freed while the write is in flight, even on"
                                + " CPUs without the erratum.");
        claims.of("H80h", ARM_ONCE, UNREAD)
                .at(READS + "," + ERRATUM)
                .open("Reads in flight, on the CPUs of 161e8f61b5 (2026, XSA-493), whose description names accesses in"
                        + " general.")
                .violated("if they behave as writes do, a guest reads what the next owner of the page has written.");
        claims.of("H80i", ARM_ONE_MORE, UNREAD)
                .at(READS + "," + LARGER_ERRATUM)
                .holds("The workaround of 7c502d7591 (2026) covers reads in flight as well.");
    }

    private static void drains(Claims claims) {
        claims.of("H81", VTD_NO_DRAIN, STAYS)
                .violated(
                        "Up to 44b9decf71 (2009) Xen computed whether VT-d's invalidations should drain reads and writes, and its queue did"
                                + " not pass that on. A device's write that is in flight lands in a page that has been freed.");
        claims.of("H81fix", VTD_DRAINS, STAYS)
                .at(LARGER)
                .holds(
                        "44b9decf71 (2009) asks for both drains. An invalidation is complete when no DMA is in flight that it concerns.");
        claims.of("H81b", VTD_NO_DRAIN, UNREAD)
                .at(READS)
                .violated(
                        "Up to 44b9decf71 (2009) a device's read that was in flight could return data of the page's next owner.");
        claims.of("H81c", VTD_DRAINS, UNREAD)
                .at(READS + "," + LARGER)
                .holds(
                        "44b9decf71 (2009) has VT-d drain reads as well as writes. No device reads the data of a page's next owner.");
        claims.of("H81d", VTD_DRAINS_WRITES, UNREAD)
                .at(READS)
                .violated("Half of 44b9decf71 (2009): with the drain of writes alone, a read in flight returns another"
                        + " guest's data.");
        claims.of("H81e", VTD_DRAINS_WRITES, STAYS)
                .at(READS + "," + LARGER)
                .holds("Half of 44b9decf71 (2009): the drain of writes is enough for what is written.");
    }
}
