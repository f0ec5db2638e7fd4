package dev.stalemate.systems.teardown;

import static dev.stalemate.systems.teardown.TeardownDesign.ASSIGNS_TO_DYING;
import static dev.stalemate.systems.teardown.TeardownDesign.GOES_ON;
import static dev.stalemate.systems.teardown.TeardownDesign.KEEPS_TABLES;
import static dev.stalemate.systems.teardown.TeardownDesign.MAPS_IGNORED;
import static dev.stalemate.systems.teardown.TeardownDesign.NEVER_UNMAPS;
import static dev.stalemate.systems.teardown.TeardownDesign.ONE_STEP;
import static dev.stalemate.systems.teardown.TeardownDesign.OWN_TABLES;
import static dev.stalemate.systems.teardown.TeardownDesign.PHANTOMS_UNDONE;
import static dev.stalemate.systems.teardown.TeardownDesign.REGION_FIRST;
import static dev.stalemate.systems.teardown.TeardownDesign.RELEASED_LAST;
import static dev.stalemate.systems.teardown.TeardownDesign.REMOVED_FIRST;
import static dev.stalemate.systems.teardown.TeardownDesign.ROOT_CLEARED;
import static dev.stalemate.systems.teardown.TeardownDesign.ROOT_KEPT;
import static dev.stalemate.systems.teardown.TeardownDesign.STOPS_AT_ERROR;
import static dev.stalemate.systems.teardown.TeardownDesign.TO_HOST;
import static dev.stalemate.systems.teardown.TeardownDesign.TRACKED;
import static dev.stalemate.systems.teardown.TeardownDesign.UNTIL_EMPTY;
import static dev.stalemate.systems.teardown.TeardownDesign.ZERO_IS_AN_END;

import dev.stalemate.model.Claims;

/** Fixes of Xen's and Linux's ways to take devices from a domain, from 2012 to 2024, and what the designs rest on. */
final class TeardownClaims {
    /** All that changes a domain's devices, without errors. */
    private static final String CHANGES = "devices=2,region=shared,phantoms=1,assigns=on,unplugs=on";

    private TeardownClaims() {}

    static void all(Claims claims) {
        zeroIsAnEnd(claims);
        errors(claims);
        regions(claims);
        groups(claims);
        quarantine(claims);
        orders(claims);
        phantoms(claims);
        tables(claims);
        memory(claims);
    }

    private static void zeroIsAnEnd(Claims claims) {
        claims.of("H60", ZERO_IS_AN_END, TeardownLaws.FREED)
                .violated(
                        "From f591755823 to 192aaf7e14 (2021, XSA-386) a device whose reserved region was unmapped without an error was left"
                                + " on the domain's tables, which were then freed.");
        claims.of("H60fix", REGION_FIRST, TeardownLaws.FREED)
                .at("devices=2,region=shared,phantoms=1,unplugs=on")
                .holds(
                        "192aaf7e14 (2021) ends a deassignment only if unmapping the reserved region has failed. With shared regions,"
                                + " phantom functions and devices that are unplugged, no device walks a freed table.");
        claims.of("H60b", UNTIL_EMPTY, TeardownLaws.FREED)
                .at("devices=2,region=shared")
                .holds(
                        "Up to f591755823 (2021) the loop took a device again until it was gone. The second time the region was not there,"
                                + " and the deassignment went on, so that nobody saw the bug.");
        claims.of("H60c", ZERO_IS_AN_END, TeardownLaws.RELEASED)
                .violated(
                        "From f591755823 to 192aaf7e14 (2021) a device with a reserved region is never taken off the domain's tables.");
        claims.of("H60d", REGION_FIRST, TeardownLaws.RELEASED)
                .at("devices=2,region=shared,phantoms=1")
                .holds("Since 192aaf7e14 (2021) every device is taken off the domain's tables.");
        claims.of("H60e", ZERO_IS_AN_END, TeardownLaws.COUNTED)
                .at("unplugs=on")
                .violated(
                        "From f591755823 to 192aaf7e14 (2021) an unplugged device stays the domain's, without its region, and the toolstack"
                                + " gets no error.");
        claims.of("H60f", TRACKED, TeardownLaws.RELEASED)
                .at(CHANGES)
                .holds(
                        "Since beadd68b54 (2024) every device is taken off, whatever was assigned and unplugged before.");
    }

