package dev.stalemate.systems.amdiommu;

import dev.stalemate.paging.Owner;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuFields.Entry;
import java.util.BitSet;

/** What is the case in a state, of one CPU, device, dfn or table: the questions of which properties and their explanations are made. */
final class IommuFacts {
    final IommuMachine machine;
    final IommuFields fields;
    private final IommuDesign design;
    private final IoPageTables tables;
    private final BitSet reached;

    /** A question about one of several, by its number. */
    interface Of {
        boolean test(long[] s, int number);
    }

    IommuFacts(IommuMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.tables = fields.tables;
        this.reached = new BitSet(tables.table.size());
    }

    /** Whether a CPU updates the levels: from the publication of a new root to the last flush. */
    boolean updates(long[] s, int c) {
        return At.updates(machine.at(s, c));
    }

    /** Between update_paging_mode()'s question and the end of the function that asks it. */
    boolean mayUpdate(long[] s, int c) {
        int at = machine.at(s, c);
        boolean grows = at >= At.ALLOCATE && at <= At.FLUSH_PAGES;
        return grows
                || (design.growth() == Growth.NOTIFIED
                        ? at == At.UNLOCK
                        : at == At.INSTALL || (at == At.RETURN && fields.op.get(s, c) == IommuFields.MAP));
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

    /** Whether DMA of a device that is on its way to another domain is refused. */
    boolean isRefused(long[] s, int dev) {
        boolean off = !fields.dte.translates(s, dev) || fields.copy.valid.get(s, dev) == IommuFields.CACHED_OFF;
        return machine.moving(s, dev) && off && !fields.offLetsThrough;
    }

    /** Whether a device is not on its way to another domain. */
    boolean settled(long[] s, int d) {
        return !machine.moving(s, d);
    }

    /** Whether it is the guest's, too. */
    boolean guestsSettled(long[] s, int d) {
        return fields.isGuests(s, d) && settled(s, d);
    }

    /** Whether an entry that translates has halves of two roots, or a root and another's mode. */
    boolean mixed(long[] s, int d, Entry entry) {
        int root = entry.root.get(s, d);
        return entry.translates(s, d) && (root == tables.torn() || tables.level.get(s, root) != entry.mode.get(s, d));
    }

    /** Whether a device's entry translates under another domain's id. */
    boolean foreign(long[] s, int d) {
        int own = fields.isGuests(s, d) ? IommuFields.GUEST : IommuFields.QUARANTINE;
        return fields.dte.translates(s, d) && fields.dte.id.get(s, d) != own;
    }

    /** Whether a device's entry has the guest's root and levels. */
    boolean isPresent(long[] s, int d) {
        return fields.dte.translates(s, d)
                && fields.dte.root.get(s, d) == fields.root.get(s, 0)
                && fields.dte.mode.get(s, d) == fields.levels.get(s, 0);
    }

    /** Whether a device's DMA to a dfn that is mapped ends elsewhere than in its frame. */
    boolean isWrong(long[] s, int dev, int d) {
        int mapped = fields.p2m.get(s, d);
        return mapped != 0 && fields.translation(s, dev, d) != mapped - 1;
    }

    /** Whether a CPU updates the levels without the PCI-devices lock. */
    boolean updatesUnlocked(long[] s, int c) {
        return updates(s, c) && !machine.owns(s, c);
    }

    /** Whether it may, and doesn't hold the lock. */
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

    /** Whether a walk of the domain's devices stands on one that has left their list. */
    boolean isAstray(long[] s, int c) {
        return walksList(s, c) && !fields.isGuests(s, fields.ofDevice.get(s, c));
    }

    /** Whether a target is no frame at all, and not quarantine's page: a table, or memory that no leaf names. */
    boolean isNoFrame(long[] s, int target) {
        return tables.isTable(target) || target == tables.other();
    }

    /** Whether a target is a frame that another guest has written to. */
    boolean isWrittenByOther(long[] s, int target) {
        return target >= 0
                && target < fields.frames.index().size()
                && fields.frames.owner(s, target) == Owner.OTHER_WROTE;
    }

    /** The tables that can be reached from the roots, until the next question. */
    private BitSet reached(long[] s) {
        reached.clear();
        tables.reach(s, fields.root.get(s, 0), reached);
        if (fields.quarantineLevels > 0) {
            tables.reach(s, tables.quarantineRoot(), reached);
        }
        return reached;
    }

    /** The first table, from a number on, that is allocated and can't be reached; or -1. */
    int leaked(long[] s, int from) {
        BitSet now = reached(s);
        for (int t = from; t < tables.table.size(); t++) {
            if (tables.level.get(s, t) != 0 && !now.get(t)) {
                return t;
            }
        }
        return -1;
    }
}
