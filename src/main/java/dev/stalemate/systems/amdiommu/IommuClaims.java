package dev.stalemate.systems.amdiommu;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 002 claims (A1 to A6). */
final class IommuClaims extends ClaimList {
    private static final String AT_UPDATE = "lock-held-at-update";
    private static final String CALLERS = "callers-hold-lock";
    private static final String NO_TARGET = "tables-are-no-target";
    private static final String LIST = "list-walk-stays";
    private static final String OWN_LEVELS = "root-with-own-levels";
    private static final String TRANSLATES = "mapped-translates";

    private static final String RACE = "cpus=2,devices=1";
    /** Where a design is expected to hold, a larger machine is searched. */
    private static final String LARGER_RACE = "cpus=2,devices=2,callers=ram+mmio+unity";

    private static final String NO_UPDATE = "dfns=0x0,frames=1";
    private static final String TWO_DEVICES = "devices=2";
    private static final String TWO_DEVICES_APART = "devices=2,apart=on";
    private static final String ALL_CALLERS = "devices=2,callers=ram+mmio+unity";
    private static final String BARS = "callers=ram+mmio,reassign=off";

    private IommuClaims(IommuSystem system) {
        super(system);
    }

    static List<Claim> of(IommuSystem system) {
        IommuClaims claims = new IommuClaims(system);
        claims.lock();
        claims.notification();
        claims.fixedLevels();
        claims.entries();
        claims.words();
        return claims.all();
    }

    private void lock() {
        claim(
                "A1",
                IommuDesigns.XEN_4_12_1,
                AT_UPDATE,
                RACE,
                VIOLATED,
                "update_paging_mode() expects the PCI-devices lock, and most callers of the map don't hold it");
        claim(
                "A1b",
                IommuDesigns.XEN_4_12_1,
                CALLERS,
                NO_UPDATE,
                VIOLATED,
                "the rule is broken by the caller, also in runs in which the levels are never updated");
        claim(
                "A1c",
                IommuDesigns.ALL_LOCKED,
                AT_UPDATE,
                LARGER_RACE,
                HOLDS,
                "with the lock taken by every caller it is held");
        claim("A1d", IommuDesigns.ALL_LOCKED, CALLERS, LARGER_RACE, HOLDS, "and so it is in every run");
        answer(
                "A1e",
                IommuDesigns.XEN_4_12_1,
                LIST,
                RACE,
                VIOLATED,
                "what the lock is for: the walk of the domain's devices stays in their list",
                "a device that is deassigned while the walk stands on it is moved to another domain's list, and the walk goes on there"
                        + " (for_each_pdev() over pdev_list; reassign_device() moves the element with the lock that the map doesn't take).");
        claim("A1f", IommuDesigns.ALL_LOCKED, LIST, LARGER_RACE, HOLDS, "with the lock it does");
        answer(
                "A1g",
                IommuDesigns.XEN_4_12_1,
                "entry-of-own-domain",
                RACE,
                VIOLATED,
                "what the lock is for: a device that has left the guest has left its tables",
                "the walk of the old domain's devices stands on this one while it is given away and set up, and then writes the old"
                        + " domain's root into its entry, and turns it on. It stays so: nobody looks at the entry again.");
        claim("A1h", IommuDesigns.ALL_LOCKED, "entry-of-own-domain", LARGER_RACE, HOLDS, "with the lock it has");
        claim(
                "A1i",
                IommuDesigns.ALL_LOCKED,
                TRANSLATES,
                LARGER_RACE,
                HOLDS,
                "and every mapped dfn translates, where all roots lie in the same 4 GiB");
        claim(
                "A1j",
                IommuDesigns.XEN_4_12_1,
                TRANSLATES,
                "cpus=1,devices=2",
                HOLDS,
                "so it does in Xen 4.12.1 itself, as long as one CPU does everything");
        claim(
                "A1k",
                IommuDesigns.XEN_4_12_1,
                OWN_LEVELS,
                "cpus=1,devices=2",
                HOLDS,
                "and each entry has a root with its own levels then; with roots apart it has not (A6l)");
        claim(
                "A2",
                IommuDesigns.ASSERT_AT_UPDATE,
                "assertion-fires",
                RACE,
                VIOLATED,
                "asserted only where an update is needed, the lock's absence goes unnoticed");
        answer(
                "A2b",
                IommuDesigns.ASSERT_ON_ENTRY,
                "assertion-fires",
                RACE,
                VIOLATED,
                "the same check, pcidevs_locked(), made on every entry",
                "pcidevs_locked() asks whether anybody holds the lock (spin_is_locked()): a reassignment on another CPU satisfies it.");
        claim(
                "A2c",
                IommuDesigns.ASSERT_OWNER_ON_ENTRY,
                "assertion-fires",
                LARGER_RACE,
                HOLDS,
                "asserted on every entry, of this CPU, it is found in every run");
    }

