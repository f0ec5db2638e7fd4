package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.amdiommu.IommuDesign.EntryWrite;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuDesign.SetupWrite;
import dev.stalemate.systems.amdiommu.IommuDesign.UnmapFlush;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What CPUs, devices and other guests can do, as families of transitions: calls, then one action for each labelled step of a program. */
final class IommuActions {
    private final IommuMachine machine;
    private final IommuReassign moves;
    private final IommuDma devices;
    private final IommuFields fields;
    private final IommuDesign design;
    private final List<Action> all = new ArrayList<>();

    /** A step of a CPU's program. */
    private interface Step {
        void take(long[] s, int cpu);
    }

    /** Whether a CPU that stands at a step can take it. */
    private interface Ready {
        boolean test(long[] s, int cpu);
    }

    IommuActions(IommuMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.moves = new IommuReassign(machine);
        this.devices = new IommuDma(fields);
        this.design = machine.design;
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        List<Caller> callers = fields.scope.get(IommuSettings.CALLERS);
        boolean maps = !callers.isEmpty();
        boolean reassigns = fields.scope.get(IommuSettings.REASSIGN);
        boolean growsHere = maps && design.growth != Growth.NEVER && mayGrow();
        all.add(dma());
        all.add(evict());
        if (maps) {
            map(callers);
        }
        if (fields.scope.get(IommuSettings.UNMAP)) {
            unmap();
        }
        if (reassigns) {
            all.add(reassign());
        }
        if (reassigns || callers.stream().anyMatch(design::locksFirst)) {
            step(At.LOCK_PCIDEVS, "lock-pcidevs", (s, c) -> fields.pcidevs.get(s, 0) == 0, machine::lockPcidevs);
        }
        if (maps) {
            step(At.LOCK_MAPPING, "lock-mapping", (s, c) -> fields.mapping.get(s, 0) == 0, machine::lockMapping);
        }
        if (growsHere) {
            grow();
        }
        if (maps && design.growth == Growth.NOTIFIED) {
            step(At.UNLOCK, "unlock", (s, c) -> true, machine::unlock);
        }
        if (reassigns || growsHere) {
            all.add(flushEntry());
        }
        if ((reassigns && design.setsUpByFields()) || (growsHere && design.entryWrite == EntryWrite.ANY_ORDER)) {
            all.add(moves.writeField());
        }
        if (maps) {
            step(At.INSTALL, "install", machine::canInstall, machine::install);
            if (installMayFail()) {
                step(
                        At.INSTALL,
                        "install-fails",
                        (s, c) -> errors() || !machine.canInstall(s, c),
                        machine::installFails);
            }
        }
        if (reassigns) {
            setup();
        }
        if (maps || reassigns) {
            step(At.RETURN, "return", (s, c) -> true, machine::finish);
        }
        return all;
    }

    private boolean errors() {
        return fields.scope.get(IommuSettings.ERRORS);
    }

    private boolean mayGrow() {
        return LongStream.of(fields.dfns).anyMatch(dfn -> !IoPageTables.covers(fields.firstLevels, dfn));
    }

    /** If a dfn may be beyond the levels, or tables may run short, or errors may occur. */
    private boolean installMayFail() {
        boolean forgets = fields.scope.get(IommuSettings.CALLERS).stream().anyMatch(c -> !design.notifies(c));
        boolean grown = design.growth == Growth.INSIDE_MAP || (design.growth == Growth.NOTIFIED && !forgets);
        return errors() || (!grown && mayGrow()) || fields.scope.get(IommuSettings.TABLES) < needed();
    }

    /** Tables that all dfns together can need: a root for each level, and a path for each. */
    private int needed() {
        int levels = fields.firstLevels;
        for (long dfn : fields.dfns) {
            levels = Math.max(levels, IoPageTables.levelsFor(dfn));
        }
        int needed = 0;
        for (int l = 1; l <= levels; l++) {
            int bits = IoPageTables.BITS * l;
            needed += (int) LongStream.concat(LongStream.of(0), LongStream.of(fields.dfns))
                    .map(dfn -> bits >= Long.SIZE ? 0 : dfn >>> bits)
                    .distinct()
                    .count();
        }
        return needed;
    }

    private void step(int label, String name, Ready ready, Step step) {
        all.add(Action.named(name)
                .over(fields.cpu)
                .when((s, a) -> machine.at(s, (int) a[0]) == label && ready.test(s, (int) a[0]))
                .then((s, a) -> step.take(s, (int) a[0])));
    }

    /** DMA that changes nothing is left out, unless it is counted. */
    private Action dma() {
        boolean counted = fields.scope.get(IommuSettings.COSTS);
        return Action.named("dma")
                .over(fields.device)
                .over(fields.dfn)
                .when((s, a) -> counted || devices.isNews(s, (int) a[0], (int) a[1]))
                .then((s, a) -> devices.dma(s, (int) a[0], (int) a[1]));
    }

    /** The IOMMU's caches are finite: it may forget an entry at any moment, and read it again. */
    private Action evict() {
        return Action.named("evict-entry")
                .over(fields.device)
                .when((s, a) -> devices.hasCopy(s, (int) a[0]))
                .then((s, a) -> devices.evict(s, (int) a[0]));
    }

