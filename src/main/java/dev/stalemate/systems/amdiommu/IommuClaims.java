package dev.stalemate.systems.amdiommu;

import static dev.stalemate.systems.amdiommu.IommuLaws.AT_UPDATE;
import static dev.stalemate.systems.amdiommu.IommuLaws.CALLERS;
import static dev.stalemate.systems.amdiommu.IommuLaws.FIRES;
import static dev.stalemate.systems.amdiommu.IommuLaws.FIXED;
import static dev.stalemate.systems.amdiommu.IommuLaws.LIST;
import static dev.stalemate.systems.amdiommu.IommuLaws.NO_TARGET;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_DOMAIN;
import static dev.stalemate.systems.amdiommu.IommuLaws.OWN_LEVELS;
import static dev.stalemate.systems.amdiommu.IommuLaws.RUNNING_TRANSLATES;
import static dev.stalemate.systems.amdiommu.IommuLaws.TRANSLATES;

import dev.stalemate.model.Claims;

/** What thread 002 claims (A1 to A6). */
final class IommuClaims {
    private static final String RACE = "cpus=2,devices=1";
    /** Where a design is expected to hold, a larger machine is searched. */
    private static final String LARGER_RACE = "cpus=2,devices=2,callers=ram+mmio+unity";

    private static final String NO_UPDATE = "dfns=0x0,frames=1";
    private static final String TWO_DEVICES = "devices=2";
    private static final String TWO_DEVICES_APART = "devices=2,apart=on";
    private static final String ALL_CALLERS = "devices=2,callers=ram+mmio+unity";
    private static final String BARS = "callers=ram+mmio,reassign=off";

    private IommuClaims() {}

    static void all(Claims claims) {
        lock(claims);
        notification(claims);
        fixedLevels(claims);
        entries(claims);
        words(claims);
    }

    private static void lock(Claims claims) {
        claims.of("A1", IommuDesign.XEN_4_12_1, AT_UPDATE)
                .at(RACE)
                .violated(
                        "update_paging_mode() expects the PCI-devices lock, and most callers of the map don't hold it");
        claims.of("A1b", IommuDesign.XEN_4_12_1, CALLERS)
                .at(NO_UPDATE)
                .violated("the rule is broken by the caller, also in runs in which the levels are never updated");
        claims.of("A1c", IommuDesign.ALL_LOCKED, AT_UPDATE)
                .at(LARGER_RACE)
                .holds("with the lock taken by every caller it is held");
        claims.of("A1d", IommuDesign.ALL_LOCKED, CALLERS).at(LARGER_RACE).holds("and so it is in every run");
        claims.of("A1e", IommuDesign.XEN_4_12_1, LIST)
                .at(RACE)
                .open("what the lock is for: the walk of the domain's devices stays in their list")
                .violated(
                        "a device that is deassigned while the walk stands on it is moved to another domain's list, and the walk goes on there"
                                + " (for_each_pdev() over pdev_list; reassign_device() moves the element with the lock that the map doesn't take).");
        claims.of("A1f", IommuDesign.ALL_LOCKED, LIST).at(LARGER_RACE).holds("with the lock it does");
        claims.of("A1g", IommuDesign.XEN_4_12_1, OWN_DOMAIN)
                .at(RACE)
                .open("what the lock is for: a device that has left the guest has left its tables")
                .violated(
                        "the walk of the old domain's devices stands on this one while it is given away and set up, and then writes the old"
                                + " domain's root into its entry, and turns it on. It stays so: nobody looks at the entry again.");
        claims.of("A1h", IommuDesign.ALL_LOCKED, OWN_DOMAIN).at(LARGER_RACE).holds("with the lock it has");
        claims.of("A1i", IommuDesign.ALL_LOCKED, TRANSLATES)
                .at(LARGER_RACE)
                .holds("and every mapped dfn translates, where all roots lie in the same 4 GiB");
        claims.of("A1j", IommuDesign.XEN_4_12_1, TRANSLATES)
                .at("cpus=1,devices=2")
                .holds("so it does in Xen 4.12.1 itself, as long as one CPU does everything");
        claims.of("A1k", IommuDesign.XEN_4_12_1, OWN_LEVELS)
                .at("cpus=1,devices=2")
                .holds("and each entry has a root with its own levels then; with roots apart it has not (A6l)");
        claims.of("A2", IommuDesign.ASSERT_AT_UPDATE, FIRES)
                .at(RACE)
                .violated("asserted only where an update is needed, the lock's absence goes unnoticed");
        claims.of("A2b", IommuDesign.ASSERT_ON_ENTRY, FIRES)
                .at(RACE)
                .open("the same check, pcidevs_locked(), made on every entry")
                .violated(
                        "pcidevs_locked() asks whether anybody holds the lock (spin_is_locked()): a reassignment on another CPU satisfies it.");
        claims.of("A2c", IommuDesign.ASSERT_OWNER_ON_ENTRY, FIRES)
                .at(LARGER_RACE)
                .holds("asserted on every entry, of this CPU, it is found in every run");
    }

