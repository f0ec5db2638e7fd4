package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Property;
import dev.stalemate.model.Property.Breaks;
import dev.stalemate.model.Property.Diagnosis;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuState.Entry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What must be true of the locks, the entries, the tables and the devices' DMA.
 *
 * <p>DMA can happen between any two steps, so what it would reach is asked of every state.
 */
final class IommuProperties {
    private final IommuMachine machine;
    private final IommuState fields;
    private final IommuDesign design;
    private final IoPageTables tables;
    private final BitSet reached;

    IommuProperties(IommuMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.tables = fields.tables;
        this.reached = new BitSet(tables.table.size());
    }

    /** The properties that make sense for the design. */
    List<Property> all() {
        List<Property> all = new ArrayList<>();
        if (design.growth() != Growth.NEVER) {
            addLocks(all);
        }
        if (design.assertion() != Assertion.NOTHING) {
            all.add(Property.always(
                    "assertion-fires",
                    Breaks.ISOLATION,
                    "once a map by a caller without the PCI-devices lock has returned, the assertion has fired",
                    s -> fields.broken.is(s, 0),
                    s -> fields.fired.is(s, 0)));
        }
        addEntries(all);
        addTranslations(all);
        addTables(all);
        return all;
    }

    private void addLocks(List<Property> all) {
        all.add(Property.always(
                "lock-held-at-update",
                Breaks.ISOLATION,
                "while a CPU publishes new levels and rewrites the devices' entries, it holds the PCI-devices lock",
                s -> anyCpu(s, this::updates),
                s -> !anyCpu(s, (t, c) -> updates(t, c) && !machine.owns(t, c))));
        all.add(Property.always(
                "callers-hold-lock",
                Breaks.ISOLATION,
                "a CPU in a function that may update the levels holds the PCI-devices lock, update or not",
                s -> anyCpu(s, this::mayUpdate),
                s -> !anyCpu(s, (t, c) -> mayUpdate(t, c) && !machine.owns(t, c))));
        all.add(Property.always(
                "list-walk-stays",
                Breaks.ISOLATION,
                "the device on which a walk of the domain's list stands is in that list",
                s -> anyCpu(s, (t, c) -> At.walksList(machine.at(t, c))),
                s -> !anyCpu(
                        s,
                        (t, c) -> At.walksList(machine.at(t, c)) && !fields.isGuests(t, fields.ofDevice.get(t, c)))));
    }

    private boolean updates(long[] s, int c) {
        return At.updates(machine.at(s, c));
    }

    /** Between update_paging_mode()'s question and the end of the function that asks it. */
    private boolean mayUpdate(long[] s, int c) {
        int at = machine.at(s, c);
        boolean grows = at >= At.ALLOCATE && at <= At.FLUSH_PAGES;
        return grows
                || (design.growth() == Growth.NOTIFIED
                        ? at == At.UNLOCK
                        : at == At.INSTALL || (at == At.RETURN && fields.op.get(s, c) == IommuState.MAP));
    }

