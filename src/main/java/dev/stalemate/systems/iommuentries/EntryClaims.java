package dev.stalemate.systems.iommuentries;

import static dev.stalemate.systems.iommuentries.EntryDesign.BY_PASID;
import static dev.stalemate.systems.iommuentries.EntryDesign.ENTRY_WRITER;
import static dev.stalemate.systems.iommuentries.EntryDesign.IOTLB_FIRST;
import static dev.stalemate.systems.iommuentries.EntryDesign.PRESENT_FIRST;
import static dev.stalemate.systems.iommuentries.EntryDesign.UNWAITED;
import static dev.stalemate.systems.iommuentries.EntryDesign.UNWRITTEN;
import static dev.stalemate.systems.iommuentries.EntryDesign.XEN_UNMAP;
import static dev.stalemate.systems.iommuentries.EntryDesign.ZEROED;
import static dev.stalemate.systems.iommuentries.EntryDesign.ZEROED_ANY;
import static dev.stalemate.systems.iommuentries.EntryLaws.FOREIGN;
import static dev.stalemate.systems.iommuentries.EntryLaws.LINKED;
import static dev.stalemate.systems.iommuentries.EntryLaws.SPURIOUS;
import static dev.stalemate.systems.iommuentries.EntryLaws.STRAY;
import static dev.stalemate.systems.iommuentries.EntryLaws.WRITTEN;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.LinuxCommits;

/** Entries that are torn down or set up, and tables of entries that are linked: Linux and Xen before and after their fixes. */
final class EntryClaims {
    private EntryClaims() {}

    static void all(Claims claims) {
        context(claims);
        flushes(claims);
        pasid(claims);
        linked(claims);
        EntryReplaceClaims.all(claims);
    }

    private static void context(Claims claims) {
        claims.from(LinuxCommits.CONTEXT_PRESENT_FIRST);
        claims.of("H55", ZEROED_ANY, SPURIOUS)
                .at("change=tear-down,zero-id=refused")
                .violated("Before c1e4f1dccbe9 (2026) a context entry was zeroed by two plain assignments. If the"
                        + " compiler exchanges them, a fetch finds an entry that is present and has no address width, and"
                        + " DMA is refused as malformed.");
        claims.of("H55fix", PRESENT_FIRST, SPURIOUS)
                .at("change=tear-down,zero-id=refused,fetch=word,fetch-order=any")
                .holds("Since c1e4f1dccbe9 (2026) the present bit is cleared and flushed before anything else changes,"
                        + " so that no fetch finds a mixture, in whatever pieces and order it reads.");
        claims.of("H55b", ZEROED_ANY, FOREIGN)
                .at("change=tear-down,zero-id=refused,other=takes-id")
                .holds("The mixture that c1e4f1dccbe9 (2026) prevents was never more than a fault where the IOMMU"
                        + " refuses it.");
        claims.of("H55c", ZEROED_ANY, WRITTEN)
                .at("change=tear-down")
                .open("What if an IOMMU had used the mixture that c1e4f1dccbe9 (2026) prevents, as one would whose"
                        + " entries have the address width in word 0?")
                .violated(
                        "the IOMMU keeps the old root under domain id 0. The flush names the old id, and passes it by,"
                                + " so that the device still walks the table after that was freed.");
        claims.of("H55d", ZEROED_ANY, WRITTEN)
                .at("change=tear-down,tag=source")
                .holds("If a flush of an entry looks at the device alone, as AMD's does, it finds what is kept under a"
                        + " wrong domain id.");
        claims.of("H55e", ZEROED, WRITTEN)
                .at("change=tear-down")
                .holds("If the word with the present bit is stored first, and fetches are of 128 bits, a context entry"
                        + " is never torn.");
        claims.of("H55f", ZEROED, WRITTEN)
                .at("change=tear-down,fetch=word")
                .violated("A fetch of 64 bits at a time reads the word with the present bit before its store, and the"
                        + " word with the id after its store: the order of the stores does not help.");
        claims.of("H55g", PRESENT_FIRST, WRITTEN)
                .at("change=tear-down,fetch=word,fetch-order=any,other=takes-id")
                .holds("After the flush of c1e4f1dccbe9 (2026) no fetch is under way that has seen the present bit,"
                        + " and nothing is kept.");
        claims.of("H55h", ZEROED_ANY, WRITTEN)
                .at("change=tear-down,entry=directory,fetch=word,fetch-order=any")
                .expectedToFail(
                        "f46452c3df7a (2026) clears the present bit of scalable-mode context entries first, against"
                                + " torn reads.")
                .holds("all that such an entry has is in its first word: present bit, PASID directory and its size."
                        + " RID_PASID, in the second one, is zero in Linux. Clearing it is one store.");
        claims.of("H55i", XEN_UNMAP, FOREIGN)
                .at("change=tear-down,other=takes-id")
                .holds("Xen clears the present bit first, and flushes only after the rest. That suffices if fetches"
                        + " are of 128 bits.");
        claims.of("H55j", XEN_UNMAP, WRITTEN)
                .at("change=tear-down,fetch=word")
                .open("What if the IOMMU fetched Xen's context entries by 64 bits?")
                .violated(
                        "a fetch may have read the present bit before it was cleared. Only a flush in between ends such"
                                + " a fetch.");
    }