    private static void notification(Claims claims) {
        claims.of("A3", IommuDesign.NOTIFY, AT_UPDATE)
                .at(ALL_CALLERS)
                .holds("a notification for each new dfn updates the levels with the lock held");
        claims.of("A3b", IommuDesign.NOTIFY, CALLERS)
                .at(ALL_CALLERS)
                .holds("and holds it in runs without an update too");
        claims.of("A3c", IommuDesign.NOTIFY, TRANSLATES)
                .at(TWO_DEVICES)
                .expectedToHold("with the notification made before the map, every mapped dfn translates")
                .violated(
                        "the lock doesn't stop devices: where root and mode are stored one after the other, as the thread reads the code, a DMA in"
                                + " between walks the new root with the old mode (A6). With one atomic write it holds: A3d. Xen 4.12's words: A6i, A6k.");
        claims.of("A3d", IommuDesign.NOTIFY_AT_ONCE, TRANSLATES)
                .at(ALL_CALLERS)
                .holds("the same, if an entry is written at once and flushed");
        claims.of("A3e", IommuDesign.NOTIFY_BARS_UNLOCKED, AT_UPDATE)
                .at(BARS)
                .violated("one path whose notification is made without the lock");
        claims.of("A3f", IommuDesign.NOTIFY_BARS_UNLOCKED, CALLERS)
                .at(BARS + "," + NO_UPDATE)
                .violated("and the rule is broken in runs without an update too");
        claims.of("A3g", IommuDesign.NOTIFY_AT_ONCE, LIST)
                .at(ALL_CALLERS)
                .holds("with the notifications locked, the walk of the devices stays in their list");
        claims.of("A3h", IommuDesign.NOTIFY_AT_ONCE, OWN_DOMAIN)
                .at(ALL_CALLERS)
                .holds("and no device that has left gets the tables again");
        claims.of("A3i", IommuDesign.NOTIFY_AT_ONCE, CALLERS).at(ALL_CALLERS).holds("the rule is kept by each caller");
        claims.of("A4", IommuDesign.NOTIFY_FORGOTTEN, TRANSLATES)
                .at(BARS)
                .violated("a code path that forgets the notification means dfns that don't translate");
        claims.of("A4b", IommuDesign.NOTIFY_FORGOTTEN, RUNNING_TRANSLATES)
                .at(BARS)
                .open("the same, of a guest that still runs")
                .holds(
                        "iommu_pde_from_dfn() finds no place for a dfn beyond the levels, the map fails, and amd_iommu_map_page() crashes the domain:"
                                + " \"non-working guests\", but none that runs with a hole.");
    }

    private static void fixedLevels(Claims claims) {
        claims.of("A5", IommuDesign.FOUR_LEVELS, TRANSLATES)
                .at("dfns=0x0+0x40000+0xfffffffff,frames=3,tables=12")
                .holds("four levels from the start translate every dfn below 2^48 bytes");
        claims.of("A5b", IommuDesign.FOUR_LEVELS, FIXED)
                .at("dfns=0x0+0x40000+0x1000000000,frames=3,tables=12")
                .holds("and nothing is ever updated, whatever dfn is mapped");
        claims.of("A5c", IommuDesign.FOUR_LEVELS, TRANSLATES)
                .at("dfns=0x0+0x1000000000,tables=8,callers=ram,reassign=off")
                .violated("2^48 bytes and beyond they don't");
        claims.of("A5d", IommuDesign.FITTED, TRANSLATES)
                .at("dfns=0x0+0x200,callers=ram")
                .holds("\"we could optimise 4 down to 3\": as many levels as the largest address needs are enough");
        claims.of("A5e", IommuDesign.FITTED_OFF_BY_ONE, TRANSLATES)
                .at("dfns=0x0+0x200,callers=ram,reassign=off")
                .violated(
                        "the highest dfn, taken for a number of frames, is one level short where it is a power of 512");
    }