    private void addEntries(List<Property> all) {
        all.add(Property.always(
                        "root-with-own-levels",
                        Breaks.ISOLATION,
                        "an entry that translates, or the IOMMU's copy of one, has its root's own number of levels",
                        s -> anyDevice(s, (t, d) -> fields.dte.translates(t, d) || fields.copy.translates(t, d)),
                        s -> !anyDevice(s, (t, d) -> mixed(t, d, fields.dte) || mixed(t, d, fields.copy)))
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, mixes(s))));
        all.add(Property.always(
                "entry-of-own-domain",
                Breaks.ISOLATION,
                "a device that is not on its way to another domain has no entry with another domain's id",
                s -> anyDevice(s, this::settled),
                s -> !anyDevice(s, (t, d) -> settled(t, d) && foreign(t, d))));
        all.add(Property.always(
                "published-everywhere",
                Breaks.COHERENCE,
                "while no levels are updated, the entries of all of the guest's devices have its root and levels",
                s -> !anyCpu(s, this::updates) && anyDevice(s, this::guestsSettled),
                s -> !anyDevice(s, (t, d) -> guestsSettled(t, d) && !isPresent(t, d))));
    }

    private boolean settled(long[] s, int d) {
        return !machine.moving(s, d);
    }

    private boolean guestsSettled(long[] s, int d) {
        return fields.isGuests(s, d) && settled(s, d);
    }

    private boolean mixed(long[] s, int d, Entry entry) {
        return entry.translates(s, d) && tables.level.get(s, entry.root.get(s, d)) != entry.mode.get(s, d);
    }

    private List<String> mixes(long[] s) {
        List<String> mixes = new ArrayList<>();
        for (int d = 0; d < fields.device.size(); d++) {
            for (Entry entry : List.of(fields.dte, fields.copy)) {
                if (mixed(s, d, entry)) {
                    int root = entry.root.get(s, d);
                    mixes.add(
                            (entry == fields.dte ? "the entry of device " : "the IOMMU's copy of the entry of device ")
                                    + d + " has table " + root + ", the root of " + tables.level.get(s, root)
                                    + " levels, and mode " + entry.mode.get(s, d));
                }
            }
        }
        return mixes;
    }

    private boolean foreign(long[] s, int d) {
        int own = fields.isGuests(s, d) ? IommuState.GUEST : IommuState.QUARANTINE;
        return fields.dte.translates(s, d) && fields.dte.id.get(s, d) != own;
    }

    private boolean isPresent(long[] s, int d) {
        return fields.dte.translates(s, d)
                && fields.dte.root.get(s, d) == fields.root.get(s, 0)
                && fields.dte.mode.get(s, d) == fields.levels.get(s, 0);
    }

    private void addTranslations(List<Property> all) {
        all.add(Property.always(
                        "mapped-translates",
                        Breaks.COHERENCE,
                        "DMA of each of the guest's devices to each dfn in its p2m reaches the frame that the p2m has",
                        this::somethingMapped,
                        s -> noneWrong(s))
                .explainedBy(s -> new Diagnosis(Breaks.COHERENCE, wrong(s))));
        all.add(Property.always(
                        "running-guest-translates",
                        Breaks.COHERENCE,
                        "the same, while the domain has not been crashed",
                        s -> !fields.crashed.is(s, 0) && somethingMapped(s),
                        s -> noneWrong(s))
                .explainedBy(s -> new Diagnosis(Breaks.COHERENCE, wrong(s))));
        all.add(Property.always(
                "tables-are-no-target",
                Breaks.ISOLATION,
                "no DMA ends in a page-table page, nor in memory that no leaf names",
                s -> anyDevice(s, fields.dte::translates),
                s -> !anyTarget(s, t -> tables.isTable(t) || t == tables.other())));
        if (fields.scope.get(IommuSettings.UNMAP)) {
            all.add(Property.always(
                    "no-retained-mapping",
                    Breaks.ISOLATION,
                    "no DMA reaches a frame that a new owner has written to",
                    fields.frames::someoneWrote,
                    s -> !anyTarget(
                            s,
                            t -> t >= 0
                                    && t < fields.frames.index().size()
                                    && fields.frames.owner(s, t) == Owner.OTHER_WROTE)));
        }
    }

    private boolean somethingMapped(long[] s) {
        return anyDevice(s, this::guestsSettled) && anyDfn(s, (t, d) -> fields.p2m.get(t, d) != 0);
    }

    private boolean noneWrong(long[] s) {
        return !anyDevice(s, (t, dev) -> guestsSettled(t, dev) && anyDfn(t, (u, d) -> isWrong(u, dev, d)));
    }

    private boolean isWrong(long[] s, int dev, int d) {
        int mapped = fields.p2m.get(s, d);
        return mapped != 0 && fields.translation(s, dev, d) != mapped - 1;
    }

    private List<String> wrong(long[] s) {
        List<String> wrong = new ArrayList<>();
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (guestsSettled(s, dev) && isWrong(s, dev, d)) {
                    wrong.add("the p2m has mfn " + (fields.p2m.get(s, d) - 1) + " for dfn " + fields.dfn.text(d)
                            + "; device " + dev + "'s DMA to it: " + tables.text(fields.translation(s, dev, d)));
                }
            }
        }
        return wrong;
    }

    private void addTables(List<Property> all) {
        all.add(Property.always(
                "no-leaked-table",
                Breaks.ISOLATION,
                "a table that is allocated is reachable from a root, unless a CPU is growing the tables with it",
                s -> !anyCpu(s, (t, c) -> At.grows(machine.at(t, c))),
                s -> allReachable(s)));
        all.add(Property.always(
                "levels-fixed",
                Breaks.SPEED,
                "the domain's tables never have other levels than at the start",
                s -> true,
                s -> fields.levels.get(s, 0) == fields.firstLevels));
    }

    private boolean allReachable(long[] s) {
        reached.clear();
        tables.reach(s, fields.root.get(s, 0), reached);
        if (fields.quarantineLevels > 0) {
            tables.reach(s, tables.quarantineRoot(), reached);
        }
        for (int t = 0; t < tables.table.size(); t++) {
            if (tables.level.get(s, t) != 0 && !reached.get(t)) {
                return false;
            }
        }
        return true;
    }

    /** What runs cost, at a scope that counts it. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(fields.dmas.figures());
        figures.addAll(fields.walks.figures());
        figures.addAll(fields.levelsWalked.figures());
        figures.addAll(fields.entryFlushes.figures());
        figures.addAll(fields.pageFlushes.figures());
        if (!figures.isEmpty()) {
            figures.add(new Figure("tables", Figure.Kind.MAXIMUM, this::allocated));
        }
        return figures;
    }

    private long allocated(long[] s) {
        return (long) fields.scope.get(IommuSettings.TABLES) - tables.free(s);
    }

    private interface Of {
        boolean test(long[] s, int number);
    }

    private interface TargetTest {
        boolean test(int target);
    }

    private boolean anyCpu(long[] s, Of test) {
        return any(s, fields.cpu.size(), test);
    }

    private boolean anyDevice(long[] s, Of test) {
        return any(s, fields.device.size(), test);
    }

    private boolean anyDfn(long[] s, Of test) {
        return any(s, fields.dfns.length, test);
    }

    private static boolean any(long[] s, int count, Of test) {
        for (int i = 0; i < count; i++) {
            if (test.test(s, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some device's DMA ends at a target of a kind. */
    private boolean anyTarget(long[] s, TargetTest test) {
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (test.test(fields.translation(s, dev, d))) {
                    return true;
                }
            }
        }
        return false;
    }
}
