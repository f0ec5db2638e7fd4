package dev.stalemate.systems.amdiommu;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of Xen's AMD IOMMU code from 2019 to 2023, each as a design before it, which must be violated, and one after it, which must hold. */
final class IommuHistory extends ClaimList {
    private static final String LEAKED = "no-leaked-table";
    private static final String OWN_DOMAIN = "entry-of-own-domain";
    private static final String OWN_ID = "cached-under-own-id";
    private static final String REFUSED = "never-refused";
    private static final String NO_TARGET = "tables-are-no-target";
    private static final String TRANSLATES = "mapped-translates";

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

    private IommuHistory(IommuSystem system) {
        super(system);
    }

    static List<Claim> of(IommuSystem system) {
        IommuHistory history = new IommuHistory(system);
        history.growth();
        history.entries();
        history.directly();
        history.quarantine();
        history.counts();
        return history.all();
    }

    private void growth() {
        claim(
                "H10",
                IommuDesigns.XEN_4_12_1,
                LEAKED,
                TWO_MORE,
                VIOLATED,
                "From 76bb33a03e (2011) to b4f042236a (2019, XSA-311) a domain's tables grew by a level at a time as higher dfns were mapped. Where the second"
                        + " allocation fails, the first table is linked to the old root, and nothing to it: it is leaked.");
        claim(
                "H10fix",
                IommuDesigns.FOUR_LEVELS,
                LEAKED,
                BEYOND,
                HOLDS,
                "b4f042236a (2019, XSA-311) gives HVM domains four levels from the start. No table is ever put above the root.");
        claim(
                "H10b",
                IommuDesigns.XEN_4_12_1,
                OWN_DOMAIN,
                RACE,
                VIOLATED,
                "The same growth rewrote the entries of the domain's devices without the PCI-devices lock (b4f042236a, 2019, XSA-311). A device that"
                        + " is taken from the guest meanwhile gets the guest's tables again, and keeps them.");
        claim(
                "H10c",
                IommuDesigns.FOUR_LEVELS,
                OWN_DOMAIN,
                LARGER_RACE + ",dfns=0x0+0x1000000000,tables=8",
                HOLDS,
                "b4f042236a (2019, XSA-311): what never grows rewrites no entries. A device's entry is its own domain's.");
        answer(
                "H10d",
                IommuDesigns.XEN_4_12_1,
                LEAKED,
                ONE_MORE,
                HOLDS,
                "The design of H10, growing by one level at a time.",
                "an allocation that fails is then the first, and a table that was allocated is published whatever comes after.");
    }

    private void entries() {
        claim(
                "H11",
                IommuDesigns.REASSIGN_ANY_ORDER,
                OWN_ID,
                REASSIGN,
                VIOLATED,
                "From 3a7947b690 (2019) to 0514a3a25f (2020, XSA-347) nothing ordered the writes to a device's entry, its translation bit among them. With that and the"
                        + " root before the domain id, the IOTLB keeps the new domain's pages under the old one's id, for other devices of that to"
                        + " use.");
        claim(
                "H11fix",
                IommuDesigns.REASSIGN_ON_LAST,
                OWN_ID,
                LARGER_REASSIGN,
                HOLDS,
                "0514a3a25f (2020, XSA-347) puts barriers around the fields: off, then root, mode and id, then on. No walk sees a half.");
        claim(
                "H11g",
                IommuDesigns.REASSIGN_ON_LAST,
                TRANSLATES,
                LARGER_REASSIGN,
                HOLDS,
                "A device that has been moved so reaches what its domain has mapped (0514a3a25f, 2020, XSA-347).");
        claim(
                "H11h",
                IommuDesigns.REASSIGN_ON_LAST,
                "root-with-own-levels",
                LARGER_REASSIGN,
                HOLDS,
                "And no entry that translates has another table's mode (0514a3a25f, 2020, XSA-347).");
        claim(
                "H11i",
                IommuDesigns.FOUR_LEVELS,
                OWN_ID,
                LARGER_REASSIGN,
                HOLDS,
                "b4f042236a (2019, XSA-311) in 4.12.2 still writes three words, the last of which turns translation on. It needs no barrier.");
        claim(
                "H11j",
                IommuDesigns.FOUR_LEVELS,
                TRANSLATES,
                LARGER_REASSIGN,
                HOLDS,
                "There a device that has been moved reaches what its domain has mapped, too (b4f042236a, 2019, XSA-311).");
        claim(
                "H11b",
                IommuDesigns.REASSIGN_LIVE,
                OWN_ID,
                REASSIGN,
                VIOLATED,
                "The same, of an entry that is not turned off first, as 0514a3a25f (2020, XSA-347) forbids: the domain id, then the root. The IOTLB"
                        + " keeps the old domain's frames under the new one's id.");
    }