    private static void entries(Claims claims) {
        claims.of("A6", IommuDesign.NOTIFY, OWN_LEVELS)
                .at(TWO_DEVICES)
                .violated(
                        "root, then mode, written one after the other while the device runs: a walk uses the new root with the old mode");
        claims.of("A6b", IommuDesign.NOTIFY_AT_ONCE, OWN_LEVELS)
                .at(TWO_DEVICES)
                .holds("one atomic write, and a flush: none does");
        claims.of("A6c", IommuDesign.NOTIFY_MODE_FIRST, OWN_LEVELS)
                .at(TWO_DEVICES)
                .violated("nor is the mode first any better");
        claims.of("A6d", IommuDesign.NOTIFY_OFF_FIRST, OWN_LEVELS)
                .at(TWO_DEVICES)
                .holds("XSA-347: translation off, both written, translation on: none does");
        claims.of("A6e", IommuDesign.NOTIFY_OFF_FIRST, TRANSLATES)
                .at(TWO_DEVICES)
                .open("the same, and every mapped dfn translates all the while")
                .violated(
                        "while translation is off the device's DMA is refused: no wrong walk, but a window without any.");
        claims.of("A6f", IommuDesign.NOTIFY_NO_FLUSH, TRANSLATES)
                .at(TWO_DEVICES + ",reassign=off")
                .violated("one atomic write without a flush: the IOMMU goes on with its copy of the old entry");
        claims.of("A6g", IommuDesign.REASSIGN_LIVE, TRANSLATES)
                .at("quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,devices=2,cpus=1,assigned=2")
                .violated(
                        "XSA-347: a new domain id with the old root fills the IOTLB with another domain's translations");
    }

    private static void words(Claims claims) {
        claims.of("A6h", IommuDesign.NOTIFY_WORDS, OWN_LEVELS)
                .at(TWO_DEVICES)
                .open("as Xen 4.12 writes an entry, in words of 32 bits, with all roots in the same 4 GiB")
                .holds(
                        "the lower half of the root, the mode and the valid bits are one store, and the upper half is what it was.");
        claims.of("A6i", IommuDesign.NOTIFY_WORDS, TRANSLATES)
                .at(TWO_DEVICES)
                .open("the same, and every mapped dfn translates all the while")
                .holds("so A3c and A6 don't hold of Xen 4.12 where all roots lie in the same 4 GiB.");
        claims.of("A6j", IommuDesign.NOTIFY_WORDS, OWN_LEVELS)
                .at(TWO_DEVICES_APART)
                .open("the same with roots in different 4 GiB")
                .violated(
                        "the upper half is stored before the lower one: in between the root is at the address of no table, with the old mode.");
        claims.of("A6k", IommuDesign.NOTIFY_WORDS, NO_TARGET)
                .at(TWO_DEVICES_APART)
                .open("what breaks then")
                .violated("the walk begins in whatever memory has that address, and its contents say where DMA goes.");
        claims.of("A6l", IommuDesign.XEN_4_12_1, OWN_LEVELS)
                .at(TWO_DEVICES_APART + ",cpus=1")
                .open("Xen 4.12.1 itself, with roots in different 4 GiB")
                .violated(
                        "amd_iommu_set_root_page_table() is the same function for every caller: the lock has no part in this.");
        claims.of("A6m", IommuDesign.NOTIFY_BIT_FIELDS, OWN_LEVELS)
                .at(TWO_DEVICES)
                .open("as Xen 4.13's release candidates write an entry, as bit-fields")
                .violated(
                        "nothing in the code says that root and mode are one store. GCC 12 stores them at once with -O2, and with -O1, as in"
                                + " debug builds, the root first.");
        claims.of("A6n", IommuDesign.XEN_4_13_RC4, OWN_LEVELS)
                .at(TWO_DEVICES + ",cpus=1")
                .open("and those release candidates themselves")
                .violated("growth inside the map writes the same bit-fields.");
    }
}
