package dev.stalemate.systems.iommuentries;

import static dev.stalemate.systems.iommuentries.EntryDesign.DTE_IN_ORDER;
import static dev.stalemate.systems.iommuentries.EntryDesign.DTE_PAIRS;
import static dev.stalemate.systems.iommuentries.EntryDesign.DTE_WORDS;
import static dev.stalemate.systems.iommuentries.EntryDesign.ENTRY_WRITER;
import static dev.stalemate.systems.iommuentries.EntryDesign.OVER_BOTH_IDS;
import static dev.stalemate.systems.iommuentries.EntryDesign.PRESENT_FIRST;
import static dev.stalemate.systems.iommuentries.EntryDesign.STORED_OVER;
import static dev.stalemate.systems.iommuentries.EntryDesign.XEN_ABSENT_FIRST;
import static dev.stalemate.systems.iommuentries.EntryDesign.XEN_AT_ONCE;
import static dev.stalemate.systems.iommuentries.EntryDesign.XEN_ID_LAST;
import static dev.stalemate.systems.iommuentries.EntryDesign.XEN_UNMAP;
import static dev.stalemate.systems.iommuentries.EntryLaws.FOREIGN;
import static dev.stalemate.systems.iommuentries.EntryLaws.STRAY;
import static dev.stalemate.systems.iommuentries.EntryLaws.TRANSLATES;
import static dev.stalemate.systems.iommuentries.EntryLaws.WRITTEN;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;

/** Entries that are replaced: VT-d's in Linux and Xen, AMD's, SMMU's and RISC-V's. */
final class EntryReplaceClaims {
    private static final String FIRST_STAGE = "entry=first-stage";
    private static final String SHARED = "other=in-old,frees=off";
    private static final String ANY_FETCH = "fetch=word,fetch-order=any,other=takes-id";

    private EntryReplaceClaims() {}

    static void all(Claims claims) {
        pasid(claims);
        prices(claims);
        xen(claims);
        amd(claims);
        others(claims);
    }

    private static void pasid(Claims claims) {
        claims.from(LinuxCommits.PASID_REPLACED_ABSENT);
        claims.of("H57", STORED_OVER, FOREIGN)
                .at(FIRST_STAGE)
                .violated(
                        "From 7543ee63e811 (2024) to c3b1edea3791 (2026) a present PASID entry was stored over. A fetch"
                                + " can find the new id with the old root. The flush names the old id, so the device goes on to"
                                + " reach the old domain's page.");
        claims.of("H57fix", PRESENT_FIRST, FOREIGN)
                .at(FIRST_STAGE + ",other=takes-id")
                .holds(
                        "Since c3b1edea3791 (2026) an entry is torn down and set up, and no fetch finds a part of each.");
        claims.of("H57b", STORED_OVER, FOREIGN)
                .at(SHARED)
                .violated("With second-stage tables the mixture that c3b1edea3791 (2026) prevents is the new root with"
                        + " the old id: devices that stay in the old domain reach pages of the new one.");
        claims.of("H57c", STORED_OVER, WRITTEN)
                .holds("The mixture of two second-stage entries that c3b1edea3791 (2026) prevents has the old id, so"
                        + " the flush removes it.");
        claims.of("H57d", STORED_OVER, WRITTEN)
                .at(FIRST_STAGE)
                .violated(
                        "The mixture of two first-stage entries that c3b1edea3791 (2026) prevents can have the new id,"
                                + " and then it stays.");
        claims.of("H57e", STORED_OVER, FOREIGN)
                .at("other=takes-id")
                .open("The replacement of 7543ee63e811 (2024) flushes the IOTLB by PASID, whatever the tables are, as"
                        + " a teardown did before 8798d3641119 (2021). Does that matter?")
                .violated(
                        "translations of second-stage tables stay, and no mixture is needed: the next domain with that"
                                + " id reaches the old one's page. c3b1edea3791 (2026) ends this, too, as it replaces through a"
                                + " teardown.");
        claims.of("H57y", PRESENT_FIRST, FOREIGN)
                .at("other=takes-id")
                .holds("Since c3b1edea3791 (2026) a replacement flushes all translations of second-stage tables, as a"
                        + " teardown does.");
        claims.of("H57f", OVER_BOTH_IDS, FOREIGN)
                .at(FIRST_STAGE + ",other=takes-id")
                .holds("A flush under both ids would leave nothing of a mixture.");
        claims.of("H57g", OVER_BOTH_IDS, FOREIGN)
                .at(FIRST_STAGE + "," + SHARED)
                .violated("A flush under both ids is too late for devices that stay in the old domain.");
        claims.of("H57h", PRESENT_FIRST, STRAY)
                .at(FIRST_STAGE + ",other=takes-id")
                .holds("With c3b1edea3791 (2026) no entry that the IOMMU keeps points to a table that was freed, or to"
                        + " address 0.");
    }

