package dev.stalemate.systems.amdiommu;

import static dev.stalemate.systems.amdiommu.IommuLaws.LEAKED;
import static dev.stalemate.systems.amdiommu.IommuLaws.NO_TARGET;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_DOMAIN;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_ID;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_LEVELS;
import static dev.stalemate.systems.amdiommu.IommuLaws.REFUSED;
import static dev.stalemate.systems.amdiommu.IommuLaws.TRANSLATES;

import dev.stalemate.model.Claims;

/** Fixes of Xen's AMD IOMMU code from 2019 to 2023, each as a design before it, which must be violated, and one after it, which must hold. */
final class IommuHistory {
    private static final String ERRORS = "errors=on,reassign=off,cpus=1,devices=2,assigned=2";
    private static final String ONE_MORE = ERRORS + ",dfns=0x0+0x40000";
    private static final String TWO_MORE = ERRORS + ",dfns=0x0+0x8000000";
    /** Two levels more than four. */
    private static final String BEYOND = ERRORS + ",dfns=0x0+0x8000000+0x200000000000,tables=12";

    private static final String RACE = "cpus=2,devices=1";
    private static final String LARGER_RACE = "cpus=2,devices=2";
    private static final String REASSIGN = "quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,cpus=1";
    private static final String LARGER_REASSIGN =
            "quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,cpus=2,devices=2";
    private static final String QUARANTINE = "callers=none,cpus=1,dfns=0x0,quarantine=3,next-level=ignored";
    private static final String LAST = "callers=ram,reassign=off,tables=8,dfns=0x0+";

    private IommuHistory() {}

    static void all(Claims claims) {
        claims.from();
        growth(claims);
        entries(claims);
        directly(claims);
        quarantine(claims);
        counts(claims);
    }

    private static void growth(Claims claims) {
        claims.of("H10", IommuDesign.XEN_4_12_1, LEAKED)
                .at(TWO_MORE)
                .violated(
                        "From 76bb33a03e (2011) to b4f042236a (2019, XSA-311) a domain's tables grew by a level at a time as "
                                + "higher dfns were mapped. If the second allocation fails, the first table is linked to the old root, but "
                                + "nothing is linked to it: it is leaked.");
        claims.of("H10fix", IommuDesign.FOUR_LEVELS, LEAKED)
                .at(BEYOND)
                .holds(
                        "b4f042236a (2019, XSA-311) gives HVM domains four levels from the start. No table is ever put above the root.");
        claims.of("H10b", IommuDesign.XEN_4_12_1, OWN_DOMAIN)
                .at(RACE)
                .violated(
                        "Up to b4f042236a (2019, XSA-311) growth rewrote the entries of the domain's devices without the"
                                + " PCI-devices lock. A device that is meanwhile taken from the guest gets the guest's tables again,"
                                + " and keeps them.");
        claims.of("H10c", IommuDesign.FOUR_LEVELS, OWN_DOMAIN)
                .at(LARGER_RACE + ",dfns=0x0+0x1000000000,tables=8")
                .holds(
                        "b4f042236a (2019, XSA-311): tables that never grow need no rewritten entries. A device's entry is "
                                + "its own domain's.");
        claims.of("H10d", IommuDesign.XEN_4_12_1, LEAKED)
                .at(ONE_MORE)
                .open("The design before b4f042236a (2019, XSA-311), where no growth needs more than one level.")
                .holds(
                        "an allocation that fails is then the first one, and a table that was allocated is always published.");
    }

    private static void entries(Claims claims) {
        claims.of("H11", IommuDesign.REASSIGN_ANY_ORDER, OWN_ID)
                .at(REASSIGN)
                .violated(
                        "From 3a7947b690 (2019) to 0514a3a25f (2020, XSA-347) nothing ordered the writes to a device's entry, not "
                                + "even that of its translation bit. If this bit and the root are written before the domain id, the IOTLB "
                                + "keeps the new domain's pages under the old domain's id, and other devices of the old domain can use them.");
        claims.of("H11fix", IommuDesign.REASSIGN_ON_LAST, OWN_ID)
                .at(LARGER_REASSIGN)
                .holds(
                        "0514a3a25f (2020, XSA-347) puts barriers around the fields: off, then root, mode and id, then on. No "
                                + "walk sees half of an update.");
        claims.of("H11g", IommuDesign.REASSIGN_ON_LAST, TRANSLATES)
                .at(LARGER_REASSIGN)
                .holds(
                        "A device that has been moved in this way reaches what its domain has mapped (0514a3a25f, 2020, XSA-347).");
        claims.of("H11h", IommuDesign.REASSIGN_ON_LAST, OWN_LEVELS)
                .at(LARGER_REASSIGN)
                .holds("No entry that translates has the mode of another table (0514a3a25f, 2020, XSA-347).");
        claims.of("H11i", IommuDesign.FOUR_LEVELS, OWN_ID)
                .at(LARGER_REASSIGN)
                .holds(
                        "b4f042236a (2019, XSA-311) in 4.12.2 still writes three words, the last of which turns translation on. It needs no"
                                + " barrier.");
        claims.of("H11j", IommuDesign.FOUR_LEVELS, TRANSLATES)
                .at(LARGER_REASSIGN)
                .holds("In 4.12.2 a device that has been moved reaches what its domain has mapped (b4f042236a, 2019,"
                        + " XSA-311).");
        claims.of("H11b", IommuDesign.REASSIGN_LIVE, OWN_ID)
                .at(REASSIGN)
                .violated(
                        "An entry that is not turned off first, which 0514a3a25f (2020, XSA-347) forbids: the domain id is"
                                + " written, then the root. The IOTLB keeps the old domain's frames under the new domain's id.");
    }

