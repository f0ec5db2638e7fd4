package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.NamedDesign;
import java.util.List;

/** The designs that come with the tool: Xen by version, the thread's proposals, and what goes wrong without one of their parts. */
final class IommuDesigns {
    static final IommuDesign XEN_4_12_1 = new OnDemand(
            "xen-4.12.1",
            "Xen 4.1 to 4.12.1: update_paging_mode() inside the map, which most callers enter without the PCI-devices lock; entries are"
                    + " written as three words of 32 bits");
    static final IommuDesign XEN_4_13_RC4 =
            new OnDemand(
                    "xen-4.13.0-rc4",
                    "4.13's release candidates 1 to 4: as xen-4.12.1, but entries are bit-fields, and one that is off refuses DMA") {
                @Override
                public EntryWrite entryWrite() {
                    return EntryWrite.ANY_ORDER;
                }

                @Override
                public SetupWrite setupWrite() {
                    return SetupWrite.ANY_ORDER;
                }

                @Override
                public boolean offLetsThrough() {
                    return false;
                }
            };
    static final IommuDesign ALL_LOCKED =
            new OnDemand("all-locked", "as xen-4.12.1, but every caller takes the PCI-devices lock") {
                @Override
                public boolean holdsLock(Caller caller) {
                    return true;
                }
            };
    static final IommuDesign ASSERT_AT_UPDATE = new Asserting(
            "assert-at-update",
            "as xen-4.12.1: pcidevs_locked() is looked at only where the levels are updated",
            IommuDesign.Assertion.HELD_AT_UPDATE);
    static final IommuDesign ASSERT_ON_ENTRY = new Asserting(
            "assert-on-entry",
            "pcidevs_locked() is looked at on every entry; it is true if any CPU holds the lock",
            IommuDesign.Assertion.HELD_ON_ENTRY);
    static final IommuDesign ASSERT_OWNER_ON_ENTRY = new Asserting(
            "assert-owner-on-entry",
            "on every entry it is asserted that this CPU holds the lock",
            IommuDesign.Assertion.OWNED_ON_ENTRY);
    static final IommuDesign CAREFUL =
            new OnDemand(
                    "careful-errors",
                    "as all-locked; a growth finds every IOMMU first, and frees what it allocated if it fails") {
                @Override
                public boolean holdsLock(Caller caller) {
                    return true;
                }

                @Override
                public boolean freesAfterError() {
                    return true;
                }

                @Override
                public boolean findsIommusFirst() {
                    return true;
                }

                @Override
                public EntryWrite entryWrite() {
                    return EntryWrite.AT_ONCE;
                }
            };

    static final IommuDesign NOTIFY = new Notified(
            "notify",
            "the thread's v2: each new dfn is announced with the lock held; entries are written as it reads the code, root, then mode",
            IommuDesign.EntryWrite.ROOT_THEN_MODE);
    static final IommuDesign NOTIFY_WORDS = new Notified(
            "notify-words",
            "as notify; an entry is written as Xen 4.12 does: id, upper half of the root, lower half with the mode",
            IommuDesign.EntryWrite.WORDS);
    static final IommuDesign NOTIFY_BIT_FIELDS = new Notified(
            "notify-bit-fields",
            "as notify; an entry is written field by field in the compiler's order, as since 3a7947b690 (Xen 4.13.0-rc1)",
            IommuDesign.EntryWrite.ANY_ORDER);
    static final IommuDesign NOTIFY_AT_ONCE = new Notified(
            "notify-atomic-entry",
            "as notify; an entry is written by one 128-bit write, and flushed",
            IommuDesign.EntryWrite.AT_ONCE);
    static final IommuDesign NOTIFY_MODE_FIRST = new Notified(
            "notify-mode-first", "as notify; an entry is written mode first", IommuDesign.EntryWrite.MODE_THEN_ROOT);
    static final IommuDesign NOTIFY_OFF_FIRST = new Notified(
            "notify-translation-off",
            "as notify; an entry's translation is off while it is written, as since 0514a3a25f (XSA-347, Xen 4.15)",
            IommuDesign.EntryWrite.TRANSLATION_OFF);
    static final IommuDesign NOTIFY_NO_FLUSH =
            new Notified(
                    "notify-no-entry-flush",
                    "as notify-atomic-entry, but the IOMMU's copy of the entry is not flushed",
                    IommuDesign.EntryWrite.AT_ONCE) {
                @Override
                public boolean flushesEntries() {
                    return false;
                }
            };
    static final IommuDesign NOTIFY_FORGOTTEN =
            new Notified(
                    "notify-forgotten",
                    "as notify-atomic-entry, but the path that maps BARs doesn't announce its dfns",
                    IommuDesign.EntryWrite.AT_ONCE) {
                @Override
                public boolean notifies(Caller caller) {
                    return caller != Caller.MMIO;
                }
            };

