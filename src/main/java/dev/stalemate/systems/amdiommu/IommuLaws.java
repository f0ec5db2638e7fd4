package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuFields.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of the locks, the entries, the tables and the devices' DMA.
 *
 * <p>DMA can happen between any two steps, so laws ask in every state what it would reach.
 */
final class IommuLaws {
    static final String AT_UPDATE = "lock-held-at-update";
    static final String CALLERS = "callers-hold-lock";
    static final String LIST = "list-walk-stays";
    static final String FIRES = "assertion-fires";
    static final String OWN_LEVELS = "root-with-own-levels";
    static final String OWN_DOMAIN = "entry-of-own-domain";
    static final String PUBLISHED = "published-everywhere";
    static final String OWN_ID = "cached-under-own-id";
    static final String REFUSED = "never-refused";
    static final String TRANSLATES = "mapped-translates";
    static final String RUNNING_TRANSLATES = "running-guest-translates";
    static final String NO_TARGET = "tables-are-no-target";
    static final String RETAINED = "no-retained-mapping";
    static final String LEAKED = "no-leaked-table";
    static final String FIXED = "levels-fixed";

    /** The entry in the device table, and the IOMMU's copy of it. */
    private static final Index ENTRIES = Index.of("entry", 2);

    private final IommuMachine machine;
    private final IommuFields f;
    private final IommuDesign design;
    private final IoPageTables tables;
    private final IommuFacts facts;

    IommuLaws(IommuMachine machine) {
        this.machine = machine;
        this.f = machine.fields;
        this.design = machine.design;
        this.tables = f.tables;
        this.facts = new IommuFacts(machine);
    }

