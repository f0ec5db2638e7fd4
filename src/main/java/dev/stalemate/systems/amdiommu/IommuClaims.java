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
import dev.stalemate.sources.MailThreads;

/** What the thread claims (A1 to A6). */
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
        claims.from(MailThreads.IOMMU_MODE);
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
                        "update_paging_mode() expects the PCI-devices lock to be held, and most callers of the map don't hold "
                                + "it.");
        claims.of("A1b", IommuDesign.XEN_4_12_1, CALLERS)
                .at(NO_UPDATE)
                .violated(
                        "Most callers of the map break update_paging_mode()'s rule, whether the levels are updated or not:"
                                + " they don't hold the PCI-devices lock.");
        claims.of("A1c", IommuDesign.ALL_LOCKED, AT_UPDATE)
                .at(LARGER_RACE)
                .holds("If every caller takes the PCI-devices lock, it is held at every update.");
        claims.of("A1d", IommuDesign.ALL_LOCKED, CALLERS)
                .at(LARGER_RACE)
                .holds(
                        "If every caller takes the PCI-devices lock, it is held in every run, with or without an update.");
        claims.of("A1e", IommuDesign.XEN_4_12_1, LIST)
                .at(RACE)
                .open("Without the PCI-devices lock, the walk of the domain's devices stays in their list.")
                .violated(
                        "A device that is deassigned while the walk stands on it moves to another domain's list, and the walk "
                                + "goes on there (for_each_pdev() over pdev_list; reassign_device() moves the element under the lock "
                                + "that the map doesn't take).");
        claims.of("A1f", IommuDesign.ALL_LOCKED, LIST)
                .at(LARGER_RACE)
                .holds("With the PCI-devices lock, the walk of the domain's devices stays in their list.");
        claims.of("A1g", IommuDesign.XEN_4_12_1, OWN_DOMAIN)
                .at(RACE)
                .open("Without the PCI-devices lock, a device that has left the guest has left its tables.")
                .violated(
                        "The walk of the old domain's devices stands on this device while it is given away and set up. It "
                                + "then writes the old domain's root into the device's entry and turns it on. Nothing writes the entry "
                                + "again, so it stays so.");
        claims.of("A1h", IommuDesign.ALL_LOCKED, OWN_DOMAIN)
                .at(LARGER_RACE)
                .holds("With the PCI-devices lock, a device that has left the guest has left its tables.");
        claims.of("A1i", IommuDesign.ALL_LOCKED, TRANSLATES)
                .at(LARGER_RACE)
                .holds(
                        "With the PCI-devices lock, every mapped dfn translates, where all roots lie in the same 4 GiB.");
        claims.of("A1j", IommuDesign.XEN_4_12_1, TRANSLATES)
                .at("cpus=1,devices=2")
                .holds("In Xen 4.12.1 itself every mapped dfn translates, as long as one CPU does everything.");
        claims.of("A1k", IommuDesign.XEN_4_12_1, OWN_LEVELS)
                .at("cpus=1,devices=2")
                .holds(
                        "As long as one CPU does everything, each entry of Xen 4.12.1 has a root with its own levels. With"
                                + " roots in different 4 GiB it doesn't (A6l).");
        claims.of("A2", IommuDesign.ASSERT_AT_UPDATE, FIRES)
                .at(RACE)
                .violated("If the lock is asserted only where an update is needed, its absence goes unnoticed.");
        claims.of("A2b", IommuDesign.ASSERT_ON_ENTRY, FIRES)
                .at(RACE)
                .open("If pcidevs_locked() is asserted on every entry, the absence of the lock is found in every run.")
                .violated(
                        "pcidevs_locked() asks whether any CPU holds the lock (spin_is_locked()), so a reassignment on "
                                + "another CPU satisfies it.");
        claims.of("A2c", IommuDesign.ASSERT_OWNER_ON_ENTRY, FIRES)
                .at(LARGER_RACE)
                .holds("If each entry asserts that this CPU holds the lock, the lock's absence is found in every run.");
    }

    private static void notification(Claims claims) {
        claims.of("A3", IommuDesign.NOTIFY, AT_UPDATE)
                .at(ALL_CALLERS)
                .holds("A notification of each new dfn updates the levels with the lock held.");
        claims.of("A3b", IommuDesign.NOTIFY, CALLERS)
                .at(ALL_CALLERS)
                .holds("A notification of each new dfn holds the lock whether the levels are updated or not.");
        claims.of("A3c", IommuDesign.NOTIFY, TRANSLATES)
                .at(TWO_DEVICES)
                .expectedToHold("With the notification made before the map, every mapped dfn translates.")
                .violated(
                        "The lock doesn't stop devices. Where root and mode are stored one after the other, as the thread "
                                + "reads the code, a DMA in between walks the new root with the old mode (A6). With one atomic write it "
                                + "holds (A3d). A6i and A6k are about Xen 4.12's words.");
        claims.of("A3d", IommuDesign.NOTIFY_AT_ONCE, TRANSLATES)
                .at(ALL_CALLERS)
                .holds("With the notification, and an entry that is written at once and flushed, every mapped dfn "
                        + "translates.");
        claims.of("A3e", IommuDesign.NOTIFY_BARS_UNLOCKED, AT_UPDATE)
                .at(BARS)
                .violated("The lock is missing at an update if one path makes its notification without it.");
        claims.of("A3f", IommuDesign.NOTIFY_BARS_UNLOCKED, CALLERS)
                .at(BARS + "," + NO_UPDATE)
                .violated(
                        "A path that makes its notification without the lock breaks the rule whether the levels are updated"
                                + " or not.");
        claims.of("A3g", IommuDesign.NOTIFY_AT_ONCE, LIST)
                .at(ALL_CALLERS)
                .holds("With the notifications locked, the walk of the devices stays in their list.");
        claims.of("A3h", IommuDesign.NOTIFY_AT_ONCE, OWN_DOMAIN)
                .at(ALL_CALLERS)
                .holds("With the notifications locked, no device that has left gets the tables again.");
        claims.of("A3i", IommuDesign.NOTIFY_AT_ONCE, CALLERS)
                .at(ALL_CALLERS)
                .holds("With the notifications locked, every caller keeps the rule.");
        claims.of("A4", IommuDesign.NOTIFY_FORGOTTEN, TRANSLATES)
                .at(BARS)
                .violated("A code path that forgets the notification means dfns that don't translate.");
        claims.of("A4b", IommuDesign.NOTIFY_FORGOTTEN, RUNNING_TRANSLATES)
                .at(BARS)
                .open("If a code path forgets the notification, a guest that still runs has no dfn that doesn't"
                        + " translate.")
                .holds("iommu_pde_from_dfn() finds no place for a dfn beyond the levels, the map fails, and "
                        + "amd_iommu_map_page() crashes the domain: there are \"non-working guests\", but none that runs with a "
                        + "hole.");
    }

    private static void fixedLevels(Claims claims) {
        claims.of("A5", IommuDesign.FOUR_LEVELS, TRANSLATES)
                .at("dfns=0x0+0x40000+0xfffffffff,frames=3,tables=12")
                .holds("Four levels from the start translate every dfn below 2^48 bytes.");
        claims.of("A5b", IommuDesign.FOUR_LEVELS, FIXED)
                .at("dfns=0x0+0x40000+0x1000000000,frames=3,tables=12")
                .holds("With four levels from the start nothing is ever updated, whatever dfn is mapped.");
        claims.of("A5c", IommuDesign.FOUR_LEVELS, TRANSLATES)
                .at("dfns=0x0+0x1000000000,tables=8,callers=ram,reassign=off")
                .violated("Four levels don't translate dfns from 2^48 bytes on.");
        claims.of("A5d", IommuDesign.FITTED, TRANSLATES)
                .at("dfns=0x0+0x200,callers=ram")
                .holds("\"we could optimise 4 down to 3\": as many levels as the largest address needs are enough, as"
                        + " 94039d97e2 (2023) has them.");
        claims.of("A5e", IommuDesign.FITTED_OFF_BY_ONE, TRANSLATES)
                .at("dfns=0x0+0x200,callers=ram,reassign=off")
                .violated(
                        "If the highest dfn is taken for a number of frames, there is one level too few where it is a power "
                                + "of 512.");
    }

    private static void entries(Claims claims) {
        claims.of("A6", IommuDesign.NOTIFY, OWN_LEVELS)
                .at(TWO_DEVICES)
                .violated(
                        "If root and mode are written one after the other while the device runs, a walk uses the new root "
                                + "with the old mode.");
        claims.of("A6b", IommuDesign.NOTIFY_AT_ONCE, OWN_LEVELS)
                .at(TWO_DEVICES)
                .holds("With one atomic write and a flush, no walk uses a root with another's mode.");
        claims.of("A6c", IommuDesign.NOTIFY_MODE_FIRST, OWN_LEVELS)
                .at(TWO_DEVICES)
                .violated(
                        "If the mode is written before the root while the device runs, a walk uses the old root with the"
                                + " new mode.");
        claims.of("A6d", IommuDesign.NOTIFY_OFF_FIRST, OWN_LEVELS)
                .at(TWO_DEVICES)
                .holds("XSA-347 turns translation off, writes both, and turns translation on: no walk uses a root with "
                        + "another's mode.");
        claims.of("A6e", IommuDesign.NOTIFY_OFF_FIRST, TRANSLATES)
                .at(TWO_DEVICES)
                .open("The design of XSA-347, which turns translation off while it writes an entry, translates every"
                        + " mapped dfn all the while.")
                .violated(
                        "While translation is off, the device's DMA is refused: no walk is wrong, but for a moment there is "
                                + "none at all.");
        claims.of("A6f", IommuDesign.NOTIFY_NO_FLUSH, TRANSLATES)
                .at(TWO_DEVICES + ",reassign=off")
                .violated(
                        "Without a flush after the atomic write, the IOMMU continues to use its copy of the old entry.");
        claims.of("A6g", IommuDesign.REASSIGN_LIVE, TRANSLATES)
                .at("quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,devices=2,cpus=1,assigned=2")
                .violated(
                        "XSA-347: a new domain id with the old root fills the IOTLB with another domain's translations.");
    }

    private static void words(Claims claims) {
        claims.of("A6h", IommuDesign.NOTIFY_WORDS, OWN_LEVELS)
                .at(TWO_DEVICES)
                .open(
                        "Xen 4.12 writes an entry in words of 32 bits: where all roots are in the same 4 GiB, no walk uses"
                                + " a root with another's mode.")
                .holds(
                        "The lower half of the root, the mode and the valid bits are one store, and the upper half doesn't "
                                + "change.");
        claims.of("A6i", IommuDesign.NOTIFY_WORDS, TRANSLATES)
                .at(TWO_DEVICES)
                .open("Xen 4.12, which writes an entry in words of 32 bits, translates every mapped dfn all the while,"
                        + " where all roots are in the same 4 GiB.")
                .holds(
                        "The lower half of the root, the mode and the valid bits are one store, so A3c and A6 are not true"
                                + " of Xen 4.12 where all roots lie in the same 4 GiB.");
        claims.of("A6j", IommuDesign.NOTIFY_WORDS, OWN_LEVELS)
                .at(TWO_DEVICES_APART)
                .open("Xen 4.12 writes an entry in words of 32 bits: where roots are in different 4 GiB, no walk uses a"
                        + " root with another's mode.")
                .violated(
                        "The upper half is stored before the lower one. In between, the root is an address at which there is "
                                + "no table, and the mode is the old one.");
        claims.of("A6k", IommuDesign.NOTIFY_WORDS, NO_TARGET)
                .at(TWO_DEVICES_APART)
                .open("Xen 4.12 writes an entry in words of 32 bits: where roots are in different 4 GiB, where can DMA"
                        + " end?")
                .violated(
                        "The walk begins in whatever memory has that address, and its contents decide where DMA goes.");
        claims.of("A6l", IommuDesign.XEN_4_12_1, OWN_LEVELS)
                .at(TWO_DEVICES_APART + ",cpus=1")
                .open("In Xen 4.12.1 itself, with roots in different 4 GiB, no walk uses a root with another's mode.")
                .violated(
                        "amd_iommu_set_root_page_table() is the same function for every caller: the lock has no part in this.");
        claims.of("A6m", IommuDesign.NOTIFY_BIT_FIELDS, OWN_LEVELS)
                .at(TWO_DEVICES)
                .open("In Xen 4.13's release candidates, which write an entry as bit-fields, no walk uses a root with"
                        + " another's mode.")
                .violated(
                        "Nothing in the code says that root and mode are one store. GCC 12 stores them at once with -O2. With "
                                + "-O1, as in debug builds, it stores the root first.");
        claims.of("A6n", IommuDesign.XEN_4_13_RC4, OWN_LEVELS)
                .at(TWO_DEVICES + ",cpus=1")
                .open(
                        "In Xen 4.13.0-rc4 itself, where growth is inside the map, no walk uses a root with another's mode.")
                .violated("Growth inside the map writes the same bit-fields.");
    }
}
