package dev.stalemate.systems.splitentries;

import static dev.stalemate.systems.splitentries.LiveDesign.AT_ONCE;
import static dev.stalemate.systems.splitentries.LiveDesign.COUNTED;
import static dev.stalemate.systems.splitentries.LiveDesign.COUNT_ALONE;
import static dev.stalemate.systems.splitentries.LiveDesign.COUNT_FIRST;
import static dev.stalemate.systems.splitentries.LiveDesign.FIELDS;
import static dev.stalemate.systems.splitentries.LiveDesign.FIELDS_FLUSHED;
import static dev.stalemate.systems.splitentries.LiveDesign.FIELDS_IN_ORDER;
import static dev.stalemate.systems.splitentries.LiveDesign.HALVES;
import static dev.stalemate.systems.splitentries.LiveDesign.LOW_FIRST;
import static dev.stalemate.systems.splitentries.LiveDesign.LOW_LAST;
import static dev.stalemate.systems.splitentries.LiveDesign.READ_AGAIN;
import static dev.stalemate.systems.splitentries.LiveDesign.SET_64BIT;
import static dev.stalemate.systems.splitentries.LiveLaws.FOREIGN;
import static dev.stalemate.systems.splitentries.LiveLaws.TORN;
import static dev.stalemate.systems.splitentries.LiveLaws.WRITTEN;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;

/** Entries that are stored in parts while they are live: Xen and KVM before and after their fixes. */
final class LiveClaims {
    private static final String LOCKLESS = "entry=spte,change=turns,reader=halves";

    private LiveClaims() {}

    static void all(Claims claims) {
        ept(claims);
        amd(claims);
        halves(claims);
    }

    private static void ept(Claims claims) {
        claims.from(XenCommits.EPT_AT_ONCE);
        claims.of("H86", FIELDS, FOREIGN)
                .violated(
                        "Before bc3d9f95d6 (2020, XSA-328) a table was linked by assignments to bit-fields of the live EPT"
                                + " entry. If the compiler stores the rights before the address, the CPU walks address 0.");
        claims.of("H86fix", AT_ONCE, FOREIGN)
                .holds(
                        "Since bc3d9f95d6 (2020, XSA-328) an EPT entry that links a table is built apart, and stored at once.");
        claims.of("H86b", FIELDS_IN_ORDER, FOREIGN)
                .holds("bc3d9f95d6 (2020) is against the compiler alone: in the order of the source the rights come"
                        + " last, and the CPU finds nothing before.");
        claims.of("H86c", FIELDS, WRITTEN)
                .violated("What a CPU keeps of an EPT entry that was half linked before bc3d9f95d6 (2020) stays: an"
                        + " absent entry that becomes present is not flushed.");
        claims.of("H86d", FIELDS_FLUSHED, WRITTEN)
                .holds("A flush after each link of a table would end what a CPU keeps of a half linked EPT entry.");
        claims.of("H86e", FIELDS_FLUSHED, FOREIGN)
                .violated("A flush after each link of a table comes too late for the walk itself.");
    }

