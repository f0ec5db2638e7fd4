package dev.stalemate.systems.amdiommu;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What real code does beyond thread 002 (R8, A10), and what growth and reuse must keep to besides (A7 to A9). */
final class IommuReuseClaims extends ClaimList {
    private static final String CALLERS = "callers-hold-lock";
    private static final String NO_TARGET = "tables-are-no-target";
    private static final String OWN_LEVELS = "root-with-own-levels";
    private static final String TRANSLATES = "mapped-translates";
    private static final String RETAINED = "no-retained-mapping";
    private static final String LARGER_RACE = "cpus=2,devices=2,callers=ram+mmio+unity";
    private static final String REUSE = "unmap=on,callers=ram,reassign=off";
    private static final String TWO_LEVELS_MORE =
            "errors=on,reassign=off,cpus=1,devices=2,assigned=2,dfns=0x0+0x8000000";
    private static final String QUARANTINE = "callers=none,cpus=1,dfns=0x0,quarantine=3";
    private static final String OTHERS_TABLES = "callers=ram,cpus=1,dfns=0x0,frames=1,quarantine=4,tables=8";

    private IommuReuseClaims(IommuSystem system) {
        super(system);
    }

    static List<Claim> of(IommuSystem system) {
        IommuReuseClaims claims = new IommuReuseClaims(system);
        claims.reuseAndErrors();
        claims.quarantine();
        return claims.all();
    }

    private void reuseAndErrors() {
        claim(
                "A7",
                IommuDesigns.FOUR_LEVELS,
                RETAINED,
                REUSE + ",tables=8",
                HOLDS,
                "unmap, flush the dfn under the domain's id, then reuse");
        claim(
                "A7b",
                IommuDesigns.UNMAP_NO_FLUSH,
                RETAINED,
                REUSE + ",tables=8",
                VIOLATED,
                "XSA-78: unmap without a flush");
        claim(
                "A7c",
                IommuDesigns.UNMAP_OTHER_ID,
                RETAINED,
                REUSE + ",tables=8",
                VIOLATED,
                "translations are tagged by domain id: a flush of another's is none");
        claim("A7d", IommuDesigns.XEN_4_12_1, RETAINED, REUSE + ",tables=8", HOLDS, "Xen 4.12.1 flushes so, too");
        claim(
                "A8",
                IommuDesigns.XEN_4_12_1,
                "no-leaked-table",
                TWO_LEVELS_MORE,
                VIOLATED,
                "XSA-311: growing by more than one level leaks the new tables if a later allocation fails");
        claim(
                "A8b",
                IommuDesigns.CAREFUL,
                "no-leaked-table",
                TWO_LEVELS_MORE + ",cpus=2",
                HOLDS,
                "with what was allocated freed on an error, nothing is leaked");
        claim(
                "A9",
                IommuDesigns.XEN_4_12_1,
                "published-everywhere",
                TWO_LEVELS_MORE,
                VIOLATED,
                "an IOMMU that is not found (-ENODEV) ends the update half way: a new root in some of the entries");
        claim(
                "A9b",
                IommuDesigns.CAREFUL,
                "published-everywhere",
                TWO_LEVELS_MORE + ",cpus=2",
                HOLDS,
                "with all IOMMUs found before anything is published, nothing is published by halves");
        claim(
                "A9c",
                IommuDesigns.CAREFUL,
                TRANSLATES,
                LARGER_RACE,
                HOLDS,
                "without errors every mapped dfn translates");
        claim("A9d", IommuDesigns.CAREFUL, CALLERS, LARGER_RACE, HOLDS, "and each caller holds the lock");
    }

    private void quarantine() {
        claim(
                "R8",
                IommuDesigns.QUARANTINE_48,
                OWN_LEVELS,
                QUARANTINE,
                VIOLATED,
                "quarantine tables of four levels, in an entry with the quarantine domain's three");
        claim(
                "R8b",
                IommuDesigns.FOUR_LEVELS,
                OWN_LEVELS,
                QUARANTINE,
                HOLDS,
                "tables built for the domain's own levels");
        claim(
                "R8c",
                IommuDesigns.KEEPS_MODE,
                OWN_LEVELS,
                QUARANTINE,
                VIOLATED,
                "an entry that is used for another domain and keeps its mode, where the levels differ");
        claim(
                "R8d",
                IommuDesigns.QUARANTINE_48,
                NO_TARGET,
                QUARANTINE + ",next-level=ignored",
                VIOLATED,
                "XSA-445: the walk ends one level early, in a page-table page");
        answer(
                "R8e",
                IommuDesigns.QUARANTINE_48,
                NO_TARGET,
                QUARANTINE,
                HOLDS,
                "the same, if the IOMMU checks NextLevel as its specification says",
                "the root's entries name level 3 where 2 is the most that the mode of 3 allows, so that the walk ends in a fault (invalid level"
                        + " encoding); the advisory describes an IOMMU that counts levels down.");
        answer(
                "A10",
                IommuDesigns.XEN_4_12_1,
                NO_TARGET,
                OTHERS_TABLES,
                VIOLATED,
                "up to Xen 4.12 a device that changes its domain has its entry turned off meanwhile",
                "disable_translation() clears the valid bit as well, and an entry without it lets DMA through untranslated: until the new"
                        + " domain's tables are there the device reaches all of memory.");
        claim(
                "A10b",
                IommuDesigns.FOUR_LEVELS,
                NO_TARGET,
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "1b00c16bdf (Xen 4.13) leaves the valid bit set: DMA is refused meanwhile");
        claim(
                "A10c",
                IommuDesigns.XEN_4_12_1,
                "cached-under-own-id",
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "what the IOTLB has under a domain's id is that domain's all the same: the word that turns translation on is the last");
        claim(
                "A10d",
                IommuDesigns.FITTED,
                "cached-under-own-id",
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "the same of a domain with fewer levels");
        claim(
                "A10e",
                IommuDesigns.FITTED,
                OWN_LEVELS,
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "and each entry has the mode of its own tables");
        claim(
                "A10f",
                IommuDesigns.FITTED,
                NO_TARGET,
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "and DMA is refused meanwhile");
        claim(
                "A10g",
                IommuDesigns.REASSIGN_ON_LAST,
                NO_TARGET,
                OTHERS_TABLES + ",cpus=2,devices=2",
                HOLDS,
                "DMA is refused, too, where the entry is written field by field");
    }
}
