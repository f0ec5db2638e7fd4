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

/** What real code does beyond thread 002 (R8, A10), and what growth and reuse must keep to besides (A7 to A9). */
final class IommuReuseClaims {
    private static final String LARGER_RACE = "cpus=2,devices=2,callers=ram+mmio+unity";
    private static final String REUSE = "unmap=on,callers=ram,reassign=off";
    private static final String TWO_LEVELS_MORE =
            "errors=on,reassign=off,cpus=1,devices=2,assigned=2,dfns=0x0+0x8000000";
    private static final String QUARANTINE = "callers=none,cpus=1,dfns=0x0,quarantine=3";
    private static final String OTHERS_TABLES = "callers=ram,cpus=1,dfns=0x0,frames=1,quarantine=4,tables=8";

    private IommuReuseClaims() {}

    static void all(Claims claims) {
        reuseAndErrors(claims);
        quarantine(claims);
    }

    private static void reuseAndErrors(Claims claims) {
        claims.of("A7", IommuDesign.FOUR_LEVELS, RETAINED)
                .at(REUSE + ",tables=8")
                .holds("unmap, flush the dfn under the domain's id, then reuse");
        claims.of("A7b", IommuDesign.UNMAP_NO_FLUSH, RETAINED)
                .at(REUSE + ",tables=8")
                .violated("XSA-78: unmap without a flush");
        claims.of("A7c", IommuDesign.UNMAP_OTHER_ID, RETAINED)
                .at(REUSE + ",tables=8")
                .violated("translations are tagged by domain id: a flush of another's is none");
        claims.of("A7d", IommuDesign.XEN_4_12_1, RETAINED)
                .at(REUSE + ",tables=8")
                .holds("Xen 4.12.1 flushes so, too");
        claims.of("A8", IommuDesign.XEN_4_12_1, LEAKED)
                .at(TWO_LEVELS_MORE)
                .violated("XSA-311: growing by more than one level leaks the new tables if a later allocation fails");
        claims.of("A8b", IommuDesign.CAREFUL, LEAKED)
                .at(TWO_LEVELS_MORE + ",cpus=2")
                .holds("with what was allocated freed on an error, nothing is leaked");
        claims.of("A9", IommuDesign.XEN_4_12_1, PUBLISHED)
                .at(TWO_LEVELS_MORE)
                .violated(
                        "an IOMMU that is not found (-ENODEV) ends the update half way: a new root in some of the entries");
        claims.of("A9b", IommuDesign.CAREFUL, PUBLISHED)
                .at(TWO_LEVELS_MORE + ",cpus=2")
                .holds("with all IOMMUs found before anything is published, nothing is published by halves");
        claims.of("A9c", IommuDesign.CAREFUL, TRANSLATES)
                .at(LARGER_RACE)
                .holds("without errors every mapped dfn translates");
        claims.of("A9d", IommuDesign.CAREFUL, CALLERS).at(LARGER_RACE).holds("and each caller holds the lock");
    }

    private static void quarantine(Claims claims) {
        claims.of("R8", IommuDesign.QUARANTINE_48, OWN_LEVELS)
                .at(QUARANTINE)
                .violated("quarantine tables of four levels, in an entry with the quarantine domain's three");
        claims.of("R8b", IommuDesign.FOUR_LEVELS, OWN_LEVELS)
                .at(QUARANTINE)
                .holds("tables built for the domain's own levels");
        claims.of("R8c", IommuDesign.REASSIGN_KEEPS_MODE, OWN_LEVELS)
                .at(QUARANTINE)
                .violated("an entry that is used for another domain and keeps its mode, where the levels differ");
        claims.of("R8d", IommuDesign.QUARANTINE_48, NO_TARGET)
                .at(QUARANTINE + ",next-level=ignored")
                .violated("XSA-445: the walk ends one level early, in a page-table page");
        claims.of("R8e", IommuDesign.QUARANTINE_48, NO_TARGET)
                .at(QUARANTINE)
                .open("the same, if the IOMMU checks NextLevel as its specification says")
                .holds(
                        "the root's entries name level 3 where 2 is the most that the mode of 3 allows, so that the walk ends in a fault (invalid level"
                                + " encoding); the advisory describes an IOMMU that counts levels down.");
        claims.of("A10", IommuDesign.XEN_4_12_1, NO_TARGET)
                .at(OTHERS_TABLES)
                .open("up to Xen 4.12 a device that changes its domain has its entry turned off meanwhile")
                .violated(
                        "disable_translation() clears the valid bit as well, and an entry without it lets DMA through untranslated: until the new"
                                + " domain's tables are there the device reaches all of memory.");
        claims.of("A10b", IommuDesign.FOUR_LEVELS, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("1b00c16bdf (Xen 4.13) leaves the valid bit set: DMA is refused meanwhile");
        claims.of("A10c", IommuDesign.XEN_4_12_1, OWN_ID)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds(
                        "what the IOTLB has under a domain's id is that domain's all the same: the word that turns translation on is the last");
        claims.of("A10d", IommuDesign.FITTED, OWN_ID)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("the same of a domain with fewer levels");
        claims.of("A10e", IommuDesign.FITTED, OWN_LEVELS)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("and each entry has the mode of its own tables");
        claims.of("A10f", IommuDesign.FITTED, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("and DMA is refused meanwhile");
        claims.of("A10g", IommuDesign.REASSIGN_ON_LAST, NO_TARGET)
                .at(OTHERS_TABLES + ",cpus=2,devices=2")
                .holds("DMA is refused, too, where the entry is written field by field");
    }
}