    private static void errors(Claims claims) {
        claims.of("H61", UNTIL_EMPTY, TeardownLaws.ENDS)
                .at("fails=remove,lasts=on")
                .violated(
                        "Up to f591755823 (2021) an error that lasts made Xen try the same device for ever, with the lock of all devices.");
        claims.of("H61fix", ZERO_IS_AN_END, TeardownLaws.ENDS)
                .at("devices=2,phantoms=1,fails=remove,lasts=on")
                .holds("f591755823 (2021) tries each device once and returns the error.");
        claims.of("H61b", TRACKED, TeardownLaws.FREED)
                .at("devices=2,region=shared,phantoms=1,fails=remove,lasts=on")
                .holds("Since f591755823 (2021) an error keeps the domain's tables from being freed.");
        claims.of("H61c", TRACKED, TeardownLaws.RELEASED)
                .at("devices=3,fails=remove,lasts=on,retries=on")
                .holds(
                        "Since f591755823 (2021) an error of one device, even one that lasts, does not keep the others there.");
        claims.of("H61d", TRACKED, TeardownLaws.RELEASED)
                .at("devices=2,phantoms=1,fails=remove,retries=on")
                .holds("Since f591755823 (2021) the next try takes a device off after an error that does not last.");
        claims.of("H61e", KEEPS_TABLES, TeardownLaws.FOREIGN)
                .at("fails=remove")
                .open(
                        "f591755823 (2021) gives up a whole domain after an error. Would it be enough to keep its tables?")
                .violated("the tables still map the domain's memory, which is freed and given to another guest.");
        claims.of("H61f", TRACKED, TeardownLaws.FOREIGN)
                .at("devices=2,phantoms=1,fails=remove")
                .holds("Since f591755823 (2021) an error keeps the domain's memory from being freed.");
        claims.of("H61g", REGION_FIRST, TeardownLaws.COUNTED)
                .at("region=shared,devices=2,unplugs=on,fails=remove")
                .open("192aaf7e14 (2021) if a device could not be unplugged after its region was unmapped.")
                .violated("the device stays the domain's, and the region is counted for one device less.");
        claims.of("H61h", TRACKED, TeardownLaws.COUNTED)
                .at("region=shared,devices=2,unplugs=on,fails=remove")
                .holds("Since 78a40f8b5d (2022) the region is unmapped only for a device that is gone.");
        claims.of("H61i", TRACKED, TeardownLaws.ENDS)
                .at("devices=2,region=shared,phantoms=1,unplugs=on,fails=remove,lasts=on")
                .holds("Since beadd68b54 (2024), as before it, each call ends, whatever fails again and again.");
    }

    private static void regions(Claims claims) {
        claims.of("H62", PHANTOMS_UNDONE, TeardownLaws.LEFT)
                .at("assigned=off,assigns=on,fails=map")
                .violated(
                        "Up to beadd68b54 (2024, XSA-460) a reserved region was tracked after it was mapped. What was mapped before an error"
                                + " stayed in the p2m, and nobody could unmap it.");
        claims.of("H62fix", TRACKED, TeardownLaws.LEFT)
                .at(CHANGES + ",assigned=off,fails=map")
                .holds("beadd68b54 (2024) tracks the region first, so that what was mapped is found and unmapped.");
        claims.of("H62b", NEVER_UNMAPS, TeardownLaws.LEFT)
                .at("unplugs=on")
                .violated(
                        "Up to 899272539c (2021, XSA-378) the regions of an AMD IOMMU stayed in the p2m after their device was taken off.");
        claims.of("H62c", TRACKED, TeardownLaws.LEFT)
                .at("unplugs=on,fails=unmap")
                .open("beadd68b54 (2024) if a page of the region could not be unmapped.")
                .violated(
                        "the record of the region is deleted also then, so that the page stays in the p2m and nobody unmaps it later.");
    }

    private static void groups(Claims claims) {
        claims.of("H63", STOPS_AT_ERROR, TeardownLaws.FREED)
                .at("devices=2,region=none,fails=remove,drops=on")
                .violated(
                        "Up to dcf40ed3a20d (2023) an error of one device kept Linux from moving the others of its group off a domain, which"
                                + " VFIO then freed.");
        claims.of("H63fix", GOES_ON, TeardownLaws.FREED)
                .at("devices=3,region=none,fails=remove,drops=on")
                .holds(
                        "dcf40ed3a20d (2023) moves all other devices. It rests on drivers that leave a device that they cannot move without tables.");
        claims.of("H63b", GOES_ON, TeardownLaws.FREED)
                .at("region=none,fails=remove")
                .open("dcf40ed3a20d (2023) with a driver that leaves a device where it is if it cannot move it.")
                .violated("the device walks the tables that VFIO frees.");
    }

    private static void quarantine(Claims claims) {
        claims.of("H90", TO_HOST, TeardownLaws.HOST)
                .at("dma=on")
                .violated(
                        "Up to 319f9a0ba9 (2019, XSA-302) a device went back to the host while DMA went on that the guest had started.");
        claims.of("H90fix", UNTIL_EMPTY, TeardownLaws.HOST)
                .at("devices=2,region=shared,phantoms=1,unplugs=on,dma=on")
                .holds("319f9a0ba9 (2019) puts the device in quarantine, where it reaches nothing.");
        claims.of("H90b", TRACKED, TeardownLaws.HOST)
                .at(CHANGES + ",assigned=off,dma=on,fails=assign")
                .holds(
                        "Since beadd68b54 (2024) no function is left on, or comes back to, the host's tables while the guest's DMA goes on.");
    }