    private static void directly(Claims claims) {
        claims.of("H11c", IommuDesign.REASSIGN_AT_ONCE, OWN_ID)
                .at(LARGER_REASSIGN)
                .holds(
                        "1fa6e9aa36 (2022, XSA-400, CVE-2022-26360) writes root, mode and id of a live entry by one CMPXCHG16B. "
                                + "No walk sees half of an update.");
        claims.of("H11d", IommuDesign.REASSIGN_ON_LAST, REFUSED)
                .at(REASSIGN)
                .violated(
                        "0514a3a25f (2020, XSA-347) turns an entry off while it is written; 1fa6e9aa36 (2022, XSA-400) fixes "
                                + "that. DMA is refused meanwhile, even that to firmware's unity regions, which must never be refused.");
        claims.of("H11e", IommuDesign.REASSIGN_AT_ONCE, REFUSED)
                .at(LARGER_REASSIGN)
                .holds(
                        "1fa6e9aa36 (2022, XSA-400) leaves no moment without translation, with no walk that sees half of an"
                                + " update (H11c).");
        claims.of("H11k", IommuDesign.REASSIGN_AT_ONCE, TRANSLATES)
                .at(LARGER_REASSIGN)
                .holds(
                        "A device that 1fa6e9aa36 (2022, XSA-400) has moved reaches what its domain has mapped: the old entry is flushed.");
        claims.of("H11l", IommuDesign.REASSIGN_AT_ONCE, OWN_LEVELS)
                .at(LARGER_REASSIGN)
                .holds("The entry of a device that 1fa6e9aa36 (2022, XSA-400) has moved has the mode of its domain.");
        claims.of("H11f", IommuDesign.REASSIGN_ID_LAST, OWN_ID)
                .at(REASSIGN)
                .violated(
                        "Without CMPXCHG16B 1fa6e9aa36 (2022, XSA-400) writes the domain id last. Its comment admits what the "
                                + "search finds: the IOTLB has the new domain's translations under the old domain's id, and other devices "
                                + "of the old domain can use them.");
    }

    private static void quarantine(Claims claims) {
        claims.of("H12", IommuDesign.QUARANTINE_48, NO_TARGET)
                .at(QUARANTINE)
                .violated(
                        "From ea38867831 (2019) to fe1e4668b3 (2023, XSA-445, CVE-2023-46835) quarantine tables were built for 48 "
                                + "bits, and entries had as many levels as the host's RAM needs. A device's walk ends a level early, in a "
                                + "table page that keeps the data it writes for the next device.");
        claims.of("H12fix", IommuDesign.FOUR_LEVELS, NO_TARGET)
                .at(QUARANTINE + ",cpus=2,devices=2")
                .holds(
                        "fe1e4668b3 (2023, XSA-445) builds quarantine tables with the quarantine domain's own levels. Each"
                                + " walk ends in the scratch page.");
    }

    private static void counts(Claims claims) {
        claims.of("H22", IommuDesign.FITTED_OFF_BY_ONE, TRANSLATES)
                .at(LAST + "0x200")
                .violated(
                        "From b4f042236a (2019) to b75b3c62fe (2020) the highest frame number was passed for the number of "
                                + "frames. If that number is a power of 512, there is one level too few, and a device's DMA to the last "
                                + "frame faults.");
        claims.of("H22fix", IommuDesign.FITTED, TRANSLATES)
                .at(LAST + "0x200")
                .holds("b75b3c62fe (2020) adds one to the highest frame number. The last frame translates.");
        claims.of("H22b", IommuDesign.FITTED_OFF_BY_ONE, TRANSLATES)
                .at(LAST + "0x8000000")
                .violated(
                        "The boundary that a host can have: RAM or hotplug memory up to the first frame at 512 GiB (b75b3c62fe, "
                                + "2020). There are three levels, and four are needed.");
        claims.of("H22c", IommuDesign.FITTED_OFF_BY_ONE, TRANSLATES)
                .at(LAST + "0x1ff+0x201")
                .holds(
                        "With one frame more, the design before b75b3c62fe (2020) happens to be right. Only powers of 512 are "
                                + "wrong, which is why it was not seen.");
    }
}
