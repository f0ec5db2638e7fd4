package dev.stalemate.systems.amdiommu;

import static dev.stalemate.systems.amdiommu.IommuLaws.CALLERS;
import static dev.stalemate.systems.amdiommu.IommuLaws.LEAKED;
import static dev.stalemate.systems.amdiommu.IommuLaws.NO_TARGET;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_ID;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_LEVELS;
import static dev.stalemate.systems.amdiommu.IommuLaws.PUBLISHED;
import static dev.stalemate.systems.amdiommu.IommuLaws.RETAINED;
import static dev.stalemate.systems.amdiommu.IommuLaws.TRANSLATES;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Source;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.XenCommits;

/** What real code does beyond the thread (R8, A10), and what else growth and reuse must obey (A7 to A9). */
final class IommuReuseClaims {
    private static final String LARGER_RACE = "cpus=2,devices=2,callers=ram+mmio+unity";
    private static final String REUSE = "unmap=on,callers=ram,reassign=off";
    private static final String TWO_LEVELS_MORE =
            "errors=on,reassign=off,cpus=1,devices=2,assigned=2,dfns=0x0+0x8000000";
    private static final String QUARANTINE = "callers=none,cpus=1,dfns=0x0,quarantine=3";
    private static final String OTHERS_TABLES = "callers=ram,cpus=1,dfns=0x0,frames=1,quarantine=4,tables=8";

    private IommuReuseClaims() {}

    static void all(Claims claims) {
        claims.from(Code.XEN_IOMMU);
        reuseAndErrors(claims);
        quarantine(claims);
    }

    private static void reuseAndErrors(Claims claims) {
        claims.of("A7", IommuDesign.FOUR_LEVELS, RETAINED)
                .at(REUSE + ",tables=8")
                .holds(
                        "If unmap flushes the dfn under the domain's id before the frame is used again, no DMA reaches the "
                                + "new owner.");
        claims.of("A7b", IommuDesign.UNMAP_NO_FLUSH, RETAINED)
                .at(REUSE + ",tables=8")
                .violated("XSA-78: unmap without a flush lets DMA reach the new owner of the frame.");
        claims.of("A7c", IommuDesign.UNMAP_OTHER_ID, RETAINED)
                .at(REUSE + ",tables=8")
                .violated("Translations are tagged by domain id, so a flush under another domain's id has no effect.");
        claims.of("A7d", IommuDesign.XEN_4_12_1, RETAINED)
                .at(REUSE + ",tables=8")
                .holds("Xen 4.12.1 flushes an unmapped dfn under the domain's id before the frame is used again.");
        claims.of("A8", IommuDesign.XEN_4_12_1, LEAKED)
                .at(TWO_LEVELS_MORE)
                .violated("XSA-311: growing by more than one level leaks the new tables if a later allocation fails.");
        claims.of("A8b", IommuDesign.CAREFUL, LEAKED)
                .at(TWO_LEVELS_MORE + ",cpus=2")
                .holds("If a failed growth frees what it allocated, nothing is leaked.");
        claims.of("A9", IommuDesign.XEN_4_12_1, PUBLISHED)
                .at(TWO_LEVELS_MORE)
                .violated(
                        "An IOMMU that is not found (-ENODEV) ends the update half way, with the new root in only some of the "
                                + "entries.");
        claims.of("A9b", IommuDesign.CAREFUL, PUBLISHED)
                .at(TWO_LEVELS_MORE + ",cpus=2")
                .holds("If all IOMMUs are found before anything is published, no update ends half way.");
        claims.of("A9c", IommuDesign.CAREFUL, TRANSLATES)
                .at(LARGER_RACE)
                .holds("If a failed growth frees what it allocated, every mapped dfn translates as long as there are no"
                        + " errors.");
        claims.of("A9d", IommuDesign.CAREFUL, CALLERS)
                .at(LARGER_RACE)
                .holds("If a failed growth frees what it allocated, each caller holds the lock as long as there are no"
                        + " errors.");
    }

    private static void quarantine(Claims claims) {
        claims.from(XenCommits.QUARANTINE_LEVELS, new Source.Advisory(445));
        claims.of("R8", IommuDesign.QUARANTINE_48, OWN_LEVELS)
                .at(QUARANTINE)
                .violated("Quarantine tables of four levels are in an entry with the quarantine domain's three.");
        claims.of("R8b", IommuDesign.FOUR_LEVELS, OWN_LEVELS)
                .at(QUARANTINE)
                .holds("If the tables are built for the quarantine domain's own levels, root and mode agree.");
        claims.of("R8c", IommuDesign.REASSIGN_KEEPS_MODE, OWN_LEVELS)
                .at(QUARANTINE)
                .violated(
                        "If an entry keeps its mode as it is set up for another domain, root and mode differ where the "
                                + "domains' levels do.");
        claims.of("R8d", IommuDesign.QUARANTINE_48, NO_TARGET)
                .at(QUARANTINE + ",next-level=ignored")
                .violated("XSA-445: the walk ends one level early, in a page-table page.");
        claims.of("R8e", IommuDesign.QUARANTINE_48, NO_TARGET)
                .at(QUARANTINE)
                .open("XSA-445, if the IOMMU checks NextLevel as its specification says.")
                .holds(
                        "The root's entries name level 3, and with mode 3 an entry of the root may name 2 at most, so the "
                                + "walk ends in a fault (invalid level encoding). The advisory describes an IOMMU that counts levels "
                                + "down.");
        claims.from(Code.XEN_IOMMU);
        claims.of("A10", IommuDesign.XEN_4_12_1, NO_TARGET)
                .at(OTHERS_TABLES)
                .open("Up to Xen 4.12 the entry of a device that changes its domain is turned off meanwhile.")
                .violated(
                        "disable_translation() clears the valid bit with the translation bit, and an entry without a valid"
                                + " bit lets DMA pass untranslated. Until the new domain's tables are there, the device reaches all"
                                + " of memory.");
        claims.of("A10b", IommuDesign.FOUR_LEVELS, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("1b00c16bdf (Xen 4.13) leaves the valid bit set while a device changes its domain, so DMA is"
                        + " refused meanwhile.");
        claims.of("A10c", IommuDesign.XEN_4_12_1, OWN_ID)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds(
                        "In Xen 4.12.1 the IOTLB has only a domain's own translations under its id, because the word that"
                                + " turns translation on is the last.");
        claims.of("A10d", IommuDesign.FITTED, OWN_ID)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("If a domain has fewer than four levels, the IOTLB has only that domain's own translations under"
                        + " its id.");
        claims.of("A10e", IommuDesign.FITTED, OWN_LEVELS)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("If a domain has fewer than four levels, each entry has the mode of its own tables.");
        claims.of("A10f", IommuDesign.FITTED, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("If a domain has fewer than four levels, DMA is refused while a device's entry is off.");
        claims.of("A10g", IommuDesign.REASSIGN_ON_LAST, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("Where an entry is written field by field and turned on last, DMA is refused while it is off.");
    }
}