    private void notification() {
        claim(
                "A3",
                IommuDesigns.NOTIFY,
                AT_UPDATE,
                ALL_CALLERS,
                HOLDS,
                "a notification for each new dfn updates the levels with the lock held");
        claim("A3b", IommuDesigns.NOTIFY, CALLERS, ALL_CALLERS, HOLDS, "and holds it in runs without an update too");
        finding(
                "A3c",
                IommuDesigns.NOTIFY,
                TRANSLATES,
                TWO_DEVICES,
                HOLDS,
                "with the notification made before the map, every mapped dfn translates",
                VIOLATED,
                "the lock doesn't stop devices: where root and mode are stored one after the other, as the thread reads the code, a DMA in"
                        + " between walks the new root with the old mode (A6). With one atomic write it holds: A3d. Xen 4.12's words: A6i, A6k.");
        claim(
                "A3d",
                IommuDesigns.NOTIFY_AT_ONCE,
                TRANSLATES,
                ALL_CALLERS,
                HOLDS,
                "the same, if an entry is written at once and flushed");
        claim(
                "A3e",
                IommuDesigns.NOTIFY_BARS_UNLOCKED,
                AT_UPDATE,
                BARS,
                VIOLATED,
                "one path whose notification is made without the lock");
        claim(
                "A3f",
                IommuDesigns.NOTIFY_BARS_UNLOCKED,
                CALLERS,
                BARS + "," + NO_UPDATE,
                VIOLATED,
                "and the rule is broken in runs without an update too");
        claim(
                "A3g",
                IommuDesigns.NOTIFY_AT_ONCE,
                LIST,
                ALL_CALLERS,
                HOLDS,
                "with the notifications locked, the walk of the devices stays in their list");
        claim(
                "A3h",
                IommuDesigns.NOTIFY_AT_ONCE,
                "entry-of-own-domain",
                ALL_CALLERS,
                HOLDS,
                "and no device that has left gets the tables again");
        claim("A3i", IommuDesigns.NOTIFY_AT_ONCE, CALLERS, ALL_CALLERS, HOLDS, "the rule is kept by each caller");
        claim(
                "A4",
                IommuDesigns.NOTIFY_FORGOTTEN,
                TRANSLATES,
                BARS,
                VIOLATED,
                "a code path that forgets the notification means dfns that don't translate");
        answer(
                "A4b",
                IommuDesigns.NOTIFY_FORGOTTEN,
                "running-guest-translates",
                BARS,
                HOLDS,
                "the same, of a guest that still runs",
                "iommu_pde_from_dfn() finds no place for a dfn beyond the levels, the map fails, and amd_iommu_map_page() crashes the domain:"
                        + " \"non-working guests\", but none that runs with a hole.");
    }

    private void fixedLevels() {
        claim(
                "A5",
                IommuDesigns.FOUR_LEVELS,
                TRANSLATES,
                "dfns=0x0+0x40000+0xfffffffff,frames=3,tables=12",
                HOLDS,
                "four levels from the start translate every dfn below 2^48 bytes");
        claim(
                "A5b",
                IommuDesigns.FOUR_LEVELS,
                "levels-fixed",
                "dfns=0x0+0x40000+0x1000000000,frames=3,tables=12",
                HOLDS,
                "and nothing is ever updated, whatever dfn is mapped");
        claim(
                "A5c",
                IommuDesigns.FOUR_LEVELS,
                TRANSLATES,
                "dfns=0x0+0x1000000000,tables=8,callers=ram,reassign=off",
                VIOLATED,
                "2^48 bytes and beyond they don't");
        claim(
                "A5d",
                IommuDesigns.FITTED,
                TRANSLATES,
                "dfns=0x0+0x200,callers=ram",
                HOLDS,
                "\"we could optimise 4 down to 3\": as many levels as the largest address needs are enough");
        claim(
                "A5e",
                IommuDesigns.FITTED_OFF_BY_ONE,
                TRANSLATES,
                "dfns=0x0+0x200,callers=ram,reassign=off",
                VIOLATED,
                "the highest dfn, taken for a number of frames, is one level short where it is a power of 512");
    }