    private static void orders(Claims claims) {
        claims.of("H91", REGION_FIRST, TeardownLaws.REACHED)
                .violated(
                        "Up to 78a40f8b5d (2022, XSA-400) a reserved region was unmapped while its device was still on the domain's tables.");
        claims.of("H91fix", OWN_TABLES, TeardownLaws.REACHED)
                .at(CHANGES)
                .holds(
                        "78a40f8b5d, 8f41e481b4 and 14dd241aad (2022) together: a device moves in one step from tables with its region to"
                                + " tables with its region.");
        claims.of("H91b", REMOVED_FIRST, TeardownLaws.REACHED)
                .violated(
                        "78a40f8b5d (2022) alone: the device walks nothing between the domain's tables and the next.");
        claims.of("H91c", ONE_STEP, TeardownLaws.REACHED)
                .violated("8f41e481b4 without 14dd241aad (2022): in quarantine the device does not reach its region.");
        claims.of("H91d", TRACKED, TeardownLaws.REACHED)
                .at(CHANGES + ",fails=remove,lasts=on")
                .holds(
                        "Since beadd68b54 (2024) a device reaches its region at every moment, even if it could not be taken off.");
    }

    private static void phantoms(Claims claims) {
        claims.of("H92", OWN_TABLES, TeardownLaws.HOST)
                .at("assigned=off,assigns=on,phantoms=1,dma=on,fails=assign")
                .violated(
                        "Up to cb4ecb3cc1 (2024, XSA-449) an assignment succeeded though a phantom function was still on the host's tables.");
        claims.of("H92fix", PHANTOMS_UNDONE, TeardownLaws.HOST)
                .at("assigned=off,devices=2,assigns=on,unplugs=on,phantoms=1,dma=on,fails=assign,lasts=on")
                .holds("cb4ecb3cc1 (2024) undoes such an assignment.");
    }

    private static void tables(Claims claims) {
        claims.of("H93", ROOT_KEPT, TeardownLaws.WRITTEN)
                .at("maps=on")
                .violated(
                        "From 15bc9a1ef5 to 9bd9695a8b (2021) Xen freed a dying domain's tables, and changed entries in them as the last"
                                + " references to its pages were dropped.");
        claims.of("H93fix", UNTIL_EMPTY, TeardownLaws.WRITTEN)
                .at("devices=2,region=shared,maps=on")
                .holds("9bd9695a8b (2021) forgets the root table before the tables are freed.");
        claims.of("H93b", MAPS_IGNORED, TeardownLaws.WRITTEN)
                .at("maps=on")
                .violated(
                        "1ef48c82e7 (2021) ignores mappings of a dying domain, and still unmaps in tables that are freed.");
        claims.of("H93c", ROOT_CLEARED, TeardownLaws.KEPT)
                .at("maps=on")
                .violated("9bd9695a8b without 1ef48c82e7 (2021): a mapping allocates a new root, and nobody frees it.");
        claims.of("H93d", UNTIL_EMPTY, TeardownLaws.KEPT)
                .at("devices=2,maps=on")
                .holds("1ef48c82e7 and 9bd9695a8b (2021) together: a domain that is gone has no table page left.");
        claims.of("H93e", ASSIGNS_TO_DYING, TeardownLaws.FREED)
                .at("assigns=on,unplugs=on")
                .open("Since a8078b0235 (2012) a domain that is being destroyed gets no device: is that necessary?")
                .violated("the device is assigned after the others were released, and nobody releases it.");
        claims.of("H93g", TRACKED, TeardownLaws.WRITTEN)
                .at("devices=2,region=shared,unplugs=on,maps=on")
                .holds("Since beadd68b54 (2024), as since 9bd9695a8b (2021), nothing is written to a freed table.");
        claims.of("H93h", TRACKED, TeardownLaws.KEPT)
                .at("devices=2,region=shared,unplugs=on,maps=on")
                .holds(
                        "Since beadd68b54 (2024), as since 9bd9695a8b (2021), a domain that is gone has no table page left.");
        claims.of("H93f", TRACKED, TeardownLaws.FREED)
                .at(CHANGES)
                .holds(
                        "Since beadd68b54 (2024), as before it, a domain that is being destroyed gets no device, and no device walks a freed table.");
    }

    private static void memory(Claims claims) {
        claims.of("H94", RELEASED_LAST, TeardownLaws.FOREIGN)
                .violated(
                        "Up to a8078b0235 (2012) a domain's memory was freed while its devices were still on tables that map it. The commit"
                                + " tells only of restarts that failed.");
        claims.of("H94fix", TO_HOST, TeardownLaws.FOREIGN)
                .at("devices=2,region=shared,phantoms=1,unplugs=on")
                .holds("a8078b0235 (2012) releases a domain's devices before its memory.");
    }
}