    static final IommuDesign NOTIFY_BARS_UNLOCKED =
            new Notified(
                    "notify-bars-unlocked",
                    "as notify-atomic-entry, but the path that maps BARs doesn't take the lock for its notification",
                    IommuDesign.EntryWrite.AT_ONCE) {
                @Override
                public boolean notifiesLocked(Caller caller) {
                    return caller != Caller.MMIO;
                }
            };

    static final IommuDesign FOUR_LEVELS = new Fixed(
            "four-levels",
            "b4f042236a (XSA-311, Xen 4.14, and 4.11.4, 4.12.2, 4.13.0): HVM domains have four levels from the start, and keep them");
    static final IommuDesign FITTED =
            new Fixed(
                    "fitted-levels",
                    "94039d97e2 (Xen 4.19): as many levels as the largest address needs that the domain may use, fixed") {
                @Override
                public int firstLevels(int asked, long highest) {
                    return forFrames(highest + 1);
                }
            };
    static final IommuDesign FITTED_OFF_BY_ONE =
            new Fixed(
                    "fitted-off-by-one",
                    "as fitted-levels, but the highest dfn is taken for a number of frames, as from b4f042236a to b75b3c62fe (Xen 4.12.2, 4.13.0) for"
                            + " the hardware domain") {
                @Override
                public int firstLevels(int asked, long highest) {
                    return forFrames(Math.max(1, highest));
                }
            };

    static final IommuDesign QUARANTINE_48 =
            new Fixed(
                    "quarantine-48-bits",
                    "ea38867831 to fe1e4668b3 (XSA-445, up to Xen 4.17.2): quarantine tables are built for 48 bits, whatever its levels") {
                @Override
                public int quarantineLevels(int levels) {
                    return forFrames(1L << 36);
                }
            };
    static final IommuDesign KEEPS_MODE =
            new Fixed(
                    "reassign-keeps-mode",
                    "as four-levels, but a device that changes its domain keeps the mode in its entry") {
                @Override
                public int setupMode(int levels, int present) {
                    return present == 0 ? levels : present;
                }

                @Override
                public SetupWrite setupWrite() {
                    return SetupWrite.ID_FIRST;
                }

                @Override
                public boolean disablesFirst() {
                    return false;
                }
            };
    static final IommuDesign REASSIGN_LIVE = new Reassigning(
            "reassign-live",
            "as four-levels, but a device's entry is rewritten, domain id first, while it does DMA",
            false,
            IommuDesign.SetupWrite.ID_FIRST);
    static final IommuDesign REASSIGN_ANY_ORDER = new Reassigning(
            "reassign-any-order",
            "3a7947b690 to 0514a3a25f (XSA-347; Xen 4.13.0, 4.13.1, 4.14.0): a device's entry is turned off, then written in the compiler's order",
            true,
            IommuDesign.SetupWrite.ANY_ORDER);
    static final IommuDesign REASSIGN_ON_LAST = new Reassigning(
            "reassign-on-last",
            "0514a3a25f (XSA-347) to 1fa6e9aa36 (XSA-400): a device's entry is turned off, then written, and turned on last",
            true,
            IommuDesign.SetupWrite.ON_LAST);
    static final IommuDesign REASSIGN_AT_ONCE = new Reassigning(
            "reassign-at-once",
            "1fa6e9aa36 (XSA-400, Xen 4.17, and 4.13.5, 4.14.5, 4.15.3, 4.16.1): a device goes from domain to domain by one 128-bit write, and is"
                    + " never off",
            false,
            IommuDesign.SetupWrite.AT_ONCE);
    static final IommuDesign REASSIGN_ID_LAST = new Reassigning(
            "reassign-id-last",
            "as reassign-at-once up to Xen 4.19 without CMPXCHG16B, for devices with unity maps: the root and mode, then the domain id",
            false,
            IommuDesign.SetupWrite.ID_LAST);
    static final IommuDesign UNMAP_NO_FLUSH =
            new Fixed(
                    "unmap-no-flush",
                    "as four-levels, but unmap flushes nothing, as VT-d's did from c312ccdeaf to 85c72f9fe7 (XSA-78)") {
                @Override
                public UnmapFlush unmapFlush() {
                    return UnmapFlush.NOTHING;
                }
            };
    static final IommuDesign UNMAP_OTHER_ID =
            new Fixed("unmap-other-id", "as four-levels, but unmap flushes under another domain's id") {
                @Override
                public UnmapFlush unmapFlush() {
                    return UnmapFlush.OTHER_ID;
                }
            };