    private void directly() {
        claim(
                "H11c",
                IommuDesigns.REASSIGN_AT_ONCE,
                OWN_ID,
                LARGER_REASSIGN,
                HOLDS,
                "1fa6e9aa36 (2022, XSA-400, CVE-2022-26360) writes root, mode and id of a live entry by one CMPXCHG16B. No walk sees a half.");
        claim(
                "H11d",
                IommuDesigns.REASSIGN_ON_LAST,
                REFUSED,
                REASSIGN,
                VIOLATED,
                "The entry that 0514a3a25f (2020, XSA-347) turns off while it is written is what 1fa6e9aa36 (2022, XSA-400) mends. DMA is refused"
                        + " meanwhile, also that of firmware's unity regions, which must never be.");
        claim(
                "H11e",
                IommuDesigns.REASSIGN_AT_ONCE,
                REFUSED,
                LARGER_REASSIGN,
                HOLDS,
                "1fa6e9aa36 (2022, XSA-400) leaves no moment without translation. Both H11c and this hold of one design.");
        claim(
                "H11k",
                IommuDesigns.REASSIGN_AT_ONCE,
                TRANSLATES,
                LARGER_REASSIGN,
                HOLDS,
                "A device that 1fa6e9aa36 (2022, XSA-400) has moved reaches what its domain has mapped: the old entry is flushed.");
        claim(
                "H11l",
                IommuDesigns.REASSIGN_AT_ONCE,
                "root-with-own-levels",
                LARGER_REASSIGN,
                HOLDS,
                "And its entry has the mode of its domain (1fa6e9aa36, 2022, XSA-400).");
        claim(
                "H11f",
                IommuDesigns.REASSIGN_ID_LAST,
                OWN_ID,
                REASSIGN,
                VIOLATED,
                "Without CMPXCHG16B 1fa6e9aa36 (2022, XSA-400) writes the domain id last. Its comment admits what is found: the new domain's"
                        + " translations under the old one's id, for other devices of that to use.");
    }

    private void quarantine() {
        claim(
                "H12",
                IommuDesigns.QUARANTINE_48,
                NO_TARGET,
                QUARANTINE,
                VIOLATED,
                "From ea38867831 (2019) to fe1e4668b3 (2023, XSA-445, CVE-2023-46835) quarantine tables were built for 48 bits, and entries had as many levels as the"
                        + " host's RAM needs. A device's walk ends a level early, in a table page that keeps its data for the next device.");
        claim(
                "H12fix",
                IommuDesigns.FOUR_LEVELS,
                NO_TARGET,
                QUARANTINE + ",cpus=2,devices=2",
                HOLDS,
                "fe1e4668b3 (2023, XSA-445) builds them with the quarantine domain's own levels. Each walk ends in the scratch page.");
    }

    private void counts() {
        claim(
                "H22",
                IommuDesigns.FITTED_OFF_BY_ONE,
                TRANSLATES,
                LAST + "0x200",
                VIOLATED,
                "From b4f042236a (2019) to b75b3c62fe (2020) the highest frame number was passed for the number of frames. Where it is a power of"
                        + " 512 there is a level too few for it, and a device's DMA to the last frame faults.");
        claim(
                "H22fix",
                IommuDesigns.FITTED,
                TRANSLATES,
                LAST + "0x200",
                HOLDS,
                "b75b3c62fe (2020) adds one. The last frame translates.");
        claim(
                "H22b",
                IommuDesigns.FITTED_OFF_BY_ONE,
                TRANSLATES,
                LAST + "0x8000000",
                VIOLATED,
                "The boundary that a host can have: RAM or hotplug memory up to the first frame at 512 GiB (b75b3c62fe, 2020). Three levels, and it"
                        + " takes four.");
        claim(
                "H22c",
                IommuDesigns.FITTED_OFF_BY_ONE,
                TRANSLATES,
                LAST + "0x1ff+0x201",
                HOLDS,
                "One frame more, and the design before b75b3c62fe (2020) is right by luck. That it is only the powers of 512 is why it was not seen.");
    }
}
