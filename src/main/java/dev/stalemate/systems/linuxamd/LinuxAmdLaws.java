package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.linuxamd.LinuxAmdSettings.Caller;
import java.util.ArrayList;
import java.util.List;

/** What must be true of pages, of what the device reaches, and of calls. */
final class LinuxAmdLaws {
    static final String RETAINED = "no-retained-mapping";
    static final String GONE = "unmapped-is-gone";
    static final String TRANSLATES = "mapped-translates";
    static final String FINDS = "finds-what-is-mapped";
    static final String OWN_LEVELS = "root-with-own-levels";
    static final String LEVELS = "levels-as-needed";
    static final String ENDS = "call-ends";

    private final LinuxAmdFields f;
    private final int walk;

    LinuxAmdLaws(LinuxAmdFields fields) {
        f = fields;
        walk = fields.cpus.place("walk");
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>(List.of(translates()));
        boolean unmaps = f.scope.get(LinuxAmdSettings.UNMAPS);
        if (unmaps) {
            all.add(Law.always(
                            RETAINED, Breaks.ISOLATION, "the IOTLB has no page frame that another user has written to")
                    .where(f.frames::someoneWrote)
                    .none(f.page, this::isRetained, this::reach));
        }
        if (unmaps || f.scope.get(LinuxAmdSettings.REMAPS)) {
            all.add(gone());
        }
        if (unmaps || f.scope.get(LinuxAmdSettings.LOOK_UPS)) {
            all.add(finds());
        }
        if (f.scope.get(LinuxAmdSettings.HIGH) > 1 && f.cpus.index().size() > 1) {
            all.add(ownLevels());
            all.add(levels());
            if (f.scope.get(LinuxAmdSettings.CALLER) == Caller.RETRIES) {
                all.add(ends());
            }
        }
        return all;
    }

    private Law translates() {
        return Law.always(
                        TRANSLATES,
                        Breaks.COHERENCE,
                        "the device's DMA to each page of which a map has returned reaches that page's frame")
                .where(f.page.any(f.mapped::is))
                .none(f.page, (s, p) -> f.mapped.is(s, p) && f.reached(s, p) != p, this::reach);
    }

    private Law gone() {
        Condition breaksIsolation =
                f.page.any((s, p) -> isLeft(s, p) && f.frames.owner(s, f.reached(s, p)) != Owner.GUEST);
        return Law.always(
                        GONE,
                        Breaks.COHERENCE,
                        "the device's DMA to a page that is not mapped, and is not being mapped or unmapped, reaches nothing")
                .where(f.page.any(this::isSettled))
                .holds(f.page.any(this::isLeft).not())
                .explainedBy(s -> {
                    List<String> culprits = new ArrayList<>();
                    for (int p = 0; p < f.page.size(); p++) {
                        if (isLeft(s, p)) {
                            culprits.add(reach(s, p));
                        }
                    }
                    return new Diagnosis(breaksIsolation.test(s) ? Breaks.ISOLATION : Breaks.COHERENCE, culprits);
                });
    }

    private Law finds() {
        return Law.always(
                        FINDS,
                        Breaks.COHERENCE,
                        "a CPU that looks for a page to which the device's DMA works finds its leaf")
                .where(f.cpus.index().any(this::looks))
                .none(
                        f.cpus.index(),
                        (s, c) -> looks(s, c) && !finds(s, c),
                        (s, c) -> "CPU " + c + " takes " + f.tables.rootText(f.reader.get(s, c, LinuxAmdFields.ROOT))
                                + " for the root of " + f.reader.get(s, c, LinuxAmdFields.MODE)
                                + " levels, and finds nothing for page " + f.page.text(f.called.get(s, c)));
    }

    private Law ownLevels() {
        return Law.always(
                        OWN_LEVELS,
                        Breaks.ISOLATION,
                        "while no CPU stores root or mode, the mode is the number of levels of the root's table")
                .where(f.cpus.index().any((s, c) -> !f.writer.isDone(s, c)).not())
                .holds(s -> f.domain.get(s, 0, LinuxAmdFields.MODE) == f.rootLevel(s))
                .saying(s -> "the root is " + f.tables.rootText(f.domain.get(s, 0, LinuxAmdFields.ROOT)) + ", of "
                        + f.rootLevel(s) + " levels, and the mode is " + f.domain.get(s, 0, LinuxAmdFields.MODE));
    }

    private Law ends() {
        return Law.eventually(ENDS, "a call of CPU 0 ends")
                .where(s -> !f.cpus.isAt(s, 0, 0))
                .holds(s -> f.cpus.isAt(s, 0, 0))
                .saying(s -> "CPU 0 does not end its call for page " + f.page.text(f.called.get(s, 0)));
    }

    private Law levels() {
        int needed = IoPageTables.levelsFor(f.dfns.get(f.dfns.size() - 1));
        return Law.always(LEVELS, Breaks.SPEED, "the tables have no more levels than the highest page needs")
                .holds(s -> f.domain.get(s, 0, LinuxAmdFields.MODE) <= needed)
                .saying(s -> "the tables have " + f.domain.get(s, 0, LinuxAmdFields.MODE) + " levels, and " + needed
                        + " reach every page");
    }

    private boolean isRetained(long[] s, int p) {
        return f.iotlb.has(s, 0, p) && f.frames.owner(s, f.iotlb.target(s, 0, p)) == Owner.OTHER_WROTE;
    }

    private boolean isSettled(long[] s, int p) {
        return !f.mapped.is(s, p) && !f.isBusy(s, p);
    }

    private boolean isLeft(long[] s, int p) {
        return isSettled(s, p) && f.reached(s, p) != IoPageTables.FAULT;
    }

    private boolean looks(long[] s, int c) {
        return f.cpus.isAt(s, c, walk)
                && f.call.get(s, c) != LinuxAmdFields.MAP
                && f.walk(s, f.called.get(s, c)) == f.called.get(s, c);
    }

    private boolean finds(long[] s, int c) {
        int leaf = f.found(s, c);
        return leaf != IoPageTables.FAULT && f.tables.target(s, leaf) != IoPageTables.FAULT;
    }

    private String reach(long[] s, int p) {
        int target = f.reached(s, p);
        return "the device's DMA to page " + f.page.text(p) + " reaches " + f.targetText(target)
                + (target == IoPageTables.FAULT ? "" : "; its owner: " + f.frames.ownerText(s, target))
                + (f.isCopyOld(s) ? "; the IOMMU's copy of the device's entry is old" : "");
    }
}
