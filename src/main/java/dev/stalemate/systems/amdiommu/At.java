package dev.stalemate.systems.amdiommu;

/** Where a CPU stands in the program that it runs: the name of the step that it takes next. */
final class At {
    /** Runs nothing. */
    static final int IDLE = 0;
    /** Takes the PCI-devices lock. */
    static final int LOCK_PCIDEVS = 1;
    /** Takes the domain's mapping lock, and looks whether the levels suffice. */
    static final int LOCK_MAPPING = 2;
    /** Growth: allocates a table. */
    static final int ALLOCATE = 3;
    /** Growth: makes the table's first entry point to the root so far. */
    static final int LINK = 4;
    /** Growth: makes it the domain's root. */
    static final int PUBLISH = 5;
    /** Growth: writes a device's entry, or the first part of it, under the IOMMU's lock. */
    static final int REWRITE = 6;
    /** Growth: writes the upper half of its root. */
    static final int REWRITE_HIGH = 7;
    /** Growth: writes what is left of its fields, one after the other. */
    static final int REWRITE_FIELDS = 8;
    /** Growth: writes the rest of it. */
    static final int REWRITE_REST = 9;
    /** Growth: flushes the IOMMU's copy of the entry, lets go of the IOMMU's lock, goes on to the next device. */
    static final int FLUSH_ENTRY = 10;
    /** Growth: flushes all of the domain's translations. */
    static final int FLUSH_PAGES = 11;
    /** Ends a notification. */
    static final int UNLOCK = 12;
    /** Map: builds the lower tables and the leaf. */
    static final int INSTALL = 13;
    /** Lets go of all locks, and is done. */
    static final int RETURN = 14;
    /** Unmap: flushes the dfn, and gives the frame back. */
    static final int FLUSH_PAGE = 15;
    /** Reassign: disables the device's entry. */
    static final int DISABLE = 16;
    /** Reassign: flushes the IOMMU's copy of it. */
    static final int FLUSH_DISABLED = 17;
    /** Reassign: moves the device to its new domain's list. */
    static final int MOVE = 18;
    /** Reassign: writes the entry for the new domain, or the first part of it. */
    static final int SETUP = 19;
    /** Reassign: writes the rest of it. */
    static final int SETUP_REST = 20;
    /** Reassign: flushes the IOMMU's copy of it. */
    static final int FLUSH_SETUP = 21;
    /** Reassign: writes what is left of the entry's fields, one after the other. */
    static final int SETUP_FIELDS = 22;

    static final int COUNT = 23;

    private static final String[] NAMES = {
        "idle",
        "lock-pcidevs",
        "lock-mapping",
        "allocate",
        "link",
        "publish",
        "rewrite",
        "rewrite-high",
        "rewrite-fields",
        "rewrite-rest",
        "flush-entry",
        "flush-pages",
        "unlock",
        "install",
        "return",
        "flush-page",
        "disable",
        "flush-disabled",
        "move",
        "setup",
        "setup-rest",
        "flush-setup",
        "setup-fields"
    };

    private At() {}

    static String text(int at) {
        return NAMES[at];
    }

    /** Whether the levels are being updated: from the publication of a new root to the last flush. */
    static boolean updates(int at) {
        return at >= PUBLISH && at <= FLUSH_PAGES;
    }

    /** Whether there may be an allocated table that only the CPU knows of. */
    static boolean grows(int at) {
        return at >= ALLOCATE && at <= PUBLISH;
    }

    /** Whether the CPU stands on an element of the domain's list of devices. */
    static boolean walksList(int at) {
        return at >= REWRITE && at <= FLUSH_ENTRY;
    }
}