    /** The laws that make sense for the design. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (design.growth != Growth.NEVER) {
            addLocks(all);
        }
        if (design.assertion != Assertion.NOTHING) {
            all.add(Law.always(
                            FIRES,
                            Breaks.ISOLATION,
                            "when a caller without the PCI-devices lock returns from a map, the assertion has fired")
                    .where(s -> f.broken.is(s, 0))
                    .holds(s -> f.fired.is(s, 0))
                    .saying(s -> silence()));
        }
        addEntries(all);
        if (f.quarantineLevels > 0) {
            addDomains(all);
        }
        addTranslations(all);
        addTables(all);
        return all;
    }

    private void addLocks(List<Law> all) {
        all.add(Law.always(
                        AT_UPDATE,
                        Breaks.ISOLATION,
                        "while a CPU publishes new levels and rewrites the devices' entries, it holds the PCI-devices lock")
                .where(f.cpu.any(facts::updates))
                .none(f.cpu, facts::updatesUnlocked, this::holder));
        all.add(Law.always(
                        CALLERS,
                        Breaks.ISOLATION,
                        "a CPU in a function that may update the levels holds the PCI-devices lock, whether it updates them or not")
                .where(f.cpu.any(facts::mayUpdate))
                .none(f.cpu, facts::mayUpdateUnlocked, this::holder));
        all.add(Law.always(
                        LIST,
                        Breaks.ISOLATION,
                        "the device on which a walk of the domain's list stands is in that list")
                .where(f.cpu.any(facts::walksList))
                .none(
                        f.cpu,
                        facts::isAstray,
                        (s, c) -> "CPU " + c + ", at " + At.text(machine.at(s, c)) + ", stands on device "
                                + f.ofDevice.get(s, c) + ", which is quarantine's"));
    }

    private void addEntries(List<Law> all) {
        all.add(Law.always(
                        OWN_LEVELS,
                        Breaks.ISOLATION,
                        "an entry that translates, or the IOMMU's copy of one, has the address of one table as its root, and the "
                                + "number of levels of that table")
                .where(f.device.any(ENTRIES, facts::translates))
                .none(f.device, ENTRIES, facts::isMixed, this::mixture));
        all.add(Law.always(
                        OWN_DOMAIN,
                        Breaks.ISOLATION,
                        "a device that is not moving to another domain has no entry with another domain's id")
                .where(f.device.any(facts::isSettled))
                .none(
                        f.device,
                        facts::isForeign,
                        (s, dev) -> "device " + dev + " is " + (f.isGuests(s, dev) ? "the guest's" : "quarantine's")
                                + ", and its entry translates by table " + f.dte.root.get(s, dev)
                                + " under the id of the " + domain(f.dte.id.get(s, dev))));
        all.add(Law.always(
                        PUBLISHED,
                        Breaks.COHERENCE,
                        "while no levels are updated, the entries of all of the guest's devices have its root and levels")
                .where(f.cpu.any(facts::updates).not().and(f.device.any(facts::isGuestsSettled)))
                .none(
                        f.device,
                        facts::isOutdated,
                        (s, dev) -> "the guest has root table " + f.root.get(s, 0) + " of " + f.levels.get(s, 0)
                                + " levels; device " + dev + "'s entry "
                                + (f.dte.translates(s, dev)
                                        ? "has table " + f.dte.root.get(s, dev) + " and mode " + f.dte.mode.get(s, dev)
                                        : "is off")));
    }

    private void addDomains(List<Law> all) {
        all.add(Law.always(
                        OWN_ID,
                        Breaks.ISOLATION,
                        "all translations in the IOTLB under a domain's id are that domain's: to the guest's frames, or to the "
                                + "scratch page")
                .where(f.id.any(f.dfn, f.iotlb::has))
                .none(
                        f.id,
                        f.dfn,
                        facts::isAnothers,
                        (s, id, d) -> "the IOTLB has " + tables.text(f.iotlb.target(s, id, d)) + " for dfn "
                                + f.dfn.text(d) + " under the id of the " + domain(id)));
        all.add(Law.always(
                        REFUSED,
                        Breaks.COHERENCE,
                        "the entry of a device that is moving to another domain, and the IOMMU's copy of it, always translate")
                .where(f.device.any(facts::moves))
                .none(
                        f.device,
                        facts::isRefused,
                        (s, dev) -> "DMA of device " + dev + " is refused: "
                                + (f.dte.translates(s, dev) ? "the IOMMU's copy of its entry" : "its entry")
                                + " is off"));
    }

    private void addTranslations(List<Law> all) {
        Condition mapped = f.device.any(facts::isGuestsSettled).and(f.dfn.any(f.p2m::is));
        all.add(Law.always(
                        TRANSLATES,
                        Breaks.COHERENCE,
                        "DMA of each of the guest's devices to each dfn in its p2m reaches the frame that the p2m has")
                .where(mapped)
                .none(f.device, f.dfn, facts::isMistranslated, this::mistranslation));
        all.add(Law.always(
                        RUNNING_TRANSLATES,
                        Breaks.COHERENCE,
                        "while the domain has not been crashed, DMA of each of the guest's devices to each dfn in its p2m reaches the frame"
                                + " that the p2m has")
                .where(mapped.and(s -> !f.crashed.is(s, 0)))
                .none(f.device, f.dfn, facts::isMistranslated, this::mistranslation));
        all.add(Law.always(
                        NO_TARGET,
                        Breaks.ISOLATION,
                        "no DMA ends in a page-table page, nor in memory that no leaf names")
                .where(f.offLetsThrough ? s -> true : f.device.any(f.dte::translates))
                .none(f.device, f.dfn, facts::endsInNoFrame, this::end));
        if (f.scope.get(IommuSettings.UNMAP)) {
            all.add(Law.always(RETAINED, Breaks.ISOLATION, "no DMA reaches a frame that a new owner has written to")
                    .where(f.frames::someoneWrote)
                    .none(
                            f.device,
                            f.dfn,
                            facts::endsInOthersFrame,
                            (s, dev, d) -> end(s, dev, d) + ", which another guest has written to"));
        }
    }

    private void addTables(List<Law> all) {
        all.add(Law.always(
                        LEAKED,
                        Breaks.ISOLATION,
                        "an allocated table is reachable from a root, unless a CPU is using it to grow the tables")
                .where(f.cpu.any(facts::grows).not())
                .holds(s -> facts.leaked(s).isEmpty())
                .explainedBy(s -> new Diagnosis(
                        Breaks.ISOLATION,
                        facts.leaked(s).stream()
                                .mapToObj(t -> "table " + t + ", of level " + tables.level.get(s, t)
                                        + ", is allocated, and no root leads to it")
                                .toList())));
        all.add(Law.always(FIXED, Breaks.SPEED, "the domain's tables never have other levels than at the start")
                .holds(s -> f.levels.get(s, 0) == f.firstLevels)
                .saying(s -> "the domain's tables have " + f.levels.get(s, 0) + " levels, and had " + f.firstLevels));
    }

    private String holder(long[] s, int c) {
        int holder = f.pcidevs.get(s, 0) - 1;
        return "CPU " + c + " is at " + At.text(machine.at(s, c)) + "; the PCI-devices lock is "
                + (holder < 0 ? "free" : "CPU " + holder + "'s");
    }

    private String silence() {
        return "a map has returned to a caller without the PCI-devices lock, and the assertion was "
                + switch (design.assertion) {
                    case HELD_AT_UPDATE -> "not reached: no levels were updated";
                    case HELD_ON_ENTRY -> "satisfied: another CPU held the lock";
                    case OWNED_ON_ENTRY, NOTHING -> "satisfied";
                };
    }

    private String mixture(long[] s, int dev, int which) {
        Entry entry = facts.entry(which);
        int root = entry.root.get(s, dev);
        return (which == 0 ? "the entry of device " : "the IOMMU's copy of the entry of device ") + dev + " has "
                + tables.rootText(root)
                + (root == tables.torn()
                        ? " roots' addresses"
                        : ", the root of " + tables.level.get(s, root) + " levels")
                + ", and mode " + entry.mode.get(s, dev);
    }

    private String mistranslation(long[] s, int dev, int d) {
        return "the p2m has mfn " + (f.p2m.get(s, d) - 1) + " for dfn " + f.dfn.text(d) + "; device " + dev
                + "'s DMA to it: " + tables.text(f.translation(s, dev, d));
    }

    private String end(long[] s, int dev, int d) {
        return "device " + dev + "'s DMA to dfn " + f.dfn.text(d) + " ends in " + tables.text(f.translation(s, dev, d));
    }

    private static String domain(int id) {
        return id == IommuFields.GUEST ? "guest" : "quarantine domain";
    }
}