    private static void amd(Claims claims) {
        claims.from(XenCommits.AMD_PTE_AT_ONCE);
        claims.of("H87", FIELDS, FOREIGN)
                .at("entry=amd-pte,change=replace")
                .violated(
                        "Before 3b055121c5 (2020, XSA-347) an AMD IOMMU's live entry was changed field by field: with the new"
                                + " page's address and the old page's rights, a device writes to a page that it may only read.");
        claims.of("H87fix", AT_ONCE, FOREIGN)
                .at("entry=amd-pte,change=replace")
                .holds("Since 3b055121c5 (2020, XSA-347) an AMD IOMMU's entry is built apart, and stored at once.");
        claims.of("H87b", FIELDS_IN_ORDER, FOREIGN)
                .at("entry=amd-pte,change=replace")
                .expectedToHold("3b055121c5 (2020) says that the compiler may exchange or split the stores.")
                .violated("the compiler is not needed: in the order of the source the address comes before the rights,"
                        + " and the present bit is set throughout.");
        claims.of("H87c", FIELDS, FOREIGN)
                .at("entry=amd-pte")
                .violated(
                        "Before 3b055121c5 (2020), if the compiler sets the present bit before the address as it links"
                                + " a table, the IOMMU reads and writes address 0.");
        claims.of("H87d", FIELDS_IN_ORDER, FOREIGN)
                .at("entry=amd-pte")
                .holds("In the order of the source the present bit of an AMD IOMMU's entry comes last, so that a table"
                        + " is linked safely even before 3b055121c5 (2020).");
        claims.of("H87e", FIELDS_IN_ORDER, FOREIGN)
                .at("entry=amd-pte,change=split")
                .violated("Before 3b055121c5 (2020), as a large page was split, the address of the new table stood in"
                        + " the entry while its level was still that of a page: a device reaches the table itself.");
        claims.of("H87f", AT_ONCE, FOREIGN)
                .at("entry=amd-pte,change=split")
                .holds("Since 3b055121c5 (2020) the address of a new table and its level are stored at once.");
        claims.of("H87g", FIELDS, FOREIGN)
                .at("entry=amd-pte,change=unmap")
                .violated("Before 3b055121c5 (2020) an entry was cleared by memset(), whose order is undefined: the"
                        + " present bit may outlive the address.");
        claims.of("H87h", AT_ONCE, TORN)
                .at("entry=amd-pte,change=unmap")
                .holds("Since 3b055121c5 (2020) an entry is cleared by one store.");
        claims.of("H87i", FIELDS, WRITTEN)
                .at("entry=amd-pte")
                .violated("Before 3b055121c5 (2020), what the IOMMU keeps of an entry that was half linked stays: only"
                        + " changes of present entries are flushed.");
        claims.of("H87j", FIELDS, WRITTEN)
                .at("entry=amd-pte,change=replace")
                .holds("A mixture of two present entries of an AMD IOMMU ends with the flush that follows the change.");
        claims.of("H87l", AT_ONCE, WRITTEN)
                .at("entry=amd-pte,change=replace")
                .holds("The flush that follows 3b055121c5's one store (2020) removes the old entry of an AMD IOMMU.");
        claims.of("H87k", AT_ONCE, TORN)
                .at("entry=amd-pte,change=map")
                .holds("A page is mapped at once since 3b055121c5 (2020).");
    }

    private static void halves(Claims claims) {
        claims.from(LinuxCommits.SPTE_COUNT);
        claims.of("H88", READ_AGAIN, TORN)
                .at(LOCKLESS)
                .violated(
                        "On a 32-bit host, an SPTE is cleared and set again between two looks at its low half: without"
                                + " the count of c2a2ac2b563c (2011) a reader takes the old low half with a high half of zero.");
        claims.of("H88fix", COUNTED, TORN)
                .at(LOCKLESS)
                .holds("With c2a2ac2b563c (2011) a reader of two halves starts over if the low half has changed, or the"
                        + " count of clears has.");
        claims.of("H88b", COUNT_ALONE, TORN)
                .at(LOCKLESS)
                .violated("The count of c2a2ac2b563c (2011) does not replace the second look at the low half: a clear"
                        + " that is half done has not raised the count yet.");
        claims.of("H88c", COUNT_FIRST, TORN)
                .at(LOCKLESS)
                .violated("A count of clears that is raised before the stores comes too early: a reader may begin after"
                        + " it, and before the stores.");
        claims.of("H88d", SET_64BIT, TORN)
                .at(LOCKLESS)
                .violated("Stores of 64 bits, as before 603e0651cfc8 (2011), do not help a reader that takes two loads:"
                        + " a clear and another store may fall between them.");
        claims.of("H88e", READ_AGAIN, TORN)
                .at(LOCKLESS + ",same-low=off")
                .expectedToHold("A low half that is another one tells the reader of the change.")
                .violated("the same page may be set again, with the same low half.");
        claims.of("H88f", COUNTED, TORN)
                .at(LOCKLESS + ",same-low=off")
                .holds("Nothing that c2a2ac2b563c (2011) relies on depends on the low halves of other pages.");
        claims.from(LinuxCommits.SPTE_HALVES);
        claims.of("H88g", COUNTED, TORN)
                .at("entry=spte,change=turns")
                .holds("Since 603e0651cfc8 (2011) an SPTE is cleared from the low half and set from the high one, so"
                        + " that the CPU's walk never finds the present bit with another entry's high half.");
        claims.of("H88h", LOW_FIRST, TORN)
                .at("entry=spte,change=turns")
                .violated("If the low half is stored first as an SPTE is set, the CPU's walk finds the present bit"
                        + " before the high half is there.");
        claims.of("H88i", LOW_LAST, TORN)
                .at("entry=spte,change=turns")
                .violated("If the low half is stored last as an SPTE is cleared, the CPU's walk finds the present bit"
                        + " with a high half of zero.");
        claims.of("H88j", HALVES, TORN)
                .at(LOCKLESS)
                .violated("An order of stores that suits the CPU's walk, which reads 64 bits at once, does not suit a"
                        + " reader of halves.");
    }
}