    private static void prices(Claims claims) {
        claims.from(LinuxCommits.PASID_REPLACED_ABSENT);
        claims.of("H57i", PRESENT_FIRST, TRANSLATES)
                .violated("The price of c3b1edea3791 (2026): between teardown and set-up DMA is refused, which"
                        + " 7543ee63e811 (2024) avoided.");
        claims.of("H57j", STORED_OVER, TRANSLATES)
                .at("zero-id=refused")
                .holds("From 7543ee63e811 (2024) to c3b1edea3791 (2026) no DMA was refused while an entry was"
                        + " replaced.");
        claims.of("H57k", XEN_AT_ONCE, TRANSLATES)
                .at("zero-id=refused")
                .holds("One store of 128 bits, as Xen has since 8f41e481b4 (2022), replaces a context entry without a"
                        + " fault.");
        claims.of("H57l", XEN_AT_ONCE, FOREIGN)
                .at(SHARED)
                .holds("One store of 128 bits, as Xen has since 8f41e481b4 (2022), mixes nothing if fetches are of 128"
                        + " bits.");
        claims.of("H57w", XEN_AT_ONCE, FOREIGN)
                .at("other=takes-id")
                .holds("After the flushes of 8f41e481b4 (2022) nothing of the old domain is kept, so that its id can"
                        + " be used again.");
        claims.of("H57m", XEN_AT_ONCE, FOREIGN)
                .at(FIRST_STAGE + "," + SHARED)
                .open("Would one store of 512 bits do for a first-stage PASID entry?")
                .violated("the IOMMU fetches it by 128 bits, and finds the old id with the new root.");
    }

    private static void xen(Claims claims) {
        claims.from(XenCommits.VTD_REASSIGNS);
        claims.of("H57n", XEN_ID_LAST, FOREIGN)
                .at(SHARED)
                .violated(
                        "8f41e481b4 (2022) says of its way without CMPXCHG16B for devices with RMRRs that other devices"
                                + " of the old domain may get wrong translations. They do.");
        claims.of("H57o", XEN_ID_LAST, FOREIGN)
                .at("other=takes-id")
                .holds("8f41e481b4 (2022) says that this way is right for the only device of a domain. It is.");
        claims.of("H57p", XEN_ID_LAST, TRANSLATES).holds("8f41e481b4 (2022) takes this way so that no DMA is refused.");
        claims.of("H57q", XEN_ABSENT_FIRST, FOREIGN)
                .at(SHARED)
                .holds("Without CMPXCHG16B, 8f41e481b4 (2022) makes other entries absent before it stores them:"
                        + " nothing is mixed.");
        claims.of("H57x", XEN_ABSENT_FIRST, FOREIGN)
                .at("other=takes-id")
                .holds("An entry that 8f41e481b4 (2022) makes absent without a flush is still kept until the flushes"
                        + " after the change.");
        claims.of("H57r", XEN_ABSENT_FIRST, FOREIGN)
                .at(SHARED + ",fetch=word")
                .open("What if fetches of such entries were of 64 bits?")
                .violated("no flush follows the clearing of the present bit, so a fetch from before can go on with the"
                        + " new words.");
        claims.of("H57s", XEN_UNMAP, TRANSLATES)
                .violated(
                        "Before 8f41e481b4 (2022, XSA-400) a device that changed its domain was without an entry for a"
                                + " while, and DMA to its RMRRs was refused.");
    }

    private static void amd(Claims claims) {
        claims.from(LinuxCommits.DTE_IN_PAIRS);
        claims.of("H58", DTE_WORDS, FOREIGN)
                .at("tag=source,fetch=whole")
                .violated(
                        "Before 8b3f78733814 (2024) a device-table entry was stored as words, in the compiler's order."
                                + " The old root, then the new one, can be there with domain id 0, whose translations nobody"
                                + " flushes.");
        claims.of("H58fix", DTE_PAIRS, FOREIGN)
                .at("tag=source,fetch=whole,other=takes-id")
                .holds("Since 8b3f78733814 (2024) root, valid bit and domain id are one store.");
        claims.of("H58b", DTE_WORDS, STRAY)
                .at("tag=source,fetch=whole,entry=gcr3,change=set-up")
                .violated("Before 8b3f78733814 (2024) the address of a GCR3 table was stored in two words, so that the"
                        + " IOMMU can use half of it.");
        claims.of("H58c", DTE_PAIRS, STRAY)
                .at("tag=source,fetch=whole,entry=gcr3")
                .holds("With 8b3f78733814 (2024) all parts of a GCR3 table's address are one store.");
        claims.of("H58d", DTE_IN_ORDER, FOREIGN)
                .at("tag=source,fetch=whole,other=takes-id")
                .holds(
                        "With a compiler that keeps the order, stores of words were right before 8b3f78733814 (2024):"
                                + " the valid bit is cleared first and set last, and the IOMMU reads an entry in one transaction.");
        claims.of("H58e", DTE_IN_ORDER, FOREIGN)
                .at("tag=source,fetch=word,fetch-order=any")
                .open("What if the IOMMU fetched such an entry by 64 bits, in any order?")
                .violated("the same mixtures with domain id 0 are there, although the valid bit is stored last.");
        claims.of("H58f", DTE_PAIRS, FOREIGN)
                .at("tag=source,fetch=word,fetch-order=any")
                .open("Does 8b3f78733814 (2024) depend on how the IOMMU fetches an entry?")
                .violated("stores of 128 bits are no help against fetches of 64.");
    }

    private static void others(Claims claims) {
        claims.from(LinuxCommits.STE_WRITER);
        claims.of("H57t", ENTRY_WRITER, FOREIGN)
                .at(FIRST_STAGE + "," + ANY_FETCH)
                .holds("SMMU's writer of 7da51af9125c (2024) replaces a stream-table entry that is fetched by 64 bits,"
                        + " in any order.");
        claims.of("H57u", ENTRY_WRITER, FOREIGN)
                .at("entry=context-descriptor," + ANY_FETCH)
                .holds("SMMU's writer of 7da51af9125c (2024) replaces a context descriptor, which has ASID and valid"
                        + " bit in one word.");
        claims.of("H57v", ENTRY_WRITER, STRAY)
                .at("entry=device-context," + ANY_FETCH)
                .holds("The writer of 7da51af9125c (2024) would do for RISC-V's device context, which has id and root"
                        + " in one word.");
    }
}