    private static void flushes(Claims claims) {
        claims.from(LinuxCommits.CONTEXT_PRESENT_FIRST);
        claims.of("H55k", IOTLB_FIRST, FOREIGN)
                .at("change=tear-down,other=takes-id")
                .violated("If the IOTLB is flushed before the entry, the kept entry fills it again, and the next domain"
                        + " with that id reaches a page of the old one.");
        claims.of("H55l", ZEROED, FOREIGN)
                .at("change=tear-down,other=takes-id")
                .holds("The entry is flushed first, then the IOTLB, and both before the domain's id is used again.");
        claims.of("H55m", UNWAITED, FOREIGN)
                .at("change=tear-down")
                .violated("A flush that is not waited for comes too late: the device still reaches the domain's page"
                        + " after the domain is gone.");
    }

    private static void pasid(Claims claims) {
        claims.from(LinuxCommits.PASID_PRESENT_FIRST);
        claims.of("H56", ZEROED, STRAY)
                .at("change=tear-down,entry=first-stage")
                .violated("Before 75ed00055c05 (2026) a PASID entry was zeroed at once. Its first-stage root is in the"
                        + " second 128 bits, so a fetch can find the old present bit with a root of zero, and the IOMMU"
                        + " walks physical address 0.");
        claims.of("H56fix", PRESENT_FIRST, STRAY)
                .at("change=tear-down,entry=first-stage,fetch=word,fetch-order=any")
                .holds("Since 75ed00055c05 (2026) the present bit is cleared and flushed before the root is zeroed.");
        claims.of("H56b", ZEROED, WRITTEN)
                .at("change=tear-down,entry=first-stage")
                .holds("The torn PASID entry that 75ed00055c05 (2026) prevents does not outlive the change: it has the"
                        + " old id, which is flushed.");
        claims.of("H56c", ZEROED, FOREIGN)
                .at("change=tear-down,entry=first-stage")
                .violated(
                        "Before 75ed00055c05 (2026), what a device translates through address 0 is whatever that memory"
                                + " names.");
        claims.of("H56d", ZEROED, WRITTEN)
                .at("change=tear-down,other=takes-id")
                .holds("A PASID entry of second-stage tables has present bit, root and id in its first 128 bits: no"
                        + " fetch of 128 bits tears it.");
        claims.of("H56e", PRESENT_FIRST, STRAY)
                .at("change=set-up,entry=first-stage")
                .holds("An entry is set up with its present bit last, and the IOMMU reads the piece with that bit"
                        + " first.");
        claims.of("H56f", PRESENT_FIRST, STRAY)
                .at("change=set-up,entry=first-stage,fetch-order=any")
                .open("Setting up relies on the IOMMU to read the piece with the present bit first. What if it does"
                        + " not?")
                .violated(
                        "the IOMMU reads the root before the root is stored, and the present bit after the bit is set."
                                + " No flush ends the fetch.");
        claims.of("H56g", ENTRY_WRITER, STRAY)
                .at("change=set-up,entry=first-stage,fetch=word,fetch-order=any")
                .holds("With 7da51af9125c (2024) SMMU's entries are flushed before the present bit is set, so that"
                        + " fetches may read in any order.");
        claims.of("H56h", BY_PASID, FOREIGN)
                .at("change=tear-down,other=takes-id")
                .violated("Before 8798d3641119 (2021) the IOTLB was flushed by PASID, which leaves translations of"
                        + " second-stage tables: the next domain with that id reaches the old one's page.");
    }

    private static void linked(Claims claims) {
        claims.from(LinuxCommits.PASID_TABLE_FLUSHED);
        claims.of("H59", ZEROED, STRAY)
                .at("change=link,snoops=off")
                .violated(
                        "Before 22d169bdd284 (2026) a new table of PASID entries was linked first, and written back to"
                                + " RAM then. If the cache writes the directory back by itself, the IOMMU takes what the page had"
                                + " before for entries.");
        claims.of("H59fix", PRESENT_FIRST, STRAY)
                .at("change=link,snoops=off")
                .holds("Since 22d169bdd284 (2026) the table is in RAM before its address is stored anywhere.");
        claims.of("H59b", BY_PASID, LINKED)
                .at("change=link,snoops=off")
                .violated("Before 194b3348bdbb (2023) neither table nor directory was written back, and the IOMMU may"
                        + " find no table for long.");
        claims.of("H59c", ZEROED, LINKED)
                .at("change=link,snoops=off")
                .holds("Since 194b3348bdbb (2023) the directory is written back after the table was linked.");
        claims.of("H59d", ZEROED, STRAY)
                .at("change=link")
                .holds("The order that 22d169bdd284 (2026) changes was harmless with an IOMMU that snoops the CPUs'"
                        + " caches.");
        claims.of("H59e", UNWRITTEN, WRITTEN)
                .at("change=tear-down,snoops=off")
                .violated(
                        "An entry that is cleared in the cache alone is still present for an IOMMU that does not snoop,"
                                + " after every flush.");
        claims.of("H59f", PRESENT_FIRST, WRITTEN)
                .at("change=tear-down,snoops=off,entry=first-stage,fetch=word,fetch-order=any")
                .holds("75ed00055c05 (2026) writes an entry back after its present bit was cleared, and again after"
                        + " the rest was.");
    }
}
