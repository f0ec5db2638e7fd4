package dev.stalemate.systems.amdiommu;

import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuFields.Entry;
import java.util.BitSet;

/** Questions about one CPU, device, dfn or table in a state; laws are made of them. */
final class IommuFacts {
    private final IommuMachine machine;
    private final IommuFields fields;
    private final boolean notified;
    private final IoPageTables tables;
    private final BitSet reached;
    private final BitSet leaked;

    IommuFacts(IommuMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.notified = machine.design.growth == Growth.NOTIFIED;
        this.tables = fields.tables;
        this.reached = new BitSet(tables.table.size());
        this.leaked = new BitSet(tables.table.size());
    }

    /** Whether a CPU updates the levels: from the publication of a new root to the last flush. */
    boolean updates(long[] s, int c) {
        return At.updates(machine.at(s, c));
    }

    /** Whether it does so without the PCI-devices lock. */
    boolean updatesUnlocked(long[] s, int c) {
        return updates(s, c) && !machine.owns(s, c);
    }

    /** Whether a CPU is between update_paging_mode()'s question and the end of the function that asks it. */
    boolean mayUpdate(long[] s, int c) {
        int at = machine.at(s, c);
        boolean grows = at >= At.ALLOCATE && at <= At.FLUSH_PAGES;
        return grows
                || (notified
                        ? at == At.UNLOCK
                        : at == At.INSTALL || (at == At.RETURN && fields.op.get(s, c) == IommuFields.MAP));
    }

    /** Whether it is there without the PCI-devices lock. */
    boolean mayUpdateUnlocked(long[] s, int c) {
        return mayUpdate(s, c) && !machine.owns(s, c);
    }

    /** Whether a CPU is growing the tables, with some that nothing points to yet. */
    boolean grows(long[] s, int c) {
        return At.grows(machine.at(s, c));
    }

    /** Whether a CPU walks the list of the domain's devices. */
    boolean walksList(long[] s, int c) {
        return At.walksList(machine.at(s, c));
    }

    /** Whether such a walk stands on a device that has left the list. */
    boolean isAstray(long[] s, int c) {
        return walksList(s, c) && !fields.isGuests(s, fields.ofDevice.get(s, c));
    }

    /** Whether the IOTLB has, under a domain's id, what is not that domain's. */
    boolean isAnothers(long[] s, int id, int d) {
        if (!fields.iotlb.has(s, id, d)) {
            return false;
        }
        int target = fields.iotlb.target(s, id, d);
        boolean guests = target < fields.frames.index().size();
        return id == IommuFields.GUEST ? !guests : target != tables.scratch();
    }

    /** Whether a device is moving to another domain. */
    boolean moves(long[] s, int dev) {
        return machine.moving(s, dev);
    }

    /** Whether a device is not moving to another domain. */
    boolean isSettled(long[] s, int dev) {
        return !machine.moving(s, dev);
    }

    /** Whether it is the guest's, too. */
    boolean isGuestsSettled(long[] s, int dev) {
        return fields.isGuests(s, dev) && isSettled(s, dev);
    }

    /** Whether DMA of a device that is moving to another domain is refused. */
    boolean isRefused(long[] s, int dev) {
        boolean off = !fields.dte.translates(s, dev) || fields.copy.valid.get(s, dev) == IommuFields.CACHED_OFF;
        return moves(s, dev) && off && !fields.offLetsThrough;
    }

    /** The entry of a device in the table (0), or the IOMMU's copy of it (1). */
    Entry entry(int which) {
        return which == 0 ? fields.dte : fields.copy;
    }

    /** Whether one of the two translates. */
    boolean translates(long[] s, int dev, int which) {
        return entry(which).translates(s, dev);
    }

    /** Whether it does, and has halves of two roots, or a root and another's mode. */
    boolean isMixed(long[] s, int dev, int which) {
        Entry entry = entry(which);
        int root = entry.root.get(s, dev);
        return entry.translates(s, dev)
                && (root == tables.torn() || tables.level.get(s, root) != entry.mode.get(s, dev));
    }

    /** Whether the entry of a settled device translates under another domain's id. */
    boolean isForeign(long[] s, int dev) {
        int own = fields.isGuests(s, dev) ? IommuFields.GUEST : IommuFields.QUARANTINE;
        return isSettled(s, dev) && fields.dte.translates(s, dev) && fields.dte.id.get(s, dev) != own;
    }

    /** Whether the entry of a settled device of the guest doesn't have the guest's root and levels. */
    boolean isOutdated(long[] s, int dev) {
        boolean present = fields.dte.translates(s, dev)
                && fields.dte.root.get(s, dev) == fields.root.get(s, 0)
                && fields.dte.mode.get(s, dev) == fields.levels.get(s, 0);
        return !present && isGuestsSettled(s, dev);
    }

    /** Whether DMA of a settled device of the guest to a mapped dfn ends in another place than the frame of that dfn. */
    boolean isMistranslated(long[] s, int dev, int d) {
        int mapped = fields.p2m.get(s, d);
        return mapped != 0 && isGuestsSettled(s, dev) && fields.translation(s, dev, d) != mapped - 1;
    }

    /** Whether a device's DMA to a dfn ends in no frame, and not in quarantine's page: in a table, or in memory that no leaf names. */
    boolean endsInNoFrame(long[] s, int dev, int d) {
        int target = fields.translation(s, dev, d);
        return tables.isTable(target) || target == tables.other();
    }

    /** Whether a device's DMA to a dfn ends in a frame that another guest has written to. */
    boolean endsInOthersFrame(long[] s, int dev, int d) {
        int target = fields.translation(s, dev, d);
        return target >= 0
                && target < fields.frames.index().size()
                && fields.frames.owner(s, target) == Owner.OTHER_WROTE;
    }

    /** The tables that are allocated and can't be reached from a root, until the next question. */
    BitSet leaked(long[] s) {
        reached.clear();
        tables.reach(s, fields.root.get(s, 0), reached);
        if (fields.quarantineLevels > 0) {
            tables.reach(s, tables.quarantineRoot(), reached);
        }
        leaked.clear();
        for (int t = 0; t < tables.table.size(); t++) {
            if (tables.level.get(s, t) != 0 && !reached.get(t)) {
                leaked.set(t);
            }
        }
        return leaked;
    }
}