    private void entries() {
        claim(
                "A6",
                IommuDesigns.NOTIFY,
                OWN_LEVELS,
                TWO_DEVICES,
                VIOLATED,
                "root, then mode, written one after the other while the device runs: a walk uses the new root with the old mode");
        claim(
                "A6b",
                IommuDesigns.NOTIFY_AT_ONCE,
                OWN_LEVELS,
                TWO_DEVICES,
                HOLDS,
                "one atomic write, and a flush: none does");
        claim(
                "A6c",
                IommuDesigns.NOTIFY_MODE_FIRST,
                OWN_LEVELS,
                TWO_DEVICES,
                VIOLATED,
                "nor is the mode first any better");
        claim(
                "A6d",
                IommuDesigns.NOTIFY_OFF_FIRST,
                OWN_LEVELS,
                TWO_DEVICES,
                HOLDS,
                "XSA-347: translation off, both written, translation on: none does");
        answer(
                "A6e",
                IommuDesigns.NOTIFY_OFF_FIRST,
                TRANSLATES,
                TWO_DEVICES,
                VIOLATED,
                "the same, and every mapped dfn translates all the while",
                "while translation is off the device's DMA is refused: no wrong walk, but a window without any.");
        claim(
                "A6f",
                IommuDesigns.NOTIFY_NO_FLUSH,
                TRANSLATES,
                TWO_DEVICES + ",reassign=off",
                VIOLATED,
                "one atomic write without a flush: the IOMMU goes on with its copy of the old entry");
        claim(
                "A6g",
                IommuDesigns.REASSIGN_LIVE,
                TRANSLATES,
                "quarantine=4,callers=ram,tables=8,dfns=0x0,frames=1,devices=2,cpus=1,assigned=2",
                VIOLATED,
                "XSA-347: a new domain id with the old root fills the IOTLB with another domain's translations");
    }

    private void words() {
        answer(
                "A6h",
                IommuDesigns.NOTIFY_WORDS,
                OWN_LEVELS,
                TWO_DEVICES,
                HOLDS,
                "as Xen 4.12 writes an entry, in words of 32 bits, with all roots in the same 4 GiB",
                "the lower half of the root, the mode and the valid bits are one store, and the upper half is what it was.");
        answer(
                "A6i",
                IommuDesigns.NOTIFY_WORDS,
                TRANSLATES,
                TWO_DEVICES,
                HOLDS,
                "the same, and every mapped dfn translates all the while",
                "so A3c and A6 don't hold of Xen 4.12 where all roots lie in the same 4 GiB.");
        answer(
                "A6j",
                IommuDesigns.NOTIFY_WORDS,
                OWN_LEVELS,
                TWO_DEVICES_APART,
                VIOLATED,
                "the same with roots in different 4 GiB",
                "the upper half is stored before the lower one: in between the root is at the address of no table, with the old mode.");
        answer(
                "A6k",
                IommuDesigns.NOTIFY_WORDS,
                NO_TARGET,
                TWO_DEVICES_APART,
                VIOLATED,
                "what breaks then",
                "the walk begins in whatever memory has that address, and its contents say where DMA goes.");
        answer(
                "A6l",
                IommuDesigns.XEN_4_12_1,
                OWN_LEVELS,
                TWO_DEVICES_APART + ",cpus=1",
                VIOLATED,
                "Xen 4.12.1 itself, with roots in different 4 GiB",
                "amd_iommu_set_root_page_table() is the same function for every caller: the lock has no part in this.");
        answer(
                "A6m",
                IommuDesigns.NOTIFY_BIT_FIELDS,
                OWN_LEVELS,
                TWO_DEVICES,
                VIOLATED,
                "as Xen 4.13's release candidates write an entry, as bit-fields",
                "nothing in the code says that root and mode are one store. GCC 12 stores them at once with -O2, and with -O1, as in"
                        + " debug builds, the root first.");
        answer(
                "A6n",
                IommuDesigns.XEN_4_13_RC4,
                OWN_LEVELS,
                TWO_DEVICES + ",cpus=1",
                VIOLATED,
                "and those release candidates themselves",
                "growth inside the map writes the same bit-fields.");
    }
}
