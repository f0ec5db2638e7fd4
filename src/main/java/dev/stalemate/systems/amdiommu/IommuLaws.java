package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What must be true of the locks, the entries, the tables and the devices' DMA.
 *
 * <p>DMA can happen between any two steps, so what it would reach is asked of every state.
 */
final class IommuLaws {
    private final IommuFields fields;
    private final IommuDesign design;
    private final IoPageTables tables;
    private final IommuFacts facts;
    private final IommuExplanations why;
    private final List<Law> all = new ArrayList<>();

    IommuLaws(IommuMachine machine) {
        this.fields = machine.fields;
        this.design = machine.design;
        this.tables = fields.tables;
        this.facts = new IommuFacts(machine);
        this.why = new IommuExplanations(facts);
    }

    /** The properties that make sense for the design. */
    List<Law> all() {
        if (design.growth() != Growth.NEVER) {
            addLocks();
        }
        if (design.assertion() != Assertion.NOTHING) {
            add(
                    "assertion-fires",
                    Breaks.ISOLATION,
                    "once a map by a caller without the PCI-devices lock has returned, the assertion has fired",
                    s -> fields.broken.is(s, 0),
                    s -> fields.fired.is(s, 0),
                    why::silent);
        }
        addEntries();
        if (fields.quarantineLevels > 0) {
            addDomains();
        }
        addTranslations();
        addTables();
        return List.copyOf(all);
    }

    private void add(
            String name,
            Breaks breaks,
            String says,
            Condition premise,
            Condition holds,
            Function<long[], List<String>> details) {
        all.add(Law.always(name, breaks, says, premise, holds)
                .explainedBy(s -> new Diagnosis(breaks, details.apply(s))));
    }

    private void addLocks() {
        add(
                "lock-held-at-update",
                Breaks.ISOLATION,
                "while a CPU publishes new levels and rewrites the devices' entries, it holds the PCI-devices lock",
                s -> anyCpu(s, facts::updates),
                s -> !anyCpu(s, facts::updatesUnlocked),
                s -> why.unlocked(s, facts::updatesUnlocked));
        add(
                "callers-hold-lock",
                Breaks.ISOLATION,
                "a CPU in a function that may update the levels holds the PCI-devices lock, update or not",
                s -> anyCpu(s, facts::mayUpdate),
                s -> !anyCpu(s, facts::mayUpdateUnlocked),
                s -> why.unlocked(s, facts::mayUpdateUnlocked));
        add(
                "list-walk-stays",
                Breaks.ISOLATION,
                "the device on which a walk of the domain's list stands is in that list",
                s -> anyCpu(s, facts::walksList),
                s -> !anyCpu(s, facts::isAstray),
                why::astray);
    }

    private void addEntries() {
        add(
                "root-with-own-levels",
                Breaks.ISOLATION,
                "an entry that translates, or the IOMMU's copy of one, has one table's address for its root, and that table's own number of levels",
                s -> anyDevice(s, (t, d) -> fields.dte.translates(t, d) || fields.copy.translates(t, d)),
                s -> !anyDevice(s, (t, d) -> facts.mixed(t, d, fields.dte) || facts.mixed(t, d, fields.copy)),
                why::mixed);
        add(
                "entry-of-own-domain",
                Breaks.ISOLATION,
                "a device that is not on its way to another domain has no entry with another domain's id",
                s -> anyDevice(s, facts::settled),
                s -> !anyDevice(s, (t, d) -> facts.settled(t, d) && facts.foreign(t, d)),
                why::foreign);
        add(
                "published-everywhere",
                Breaks.COHERENCE,
                "while no levels are updated, the entries of all of the guest's devices have its root and levels",
                s -> !anyCpu(s, facts::updates) && anyDevice(s, facts::guestsSettled),
                s -> !anyDevice(s, (t, d) -> facts.guestsSettled(t, d) && !facts.isPresent(t, d)),
                why::outdated);
    }

