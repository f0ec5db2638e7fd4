package dev.stalemate.systems.teardown;

import dev.stalemate.model.Action;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * What ends with the domain: its tables and its memory (domain_relinquish_resources()). Until then Xen may go on changing the tables, as
 * references to the domain's pages are dropped.
 */
final class Ending {
    private final TeardownFields f;
    private final TeardownDesign design;
    private final ToldTeardown told;

    Ending(TeardownFields fields, TeardownDesign design, ToldTeardown told) {
        f = fields;
        this.design = design;
        this.told = told;
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(Action.named("free-tables")
                .when((s, a) -> f.isIdle(s) && f.stage.get(s, 0) == TeardownFields.TABLES)
                .fairly()
                .then((s, a) -> freeTables(s)));
        all.add(Action.named("free-memory")
                .when((s, a) -> f.isIdle(s) && f.stage.get(s, 0) == TeardownFields.MEMORY)
                .fairly()
                .then((s, a) -> {
                    f.frames.own(s, TeardownFields.FRAME, Owner.FREE);
                    f.stage.set(s, 0, design.releasesFirst ? TeardownFields.GONE : TeardownFields.RELEASE);
                }));
        all.add(f.pages.reused());
        all.add(f.frames.givenAway());
        all.add(f.frames.writtenByOther(s -> true));
        if (f.scope.get(TeardownSettings.DMA)) {
            all.add(Action.named("start-dma")
                    .over(f.device)
                    .when((s, a) -> f.isIdle(s) && f.runs(s) && f.listed.is(s, (int) a[0]) && !f.dma.is(s, (int) a[0]))
                    .then((s, a) -> f.dma.set(s, (int) a[0], 1)));
        }
        if (f.scope.get(TeardownSettings.MAPS)) {
            all.add(change("unmap-page", this::unmapPage));
            all.add(change("map-page", this::mapPage));
        }
        return all;
    }

    private void freeTables(long[] s) {
        if (design.clearsRoot && f.scope.get(TeardownSettings.MAPS)) {
            f.rootless.set(s, 0, 1);
        }
        f.pages.free(s, TeardownFields.TABLE);
        told.freed();
        f.stage.set(s, 0, design.releasesFirst ? TeardownFields.MEMORY : TeardownFields.GONE);
    }

    /** A change of the tables outside the hypercall, while the domain is there. */
    private interface Change {
        void make(long[] state);
    }

    private Action change(String name, Change change) {
        return Action.named(name)
                .when((s, a) -> f.isIdle(s) && f.stage.get(s, 0) != TeardownFields.GONE)
                .then((s, a) -> change.make(s));
    }

    private void unmapPage(long[] s) {
        if (f.rootless.is(s, 0)) {
            told.changed("iommu_unmap()", "finds no tables");
        } else {
            write("iommu_unmap()", s);
        }
    }

    private void mapPage(long[] s) {
        if (!f.runs(s) && design.ignoresMaps) {
            told.changed("iommu_map()", "does nothing: the domain is dying");
        } else if (!f.rootless.is(s, 0)) {
            write("iommu_map()", s);
        } else if (f.pages.isInPool(s, TeardownFields.TABLE)) {
            f.pages.allocate(s, TeardownFields.TABLE);
            f.rootless.set(s, 0, 0);
            told.changed("iommu_map()", "allocates a root table");
        }
    }

    private void write(String function, long[] s) {
        boolean isTable = f.pages.isTable(s, TeardownFields.TABLE);
        told.changed(function, isTable ? "changes an entry" : "writes to a page that is a table no longer");
        if (!isTable) {
            f.corrupted.set(s, 0, 1);
        }
    }
}
