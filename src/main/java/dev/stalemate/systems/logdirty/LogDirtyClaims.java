package dev.stalemate.systems.logdirty;

import static dev.stalemate.systems.logdirty.LogDirtyDesign.ADDITIONS_PROTECTED;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.ADDITIONS_UNMARKED;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.DEMAND_UNMARKED;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.FAILURE_UNMARKED;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.MAPPING_MARKED_ONCE;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.MARKED_AT_UNMAP;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.MARKS_ADDITIONS;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.MARKS_EARLY;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.ONLY_ADDITIONS;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.READS_LAST;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.RUNS_ON;
import static dev.stalemate.systems.logdirty.LogDirtyDesign.WITH_PML;
import static dev.stalemate.systems.logdirty.LogDirtySystem.IDLE;
import static dev.stalemate.systems.logdirty.LogDirtySystem.MISSED;

import dev.stalemate.model.Claims;

/** Fixes of Xen's log-dirty mode from 2011 to 2025, and what else its design rests on. */
final class LogDirtyClaims {
    private static final String CALLS = "vcpus=2,adds=on,removes=on,fails=on,grants=on";
    private static final String ALL = CALLS + ",device-model=on,mapping=on,starts=on-demand";

    private LogDirtyClaims() {}

    static void all(Claims claims) {
        additions(claims);
        removals(claims);
        rounds(claims);
        hardware(claims);
        demand(claims);
        mappings(claims);
    }

    private static void additions(Claims claims) {
        claims.of("H42", ADDITIONS_UNMARKED, MISSED)
                .at("adds=on")
                .violated(
                        "Up to 98fccdf0ac (2025) a page that was added to the p2m was not marked, and the guest could write to it"
                                + " without a fault. A migration misses it if no round write-protects it before the guest stops.");
        claims.of("H42fix", MARKS_ADDITIONS, MISSED)
                .at(ALL)
                .holds(
                        "98fccdf0ac (2025) marks each addition once the entry is there. With all that writes to pages and changes the p2m"
                                + " at once, no page is missed.");
        claims.of("H42b", ADDITIONS_PROTECTED, MISSED)
                .at("adds=on")
                .open(
                        "A fix in place of 98fccdf0ac (2025) that only write-protects what is added, so that writes are marked.")
                .violated("the page has contents as it comes, which nobody has to write again.");
        claims.of("H42c", MARKS_EARLY, MISSED)
                .at(ALL)
                .open("98fccdf0ac (2025) with the mark before the addition instead of after it.")
                .holds(
                        "a round that takes the mark too early cannot write-protect pages before the addition is complete, because both"
                                + " need the p2m lock, and it copies after that.");
    }

    private static void removals(Claims claims) {
        claims.of("H42d", ADDITIONS_UNMARKED, IDLE)
                .at("removes=on")
                .violated(
                        "Up to 98fccdf0ac (2025) a gfn stayed marked after its page was removed. The toolstack asks for its type and"
                                + " finds nothing to copy.");
        claims.of("H42e", MARKS_ADDITIONS, IDLE)
                .at(CALLS)
                .holds(
                        "98fccdf0ac (2025) takes the mark away, under the p2m lock, when a page is removed or a grant is mapped over it.");
        claims.of("H42f", MARKS_ADDITIONS, IDLE)
                .at("removes=on,device-model=on")
                .open("The removals of 98fccdf0ac (2025) while the device model has pages marked.")
                .violated(
                        "modified_memory() marks without the p2m lock, so that it can mark a gfn whose page was just removed.");
        claims.of("H42g", FAILURE_UNMARKED, MISSED)
                .at("removes=on,fails=on")
                .open(
                        "98fccdf0ac (2025) marks a page again, \"out of precaution\", if its removal has failed: is that necessary?")
                .violated("the page was dirty, its mark is gone, and it is still there.");
        claims.of("H42l", ONLY_ADDITIONS, MISSED)
                .at(ALL)
                .holds(
                        "The backports of 98fccdf0ac (2025) mark additions, and leave removals as they were. No page is missed.");
        claims.of("H42m", ONLY_ADDITIONS, IDLE)
                .at("removes=on")
                .violated("In the backports of 98fccdf0ac (2025) a gfn stays marked after its page was removed.");
    }

    private static void rounds(Claims claims) {
        claims.of("H42h", RUNS_ON, MISSED)
                .at(ALL)
                .open("The rounds of 98fccdf0ac (2025), if the guest ran on while they read, protect and flush.")
                .holds(
                        "a page that is written to between the reading and the flush was marked before, and is copied after the"
                                + " flush. The pause is not what keeps pages from being missed.");
        claims.of("H42i", READS_LAST, MISSED)
                .at("adds=on")
                .open("The rounds of 98fccdf0ac (2025) with the marks read after pages are write-protected.")
                .violated(
                        "a page that is added in between is marked and writable. The mark is read, and what the guest writes after"
                                + " the copy is not noticed.");
    }

    private static void hardware(Claims claims) {
        claims.of("H42j", WITH_PML, MISSED)
                .at(ALL)
                .holds("98fccdf0ac (2025) with PML: a round empties the CPUs' logs before it reads the marks.");
        claims.of("H42k", WITH_PML, IDLE)
                .at("removes=on")
                .open("The removals of 98fccdf0ac (2025) with PML.")
                .violated("a page that is removed while a CPU's log has it is marked when the log is emptied.");
    }

    private static void demand(Claims claims) {
        claims.of("H46", DEMAND_UNMARKED, MISSED)
                .at("starts=on-demand")
                .violated(
                        "Up to f56daba7cf (2011) a page that was populated on demand was not marked, and the guest could write to it"
                                + " without a fault. The migration itself populates what it copies.");
        claims.of("H46fix", MAPPING_MARKED_ONCE, MISSED)
                .at("starts=on-demand,vcpus=2,gfns=2")
                .holds("f56daba7cf (2011) marks each page as it is populated.");
    }

    private static void mappings(Claims claims) {
        claims.of("H47", MAPPING_MARKED_ONCE, MISSED)
                .at("mapping=on")
                .violated(
                        "Up to 5c23c760a8 (2015) a page that Xen had mapped for itself, such as the VMCS of a guest's hypervisor, was"
                                + " marked as it was mapped, and not for the writes that followed.");
        claims.of("H47fix", ADDITIONS_UNMARKED, MISSED)
                .at("mapping=on,vcpus=2,gfns=2")
                .holds("5c23c760a8 (2015) marks it as it is unmapped, and what is still mapped before the last round.");
        claims.of("H47b", MARKED_AT_UNMAP, MISSED)
                .at("mapping=on")
                .open("5c23c760a8 (2015) without the marks before the last round.")
                .violated("what is still mapped when the guest stops has never been marked.");
    }
}
