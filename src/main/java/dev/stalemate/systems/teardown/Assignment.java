package dev.stalemate.systems.teardown;

import dev.stalemate.model.Action;
import dev.stalemate.model.Program;
import dev.stalemate.systems.teardown.TeardownDesign.Order;
import dev.stalemate.systems.teardown.TeardownSettings.Fails;
import dev.stalemate.systems.teardown.TeardownSettings.Region;

/**
 * A device that is assigned to the domain (assign_device()): its own function first, with the reserved region, then the phantom functions.
 *
 * <pre>
 * assign   the call begins
 * track    the region is written down, or counted once more
 * map      a page of the region is mapped
 * attach   a function's context entry gets the domain's tables
 * unmap    of an assignment that has failed: the region is unmapped, see {@link Removal}
 * </pre>
 */
final class Assignment {
    private final TeardownFields f;
    private final TeardownDesign design;
    private final Failures failures;
    private final ToldTeardown told;
    private final Removal removal;

    Assignment(TeardownFields fields, TeardownDesign design, Failures failures, ToldTeardown told, Removal removal) {
        f = fields;
        this.design = design;
        this.failures = failures;
        this.told = told;
        this.removal = removal;
    }

    Action assign() {
        return Action.named("assign")
                .over(f.device)
                .when((s, a) -> f.isIdle(s) && !f.listed.is(s, (int) a[0]) && mayAssign(s))
                .then((s, a) -> {
                    int function = f.own((int) a[0]);
                    f.note(s, TeardownFields.TRIED);
                    f.current.set(s, 0, function);
                    boolean mapsNow = design.order != Order.REGION_FIRST && f.usesRegion(function);
                    f.begin(s, TeardownFields.ASSIGN, mapsNow ? mapRegion(s) : TeardownFields.ATTACH);
                });
    }

    private boolean mayAssign(long[] s) {
        return design.refusesDying ? f.runs(s) : f.stage.get(s, 0) != TeardownFields.GONE;
    }

    /** The steps of the hypercall. */
    void addSteps() {
        Program hypercall = f.hypercall;
        if (f.scope.get(TeardownSettings.REGION) != Region.NONE) {
            hypercall
                    .step("track")
                    .when((s, h) -> f.region.isTracked(s) || !failures.mustFail(s, Fails.MAP, 0))
                    .choose((s, h) -> track(s), TeardownFields.STEPS);
            hypercall
                    .step("map")
                    .when((s, h) -> !failures.mustFail(s, Fails.MAP, 0))
                    .choose((s, h) -> map(s), TeardownFields.STEPS);
            if (f.fails(Fails.MAP)) {
                hypercall
                        .step("track")
                        .called("fail-to-track")
                        .when((s, h) -> !f.region.isTracked(s) && failures.mayFail(s, Fails.MAP, 0))
                        .choose((s, h) -> failToTrack(s), TeardownFields.STEPS);
                hypercall
                        .step("map")
                        .called("fail-to-map")
                        .when((s, h) -> !f.region.isMapped(s) && failures.mayFail(s, Fails.MAP, 0))
                        .choose((s, h) -> failToMap(s), TeardownFields.STEPS);
            }
        }
        hypercall
                .step("attach")
                .when((s, h) -> !failures.mustFail(s, Fails.ASSIGN, f.current.get(s, 0)))
                .choose((s, h) -> attach(s), TeardownFields.STEPS);
        if (f.fails(Fails.ASSIGN)) {
            hypercall
                    .step("attach")
                    .called("fail-to-attach")
                    .when((s, h) -> failures.mayFail(s, Fails.ASSIGN, f.current.get(s, 0)))
                    .choose((s, h) -> failToAttach(s), TeardownFields.STEPS);
        }
    }

    private int mapRegion(long[] s) {
        return f.region.isTracked(s) || design.tracksFirst ? TeardownFields.TRACK : TeardownFields.MAP;
    }

    private int track(long[] s) {
        boolean isNew = !f.region.isTracked(s);
        f.region.setUsers(s, f.region.users(s) + 1);
        told.tracked(s, true);
        return isNew && design.tracksFirst ? TeardownFields.MAP : regionDone(s);
    }

    /** Maps a page of the region; one that is mapped already stays as it is. */
    private int map(long[] s) {
        int page = f.region.nextPage(s);
        if (page < ReservedRegion.PAGES) {
            f.region.map(s, page);
            told.mapped(page, true);
        }
        if (!f.region.isMapped(s)) {
            return TeardownFields.MAP;
        }
        return design.tracksFirst ? regionDone(s) : TeardownFields.TRACK;
    }

    private int regionDone(long[] s) {
        return design.order == Order.REGION_FIRST ? nextPhantom(s) : TeardownFields.ATTACH;
    }

    private int failToTrack(long[] s) {
        failures.failed(s, 0);
        told.tracked(s, false);
        return regionFailed(s);
    }

    private int failToMap(long[] s) {
        failures.failed(s, 0);
        told.mapped(f.region.nextPage(s), false);
        if (design.tracksFirst && f.region.nextPage(s) == 0) {
            f.region.setUsers(s, 0);
        }
        return regionFailed(s);
    }

    /** The region could not be mapped: what was done is undone. */
    private int regionFailed(long[] s) {
        return design.order == Order.REGION_FIRST ? undo(s) : TeardownFields.UNMAP;
    }

    private int undo(long[] s) {
        f.call.set(s, 0, TeardownFields.UNDO);
        return removal.takeOff(s, f.device(f.current.get(s, 0)));
    }

    private int attach(long[] s) {
        int function = f.current.get(s, 0);
        f.roots.load(s, function, TeardownFields.TABLE);
        told.attached(function, true);
        if (f.isPhantom(function)) {
            return nextPhantom(s);
        }
        f.listed.set(s, f.device(function), 1);
        f.note(s, TeardownFields.ASSIGNED);
        return design.order == Order.REGION_FIRST && f.usesRegion(function) ? mapRegion(s) : nextPhantom(s);
    }

    private int nextPhantom(long[] s) {
        int next = f.current.get(s, 0) + 1;
        if (next % f.perDevice == 0) {
            return f.end(s);
        }
        f.current.set(s, 0, next);
        return TeardownFields.ATTACH;
    }

    private int failToAttach(long[] s) {
        int function = f.current.get(s, 0);
        failures.failed(s, function);
        told.attached(function, false);
        if (f.isPhantom(function)) {
            return design.phantomsCount ? undo(s) : nextPhantom(s);
        }
        return design.order != Order.REGION_FIRST && f.usesRegion(function) ? TeardownFields.UNMAP : f.end(s);
    }
}
