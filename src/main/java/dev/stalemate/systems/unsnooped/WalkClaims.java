package dev.stalemate.systems.unsnooped;

import static dev.stalemate.systems.unsnooped.WalkDesign.FLUSH_FIRST;
import static dev.stalemate.systems.unsnooped.WalkDesign.LOWEST_LEVEL;
import static dev.stalemate.systems.unsnooped.WalkDesign.NOTHING;
import static dev.stalemate.systems.unsnooped.WalkDesign.TABLE_LATE;
import static dev.stalemate.systems.unsnooped.WalkDesign.TARGET_ALONE;
import static dev.stalemate.systems.unsnooped.WalkDesign.WRITTEN_BACK;
import static dev.stalemate.systems.unsnooped.WalkLaws.FOUND;
import static dev.stalemate.systems.unsnooped.WalkLaws.RETAINED;
import static dev.stalemate.systems.unsnooped.WalkLaws.STRAY;

import dev.stalemate.model.Claims;

/** Fixes of 2014 to 2021: page tables that an IOMMU reads from RAM. */
final class WalkClaims {
    private static final String ENTRY = "change=entry";
    private static final String SUPERPAGE = "change=superpage";
    private static final String MAP = "change=map";
    private static final String MORE = "pages=3";

    private WalkClaims() {}

    static void all(Claims claims) {
        sharedTables(claims);
        whatElseItNeeds(claims);
        backport(claims);
        arm(claims);
    }

    private static void sharedTables(Claims claims) {
        claims.of("H82", TARGET_ALONE, RETAINED)
                .violated(
                        "A page is removed from a superpage (c23274fd04, 2020, XSA-321). The entry that comes to point to the new table is"
                                + " not written back, so an IOMMU that does not snoop goes on finding the superpage. The page is freed, and"
                                + " the device reaches its next owner.");
        claims.of("H82fix", WRITTEN_BACK, RETAINED)
                .at(MORE)
                .holds(
                        "c23274fd04 (2020, XSA-321) writes back new tables and all entries before the IOTLB is flushed.");
        claims.of("H82b", TARGET_ALONE, STRAY)
                .violated(
                        "Up to c23274fd04 (2020, XSA-321) a cache could write back the entry that points to a new table, and not the table:"
                                + " the IOMMU takes what was in its page before for entries.");
        claims.of("H82c", WRITTEN_BACK, STRAY)
                .at(MORE)
                .holds("c23274fd04 (2020, XSA-321) writes a table back before an entry points to it.");
        claims.of("H82d", TARGET_ALONE, RETAINED)
                .at(ENTRY + "," + MORE)
                .open("A page is removed that an entry of a table maps, before c23274fd04 (2020, XSA-321).")
                .holds(
                        "iommu_pte_flush() wrote back the entry that maps or unmaps. Only new tables and the entries above them were left out.");
        claims.of("H82e", TARGET_ALONE, RETAINED)
                .at("snoops=on," + MORE)
                .holds(
                        "Before c23274fd04 (2020, XSA-321), with an IOMMU that snoops: it finds in caches what is not in RAM.");
    }

    private static void whatElseItNeeds(Claims claims) {
        claims.of("H82f", TARGET_ALONE, FOUND)
                .at(MAP)
                .violated(
                        "Up to c23274fd04 (2020, XSA-321) a page that was mapped in a new table was not found by the IOMMU until a cache"
                                + " wrote back the entry above.");
        claims.of("H82g", WRITTEN_BACK, FOUND)
                .at(MAP + "," + MORE)
                .holds("After c23274fd04 (2020, XSA-321) DMA to a page that has been mapped is not refused.");
        claims.of("H82h", TARGET_ALONE, STRAY)
                .at(MAP)
                .violated(
                        "Up to c23274fd04 (2020, XSA-321) a new table in which a page was mapped was not written back before it was linked.");
        claims.of("H82i", FLUSH_FIRST, RETAINED)
                .violated(
                        "Mutant of c23274fd04 (2020, XSA-321): a device's access between the flush of the IOTLB and the write-back keeps the"
                                + " old entry.");
        claims.of("H82j", TABLE_LATE, STRAY)
                .violated(
                        "Mutant of c23274fd04 (2020, XSA-321): the new table is written back after the entry that points to it.");
    }

    private static void backport(Claims claims) {
        claims.of("H83", LOWEST_LEVEL, RETAINED)
                .at(SUPERPAGE)
                .violated(
                        "In the backport of c23274fd04 (2020) to Xen 4.11 the function that writes entries returned early above the"
                                + " lowest level (2021, XSA-366). A superpage that was removed stays where the IOMMU reads it.");
        claims.of("H83fix", WRITTEN_BACK, RETAINED)
                .at(SUPERPAGE + "," + MORE)
                .holds(
                        "XSA-366 (2021) brings c23274fd04 (2020) to 4.11 in full: entries of all levels are written back.");
        claims.of("H83b", TARGET_ALONE, RETAINED)
                .at(SUPERPAGE + "," + MORE)
                .open("The removal of a superpage before c23274fd04 (2020, XSA-321) and the backport of XSA-366.")
                .holds(
                        "The superpage's entry was written back then, so for this removal the backport was worse than no fix.");
        claims.of("H83c", LOWEST_LEVEL, RETAINED)
                .violated("The backport of c23274fd04 (2020) to Xen 4.11, where a page is removed from a superpage:"
                        + " XSA-321 as it was.");
        claims.of("H83d", LOWEST_LEVEL, STRAY)
                .at(MORE)
                .open("Old contents of a table's page, in the backport of c23274fd04 (2020) to Xen 4.11.")
                .holds(
                        "The backport writes back new tables, so the IOMMU finds what was stored there, or the superpage.");
    }

    private static void arm(Claims claims) {
        claims.of("H84", NOTHING, RETAINED)
                .at(ENTRY)
                .violated(
                        "Xen on Arm before 4c5f4cb78c (2014) would have written nothing back for an SMMU whose walks are not coherent: a"
                                + " device goes on reaching a page that was removed.");
        claims.of("H84fix", WRITTEN_BACK, RETAINED)
                .at(ENTRY + "," + MORE)
                .holds("4c5f4cb78c (2014) cleans each entry to RAM if the SMMU's walks are not coherent.");
        claims.of("H84b", NOTHING, FOUND)
                .at(MAP)
                .violated("Xen on Arm before 4c5f4cb78c (2014): the SMMU does not find a page that was mapped.");
        claims.of("H84c", NOTHING, RETAINED)
                .at(ENTRY + ",snoops=on," + MORE)
                .holds("Without 4c5f4cb78c (2014), with an SMMU whose walks are coherent.");
    }
}