    private void addDomains() {
        add(
                "cached-under-own-id",
                Breaks.ISOLATION,
                "what the IOTLB has under a domain's id are that domain's translations: the guest's frames, or the scratch page",
                s -> anyDfn(
                        s,
                        (t, d) -> fields.iotlb.has(t, IommuFields.GUEST, d)
                                || fields.iotlb.has(t, IommuFields.QUARANTINE, d)),
                s -> !anyDfn(
                        s,
                        (t, d) -> facts.isAnothers(t, IommuFields.GUEST, d)
                                || facts.isAnothers(t, IommuFields.QUARANTINE, d)),
                why::anothers);
        add(
                "never-refused",
                Breaks.COHERENCE,
                "the entry of a device that is on its way to another domain, and the IOMMU's copy of it, always translate",
                s -> anyDevice(s, facts.machine::moving),
                s -> !anyDevice(s, facts::isRefused),
                why::refused);
    }

    private void addTranslations() {
        add(
                "mapped-translates",
                Breaks.COHERENCE,
                "DMA of each of the guest's devices to each dfn in its p2m reaches the frame that the p2m has",
                this::somethingMapped,
                this::noneWrong,
                why::wrong);
        add(
                "running-guest-translates",
                Breaks.COHERENCE,
                "the same, while the domain has not been crashed",
                s -> !fields.crashed.is(s, 0) && somethingMapped(s),
                this::noneWrong,
                why::wrong);
        add(
                "tables-are-no-target",
                Breaks.ISOLATION,
                "no DMA ends in a page-table page, nor in memory that no leaf names",
                s -> fields.offLetsThrough || anyDevice(s, fields.dte::translates),
                s -> !anyTarget(s, facts::isNoFrame),
                s -> why.reached(s, facts::isNoFrame));
        if (fields.scope.get(IommuSettings.UNMAP)) {
            add(
                    "no-retained-mapping",
                    Breaks.ISOLATION,
                    "no DMA reaches a frame that a new owner has written to",
                    fields.frames::someoneWrote,
                    s -> !anyTarget(s, facts::isWrittenByOther),
                    s -> why.reached(s, facts::isWrittenByOther));
        }
    }

    private boolean somethingMapped(long[] s) {
        return anyDevice(s, facts::guestsSettled) && anyDfn(s, (t, d) -> fields.p2m.get(t, d) != 0);
    }

    private boolean noneWrong(long[] s) {
        return !anyDevice(s, (t, dev) -> facts.guestsSettled(t, dev) && anyDfn(t, (u, d) -> facts.isWrong(u, dev, d)));
    }

    private void addTables() {
        add(
                "no-leaked-table",
                Breaks.ISOLATION,
                "a table that is allocated is reachable from a root, unless a CPU is growing the tables with it",
                s -> !anyCpu(s, facts::grows),
                s -> facts.leaked(s, 0) < 0,
                why::leaked);
        add(
                "levels-fixed",
                Breaks.SPEED,
                "the domain's tables never have other levels than at the start",
                s -> true,
                s -> fields.levels.get(s, 0) == fields.firstLevels,
                why::grown);
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

    private boolean anyCpu(long[] s, IommuFacts.Of test) {
        return any(s, fields.cpu.size(), test);
    }

    private boolean anyDevice(long[] s, IommuFacts.Of test) {
        return any(s, fields.device.size(), test);
    }

    private boolean anyDfn(long[] s, IommuFacts.Of test) {
        return any(s, fields.dfns.length, test);
    }

    private static boolean any(long[] s, int count, IommuFacts.Of test) {
        for (int i = 0; i < count; i++) {
            if (test.test(s, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some device's DMA ends at a target of a kind. */
    private boolean anyTarget(long[] s, IommuFacts.Of kind) {
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (kind.test(s, fields.translation(s, dev, d))) {
                    return true;
                }
            }
        }
        return false;
    }
}