    static final List<IommuDesign> ALL = List.of(
            XEN_4_12_1,
            XEN_4_13_RC4,
            ALL_LOCKED,
            ASSERT_AT_UPDATE,
            ASSERT_ON_ENTRY,
            ASSERT_OWNER_ON_ENTRY,
            CAREFUL,
            NOTIFY,
            NOTIFY_WORDS,
            NOTIFY_BIT_FIELDS,
            NOTIFY_AT_ONCE,
            NOTIFY_MODE_FIRST,
            NOTIFY_OFF_FIRST,
            NOTIFY_NO_FLUSH,
            NOTIFY_FORGOTTEN,
            NOTIFY_BARS_UNLOCKED,
            FOUR_LEVELS,
            FITTED,
            FITTED_OFF_BY_ONE,
            QUARANTINE_48,
            KEEPS_MODE,
            REASSIGN_LIVE,
            REASSIGN_ANY_ORDER,
            REASSIGN_ON_LAST,
            REASSIGN_AT_ONCE,
            REASSIGN_ID_LAST,
            UNMAP_NO_FLUSH,
            UNMAP_OTHER_ID);

    private IommuDesigns() {}

    /** amd_iommu_get_paging_mode(): the levels for a number of frames, from 1. */
    static int forFrames(long frames) {
        int levels = 1;
        for (long n = frames; n > (1 << IoPageTables.BITS); n = (n + 511) >>> IoPageTables.BITS) {
            levels++;
        }
        return levels;
    }

    /** A design with a name. */
    private abstract static class Named extends NamedDesign implements IommuDesign {
        Named(String name, String says) {
            super(name, says);
        }
    }

    /** Levels are updated inside the map. */
    private static class OnDemand extends Named {
        OnDemand(String name, String says) {
            super(name, says);
        }
    }

    /** The same with an assertion. */
    private static final class Asserting extends OnDemand {
        private final Assertion assertion;

        Asserting(String name, String says, Assertion assertion) {
            super(name, says);
            this.assertion = assertion;
        }

        @Override
        public Assertion assertion() {
            return assertion;
        }
    }

    /** Levels are updated by a notification of each dfn. */
    private static class Notified extends Named {
        private final EntryWrite write;

        Notified(String name, String says, EntryWrite write) {
            super(name, says);
            this.write = write;
        }

        @Override
        public Growth growth() {
            return Growth.NOTIFIED;
        }

        @Override
        public EntryWrite entryWrite() {
            return write;
        }

        @Override
        public boolean offLetsThrough() {
            return false;
        }
    }

    /** Levels stay as they are. */
    private static class Fixed extends Named {
        Fixed(String name, String says) {
            super(name, says);
        }

        @Override
        public Growth growth() {
            return Growth.NEVER;
        }

        @Override
        public int firstLevels(int asked, long highest) {
            return 4;
        }

        @Override
        public boolean offLetsThrough() {
            return false;
        }
    }

    /** The same, with a way of its own of writing the entry of a device that changes its domain. */
    private static final class Reassigning extends Fixed {
        private final boolean disablesFirst;
        private final SetupWrite write;

        Reassigning(String name, String says, boolean disablesFirst, SetupWrite write) {
            super(name, says);
            this.disablesFirst = disablesFirst;
            this.write = write;
        }

        @Override
        public boolean disablesFirst() {
            return disablesFirst;
        }

        @Override
        public SetupWrite setupWrite() {
            return write;
        }
    }
}