    private void map(List<Caller> callers) {
        Index by = new Index("caller", callers.size(), i -> callers.get(i).word());
        all.add(Action.named("map")
                .over(fields.cpu)
                .over(by)
                .over(fields.dfn)
                .over("mfn", Domain.of(fields.frames.index()))
                .when((s, a) -> {
                    int d = (int) a[2];
                    int m = (int) a[3];
                    Owner owner = fields.frames.owner(s, m);
                    boolean mine = owner == Owner.GUEST || owner == Owner.FREE;
                    boolean free = fields.p2m.get(s, d) == 0 && !machine.busy(s, d) && !machine.inUse(s, m);
                    return idle(s, a[0]) && mine && free && !fields.crashed.is(s, 0);
                })
                .then((s, a) -> machine.map(s, (int) a[0], callers.get((int) a[1]), (int) a[2], (int) a[3])));
    }

    private void unmap() {
        all.add(Action.named("unmap")
                .over(fields.cpu)
                .over(fields.dfn)
                .when((s, a) -> idle(s, a[0])
                        && fields.p2m.get(s, (int) a[1]) != 0
                        && !fields.crashed.is(s, 0)
                        && fields.mapping.get(s, 0) == 0)
                .then((s, a) -> machine.unmap(s, (int) a[0], (int) a[1])));
        if (design.unmapFlush != UnmapFlush.NOTHING) {
            step(At.FLUSH_PAGE, "flush-page", (s, c) -> true, machine::flushPage);
        }
        all.add(fields.frames.givenAway());
        all.add(fields.frames.writtenByOther(s -> true));
    }

    private Action reassign() {
        return Action.named("reassign")
                .over(fields.cpu)
                .over(fields.device)
                .when((s, a) -> idle(s, a[0]) && !machine.moving(s, (int) a[1]) && !fields.crashed.is(s, 0))
                .then((s, a) -> moves.reassign(s, (int) a[0], (int) a[1]));
    }

    private boolean idle(long[] s, long c) {
        return machine.at(s, (int) c) == At.IDLE;
    }

    private void grow() {
        step(At.ALLOCATE, "allocate", (s, c) -> machine.canAllocate(s), machine::allocate);
        if (errors() || fields.scope.get(IommuSettings.TABLES) < needed()) {
            step(At.ALLOCATE, "allocate-fails", (s, c) -> errors() || !machine.canAllocate(s), machine::fail);
        }
        step(At.LINK, "link", (s, c) -> true, machine::link);
        step(At.PUBLISH, "publish", (s, c) -> true, machine::publish);
        if (errors()) {
            step(
                    design.findsIommusFirst ? At.PUBLISH : At.REWRITE,
                    "find-iommu-fails",
                    (s, c) -> machine.iommuIsFree(s),
                    machine::fail);
        }
        EntryWrite how = design.entryWrite;
        step(At.REWRITE, name(how, true), (s, c) -> machine.iommuIsFree(s), machine::rewrite);
        if (how == EntryWrite.WORDS) {
            step(At.REWRITE_HIGH, "write-root-high", (s, c) -> true, machine::rewriteHigh);
        }
        if (how != EntryWrite.AT_ONCE && how != EntryWrite.ANY_ORDER) {
            step(At.REWRITE_REST, name(how, false), (s, c) -> true, machine::rewriteRest);
        }
        step(At.FLUSH_PAGES, "flush-pages", (s, c) -> true, machine::flushPages);
    }

    private static String name(EntryWrite how, boolean first) {
        return switch (how) {
            case AT_ONCE -> "write-entry";
            case WORDS -> first ? "write-id" : "write-root-low";
            case ANY_ORDER -> "begin-entry";
            case ROOT_THEN_MODE -> first ? "write-root" : "write-mode";
            case MODE_THEN_ROOT -> first ? "write-mode" : "write-root";
            case TRANSLATION_OFF -> first ? "translation-off" : "translation-on";
        };
    }

    private Action flushEntry() {
        return Action.named("flush-entry")
                .over(fields.cpu)
                .when((s, a) -> {
                    int at = machine.at(s, (int) a[0]);
                    return at == At.FLUSH_ENTRY || at == At.FLUSH_DISABLED || at == At.FLUSH_SETUP;
                })
                .then((s, a) -> machine.flushEntry(s, (int) a[0]));
    }

    private void setup() {
        if (design.disablesFirst) {
            step(At.DISABLE, "disable-entry", (s, c) -> machine.iommuIsFree(s), moves::disable);
        }
        step(At.MOVE, "move-device", (s, c) -> true, moves::move);
        step(At.SETUP, "setup-entry", (s, c) -> machine.iommuIsFree(s), moves::setup);
        SetupWrite how = design.setupWrite;
        if (fields.quarantineLevels > 0 && (how == SetupWrite.ID_FIRST || how == SetupWrite.ID_LAST)) {
            step(At.SETUP_REST, "setup-tables", (s, c) -> true, moves::setupRest);
        }
    }
}
