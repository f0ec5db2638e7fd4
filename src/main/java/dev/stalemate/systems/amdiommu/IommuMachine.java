package dev.stalemate.systems.amdiommu;

import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.EntryWrite;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuDesign.UnmapFlush;

/**
 * The CPUs' programs, step by step: what Xen's functions do, as a design has it. Each method is one atomic step of a CPU that stands where
 * {@link At} says, and moves it on.
 */
final class IommuMachine {
    final IommuFields fields;
    final IommuDesign design;
    final ToldEntries told;
    private final IoPageTables tables;

    IommuMachine(IommuFields fields, IommuDesign design) {
        this.fields = fields;
        this.design = design;
        this.tables = fields.tables;
        this.told = new ToldEntries(this);
    }

    int at(long[] s, int c) {
        return fields.at.get(s, c);
    }

    void go(long[] s, int c, int label) {
        fields.at.set(s, c, label);
    }

    /** Whether a dfn is being mapped or unmapped: the p2m lock, which callers hold around both, keeps others out. */
    boolean busy(long[] s, int d) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            int op = fields.op.get(s, c);
            if ((op == IommuFields.MAP || op == IommuFields.UNMAP) && fields.ofDfn.get(s, c) == d) {
                return true;
            }
        }
        return false;
    }

    /** Whether a machine frame is mapped, or about to be, or its unmap is not through. */
    boolean inUse(long[] s, int m) {
        for (int d = 0; d < fields.dfns.length; d++) {
            if (fields.p2m.get(s, d) == m + 1) {
                return true;
            }
        }
        for (int c = 0; c < fields.cpu.size(); c++) {
            int op = fields.op.get(s, c);
            if ((op == IommuFields.MAP || op == IommuFields.UNMAP) && fields.ofMfn.get(s, c) == m) {
                return true;
            }
        }
        return false;
    }

    /** Whether a device is between two domains, or a CPU waits to move it. */
    boolean moving(long[] s, int dev) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (fields.op.get(s, c) == IommuFields.REASSIGN && fields.ofDevice.get(s, c) == dev) {
                return true;
            }
        }
        return false;
    }

    boolean owns(long[] s, int c) {
        return fields.pcidevs.get(s, 0) == c + 1;
    }

    /** A caller begins to map. */
    void map(long[] s, int c, Caller by, int d, int m) {
        fields.op.set(s, c, IommuFields.MAP);
        fields.caller.set(s, c, by.number());
        fields.ofDfn.set(s, c, d);
        fields.ofMfn.set(s, c, m);
        fields.frames.own(s, m, Owner.GUEST);
        fields.notifying.set(s, c, design.notifies(by) ? 1 : 0);
        if (told.on()) {
            told.maps(by, d);
        }
        go(s, c, design.locksFirst(by) ? At.LOCK_PCIDEVS : At.LOCK_MAPPING);
    }

    void lockPcidevs(long[] s, int c) {
        fields.pcidevs.set(s, 0, c + 1);
        if (told.on()) {
            told.lockedPcidevs();
        }
        go(
                s,
                c,
                fields.op.get(s, c) != IommuFields.REASSIGN
                        ? At.LOCK_MAPPING
                        : design.disablesFirst ? At.DISABLE : At.MOVE);
    }

    /** amd_iommu_map_page(), or the notification, up to update_paging_mode()'s question. */
    void lockMapping(long[] s, int c) {
        fields.mapping.set(s, 0, c + 1);
        boolean mayGrow = design.growth == Growth.INSIDE_MAP || fields.notifying.is(s, c);
        boolean grows = mayGrow && !covers(s, c, fields.levels.get(s, 0));
        if (told.on()) {
            told.lockedMapping(s, c, mayGrow, grows);
        }
        if (mayGrow) {
            check(s, c, grows);
        }
        go(s, c, grows ? At.ALLOCATE : fields.notifying.is(s, c) ? At.UNLOCK : At.INSTALL);
    }

    private void check(long[] s, int c, boolean grows) {
        boolean held = design.assertion == Assertion.OWNED_ON_ENTRY ? owns(s, c) : fields.pcidevs.is(s, 0);
        boolean looks =
                design.assertion != Assertion.NOTHING && (grows || design.assertion != Assertion.HELD_AT_UPDATE);
        if (looks && !held) {
            fields.fired.set(s, 0, 1);
        }
        if (told.on()) {
            told.asserted(s, looks, held);
        }
    }

    private boolean covers(long[] s, int c, int levels) {
        return IoPageTables.covers(levels, fields.dfns[fields.ofDfn.get(s, c)]);
    }

    /** The levels that growth has reached so far. */
    private int grown(long[] s, int c) {
        int top = fields.top.get(s, c);
        return top == 0 ? fields.levels.get(s, 0) : tables.level.get(s, top - 1);
    }

    boolean canAllocate(long[] s) {
        return tables.free(s) > 0;
    }

    void allocate(long[] s, int c) {
        fields.fresh.set(s, c, tables.allocate(s, grown(s, c) + 1) + 1);
        if (told.on()) {
            told.allocated(s, c);
        }
        go(s, c, At.LINK);
    }

    void link(long[] s, int c) {
        int fresh = fields.fresh.get(s, c);
        int top = fields.top.get(s, c);
        tables.link(s, fresh - 1, top == 0 ? fields.root.get(s, 0) : top - 1);
        fields.top.set(s, c, fresh);
        fields.fresh.set(s, c, 0);
        boolean publishes = covers(s, c, grown(s, c));
        if (told.on()) {
            told.linked(s, c, fresh - 1, publishes);
        }
        go(s, c, publishes ? At.PUBLISH : At.ALLOCATE);
    }

    void publish(long[] s, int c) {
        int top = fields.top.get(s, c) - 1;
        fields.root.set(s, 0, top);
        fields.levels.set(s, 0, tables.level.get(s, top));
        fields.top.set(s, c, 0);
        if (told.on()) {
            told.published(s);
        }
        nextDevice(s, c, 0);
    }

    /** The next device of the guest's list, from a number on. */
    private void nextDevice(long[] s, int c, int from) {
        int dev = from;
        while (dev < fields.device.size() && !fields.isGuests(s, dev)) {
            dev++;
        }
        boolean more = dev < fields.device.size();
        fields.ofDevice.set(s, c, more ? dev : 0);
        go(s, c, more ? At.REWRITE : At.FLUSH_PAGES);
    }

    /** A growth that fails: -ENOMEM or -ENODEV, and the domain is crashed; a notification's caller only gets the error. */
    void fail(long[] s, int c) {
        if (told.on()) {
            told.failed(s, c);
        }
        if (design.freesAfterError) {
            int top = fields.top.get(s, c) - 1;
            while (top >= 0 && top != fields.root.get(s, 0)) {
                int below = tables.linked(s, top);
                tables.free(s, top);
                top = below;
            }
        }
        if (fields.notifying.is(s, c)) {
            fields.op.set(s, c, 0);
        } else {
            fields.crashed.set(s, 0, 1);
        }
        go(s, c, At.RETURN);
    }

    boolean iommuIsFree(long[] s) {
        return fields.iommuLock.get(s, 0) == 0;
    }

    /** The first write to the entry of the device on which growth stands. */
    void rewrite(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        fields.iommuLock.set(s, 0, c + 1);
        EntryWrite how = design.entryWrite;
        switch (how) {
            case AT_ONCE -> write(s, dev);
            case WORDS -> fields.dte.id.set(s, dev, IommuFields.GUEST);
            case ANY_ORDER -> fields.unwritten.begin(s, c);
            case ROOT_THEN_MODE -> {
                fields.dte.id.set(s, dev, IommuFields.GUEST);
                fields.dte.root.set(s, dev, fields.root.get(s, 0));
            }
            case MODE_THEN_ROOT -> fields.dte.mode.set(s, dev, fields.levels.get(s, 0));
            case TRANSLATION_OFF -> fields.dte.valid.set(s, dev, 0);
        }
        if (told.on()) {
            told.rewrote(s, c, dev, how, true);
        }
        go(
                s,
                c,
                switch (how) {
                    case AT_ONCE -> At.FLUSH_ENTRY;
                    case WORDS -> At.REWRITE_HIGH;
                    case ANY_ORDER -> At.REWRITE_FIELDS;
                    case ROOT_THEN_MODE, MODE_THEN_ROOT, TRANSLATION_OFF -> At.REWRITE_REST;
                });
    }

    /** The word with the upper half of the root. The lower one is still the old root's. */
    void rewriteHigh(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        if (fields.apart && fields.dte.root.get(s, dev) != fields.root.get(s, 0)) {
            fields.dte.root.set(s, dev, tables.torn());
        }
        if (told.on()) {
            told.rewroteHigh(s, c, dev);
        }
        go(s, c, At.REWRITE_REST);
    }

    void rewriteRest(long[] s, int c) {
        write(s, fields.ofDevice.get(s, c));
        if (told.on()) {
            told.rewrote(s, c, fields.ofDevice.get(s, c), design.entryWrite, false);
        }
        go(s, c, At.FLUSH_ENTRY);
    }

    private void write(long[] s, int dev) {
        fields.dte.set(s, dev, 1, fields.root.get(s, 0), fields.levels.get(s, 0), IommuFields.GUEST);
    }

    /** INVALIDATE_DEVTAB_ENTRY and its completion. */
    void flushEntry(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        if (design.flushesEntries) {
            fields.copy.set(s, dev, IommuFields.UNCACHED, 0, 0, 0);
            fields.costs.entryFlushes.add(s, 1);
        }
        if (told.on()) {
            told.flushedEntry(dev);
        }
        fields.iommuLock.set(s, 0, 0);
        switch (at(s, c)) {
            case At.FLUSH_DISABLED -> go(s, c, At.MOVE);
            case At.FLUSH_SETUP -> go(s, c, At.RETURN);
            // A walk on a device that has left the list leaves the list with it, and ends: what it would do next is not
            // modelled.
            default -> nextDevice(s, c, fields.isGuests(s, dev) ? dev + 1 : fields.device.size());
        }
    }

    void flushPages(long[] s, int c) {
        fields.iotlb.flush(s, IommuFields.GUEST);
        fields.costs.pageFlushes.add(s, 1);
        if (told.on()) {
            told.flushedPages();
        }
        go(s, c, fields.notifying.is(s, c) ? At.UNLOCK : At.INSTALL);
    }

    /** The notification is over; the map itself comes next. */
    void unlock(long[] s, int c) {
        boolean drops = owns(s, c) && !design.holdsLock(Caller.of(fields.caller.get(s, c)));
        if (told.on()) {
            told.unlocked(s, c, drops);
        }
        fields.mapping.set(s, 0, 0);
        if (drops) {
            fields.pcidevs.set(s, 0, 0);
        }
        fields.notifying.set(s, c, 0);
        go(s, c, At.LOCK_MAPPING);
    }

    boolean canInstall(long[] s, int c) {
        return covers(s, c, fields.levels.get(s, 0))
                && tables.missing(s, fields.root.get(s, 0), fields.ofDfn.get(s, c)) <= tables.free(s);
    }

    /** iommu_pde_from_dfn() and set_iommu_pte_present(). */
    void install(long[] s, int c) {
        tables.map(s, fields.root.get(s, 0), fields.ofDfn.get(s, c), fields.ofMfn.get(s, c));
        if (told.on()) {
            told.installed(s, c);
        }
        go(s, c, At.RETURN);
    }

    /** "Invalid IO pagetable entry": domain_crash(). */
    void installFails(long[] s, int c) {
        if (told.on()) {
            told.installFailed(s, c);
        }
        fields.crashed.set(s, 0, 1);
        go(s, c, At.RETURN);
    }

    /** The p2m keeps what it was given: p2m_pt_set_entry() writes its entry before it maps. */
    void finish(long[] s, int c) {
        if (fields.op.get(s, c) == IommuFields.MAP) {
            fields.p2m.set(s, fields.ofDfn.get(s, c), fields.ofMfn.get(s, c) + 1);
            if (!owns(s, c)) {
                fields.broken.set(s, 0, fields.broken.bound() - 1);
            }
        }
        if (told.on()) {
            told.unlocked(s, c, owns(s, c));
        }
        if (fields.mapping.get(s, 0) == c + 1) {
            fields.mapping.set(s, 0, 0);
        }
        if (owns(s, c)) {
            fields.pcidevs.set(s, 0, 0);
        }
        idle(s, c);
    }

    private void idle(long[] s, int c) {
        fields.at.set(s, c, At.IDLE);
        fields.op.set(s, c, 0);
        fields.caller.set(s, c, 0);
        fields.ofDfn.set(s, c, 0);
        fields.ofMfn.set(s, c, 0);
        fields.ofDevice.set(s, c, 0);
        fields.notifying.set(s, c, 0);
        fields.fresh.set(s, c, 0);
        fields.top.set(s, c, 0);
    }

    /** amd_iommu_unmap_page(): the leaf goes, under the mapping lock. The flush comes after it. */
    void unmap(long[] s, int c, int d) {
        int m = fields.p2m.get(s, d) - 1;
        tables.unmap(s, fields.root.get(s, 0), d);
        fields.p2m.set(s, d, 0);
        if (told.on()) {
            told.unmapped(s, d, m);
        }
        if (design.unmapFlush == UnmapFlush.NOTHING) {
            fields.frames.own(s, m, Owner.FREE);
            return;
        }
        fields.op.set(s, c, IommuFields.UNMAP);
        fields.ofDfn.set(s, c, d);
        fields.ofMfn.set(s, c, m);
        go(s, c, At.FLUSH_PAGE);
    }

    void flushPage(long[] s, int c) {
        int id = design.unmapFlush == UnmapFlush.OWN_ID ? IommuFields.GUEST : IommuFields.QUARANTINE;
        if (id < fields.dte.id.bound()) {
            fields.iotlb.flush(s, id, fields.ofDfn.get(s, c));
        }
        if (told.on()) {
            told.flushedPage(s, id, fields.ofDfn.get(s, c));
        }
        fields.costs.pageFlushes.add(s, 1);
        fields.frames.own(s, fields.ofMfn.get(s, c), Owner.FREE);
        idle(s, c);
    }
}
