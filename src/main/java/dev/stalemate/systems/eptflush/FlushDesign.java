package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Design;

/**
 * A design of how flushes of EPTs are asked for, and of who does them (ept_sync_domain(), vmx_vmenter_helper()).
 *
 * @param name as the command line writes it
 * @param says the design in a sentence
 * @param nested what a nested table's flush marks
 * @param all whether a CPU that finds the host table's mark flushes all tables of a domain with nested ones, and not the host table alone
 * @param views whether a CPU looks at the marks of views of its domain as well
 * @param tables what comes before a table page is freed
 */
record FlushDesign(String name, String says, Marks nested, boolean all, boolean views, TableFree tables)
        implements Design {
    /** Whose mask a flush of a nested table marks. */
    enum Marks {
        /** The nested table's. */
        OWN,
        /** The host table's. */
        HOST
    }

    /** When a table page is freed. */
    enum TableFree {
        /** After its flush, as no flush is put off. */
        NOT_DEFERRED,
        /** After the flush that was put off, which is done at once then. */
        FLUSHED_FIRST,
        /** As soon as nothing points to it. */
        UNLINKED,
        /** After the p2m lock was let go, and the flush done. */
        UNLOCKED
    }

    @Override
    public String toString() {
        return name;
    }
}
