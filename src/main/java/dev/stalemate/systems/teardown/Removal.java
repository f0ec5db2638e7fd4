package dev.stalemate.systems.teardown;

import dev.stalemate.model.Action;
import dev.stalemate.model.Program;
import dev.stalemate.systems.teardown.TeardownDesign.AfterError;
import dev.stalemate.systems.teardown.TeardownDesign.OnError;
import dev.stalemate.systems.teardown.TeardownDesign.Order;
import dev.stalemate.systems.teardown.TeardownSettings.Fails;
import dev.stalemate.systems.teardown.TeardownSettings.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Devices that are taken off the domain: one that is unplugged or whose assignment is undone (deassign_device()), or all, one by one, as the
 * domain is destroyed (pci_release_devices()). Of each device, the phantom functions come first.
 *
 * <pre>
 * unplug, destroy   a call begins
 * unmap             the reserved region of the function is unmapped
 * remove            the function's context entry is cleared
 * move              the function's context entry gets other tables
 * </pre>
 */
final class Removal {
    private final TeardownFields f;
    private final TeardownDesign design;
    private final Failures failures;
    private final ToldTeardown told;
    private final int target;
    /** The step that takes a function off the domain's tables, and the one in which that can fail. */
    private final int takesOff;

    Removal(TeardownFields fields, TeardownDesign design, Failures failures, ToldTeardown told) {
        f = fields;
        this.design = design;
        this.failures = failures;
        this.told = told;
        target = TeardownFields.target(design.target);
        takesOff = design.order == Order.IN_ONE_STEP ? TeardownFields.MOVE : TeardownFields.REMOVE;
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.scope.get(TeardownSettings.UNPLUGS)) {
            all.add(Action.named("unplug")
                    .over(f.device)
                    .when((s, a) -> f.isIdle(s) && f.runs(s) && f.listed.is(s, (int) a[0]))
                    .then((s, a) -> f.begin(s, TeardownFields.UNPLUG, takeOff(s, (int) a[0]))));
        }
        all.add(Action.named("destroy").when((s, a) -> f.isIdle(s) && f.runs(s)).then((s, a) -> destroy(s)));
        if (!design.releasesFirst) {
            all.add(Action.named("release-devices")
                    .when((s, a) -> f.isIdle(s) && f.stage.get(s, 0) == TeardownFields.RELEASE)
                    .fairly()
                    .then((s, a) -> release(s)));
        }
        boolean mayStop = design.releasesFirst && design.onError == OnError.FREES_NOTHING;
        if (mayStop && (f.fails(Fails.REMOVE) || f.fails(Fails.UNMAP))) {
            Action.Builder again = Action.named("destroy-again")
                    .when((s, a) -> f.isIdle(s) && f.stage.get(s, 0) == TeardownFields.RELEASE);
            all.add((f.scope.get(TeardownSettings.RETRIES) ? again.fairly() : again).then((s, a) -> release(s)));
        }
        return all;
    }

    /** The steps of the hypercall. */
    void addSteps() {
        Program hypercall = f.hypercall;
        if (f.scope.get(TeardownSettings.REGION) != Region.NONE) {
            hypercall
                    .step("unmap")
                    .when((s, h) -> !failures.mustFail(s, Fails.UNMAP, 0))
                    .choose((s, h) -> unmap(s, 0), TeardownFields.STEPS);
            if (f.fails(Fails.UNMAP)) {
                hypercall
                        .step("unmap")
                        .called("fail-to-unmap")
                        .when((s, h) -> f.region.users(s) == 1 && failures.mayFail(s, Fails.UNMAP, 0))
                        .choose((s, h) -> failToUnmap(s), TeardownFields.STEPS);
            }
        }
        if (design.order != Order.IN_ONE_STEP) {
            hypercall.step("remove").when(this::canBeTakenOff).choose((s, h) -> remove(s), TeardownFields.STEPS);
        }
        hypercall.step("move").when(this::canBeTakenOff).choose((s, h) -> move(s), TeardownFields.STEPS);
        if (f.fails(Fails.REMOVE)) {
            String step = TeardownFields.STEPS[takesOff];
            hypercall
                    .step(step)
                    .called("fail-to-" + step)
                    .when((s, h) -> failures.mayFail(s, Fails.REMOVE, f.current.get(s, 0)))
                    .choose((s, h) -> failToTakeOff(s), TeardownFields.STEPS);
        }
    }

    private boolean canBeTakenOff(long[] s, int h) {
        return !f.hypercall.isAt(s, h, takesOff) || !failures.mustFail(s, Fails.REMOVE, f.current.get(s, 0));
    }

    private void destroy(long[] s) {
        if (design.releasesFirst) {
            release(s);
        } else {
            f.stage.set(s, 0, TeardownFields.MEMORY);
            told.freesMemoryFirst(s);
        }
    }

    private void release(long[] s) {
        f.stage.set(s, 0, TeardownFields.RELEASE);
        f.begin(s, TeardownFields.DESTROY, TeardownFields.IDLE);
        f.hypercall.goTo(s, 0, takeNext(s, 0, false));
    }

    /** The first step of a device that is taken off. */
    int takeOff(long[] s, int d) {
        f.current.set(s, 0, f.own(d) + (f.perDevice > 1 ? 1 : 0));
        return firstStep(s);
    }

    private int firstStep(long[] s) {
        return switch (design.order) {
            case REGION_FIRST -> usesRegion(s) ? TeardownFields.UNMAP : TeardownFields.REMOVE;
            case REMOVED_FIRST -> TeardownFields.REMOVE;
            case IN_ONE_STEP -> TeardownFields.MOVE;
        };
    }

    private boolean usesRegion(long[] s) {
        return f.usesRegion(f.current.get(s, 0));
    }

    /** The region is unmapped for the current function, but for its first pages if that has failed. */
    private int unmap(long[] s, int from) {
        boolean wasTracked = f.region.isTracked(s);
        if (wasTracked) {
            f.region.setUsers(s, f.region.users(s) - 1);
            if (!f.region.isTracked(s) && design.unmaps) {
                f.region.unmapFrom(s, from);
            }
        }
        told.unmapped(s, wasTracked, from == 0);
        if (f.call.get(s, 0) == TeardownFields.ASSIGN) {
            return f.end(s);
        }
        if (from > 0 || design.order == Order.IN_ONE_STEP) {
            return functionDone(s, from == 0);
        }
        if (wasTracked && design.zeroEnds) {
            told.left(f.current.get(s, 0));
            return functionDone(s, true);
        }
        if (design.order == Order.REMOVED_FIRST) {
            return TeardownFields.MOVE;
        }
        told.comesLast(f.current.get(s, 0));
        return TeardownFields.REMOVE;
    }

    private int failToUnmap(long[] s) {
        failures.failed(s, 0);
        return unmap(s, 1);
    }

    private int remove(long[] s) {
        int function = f.current.get(s, 0);
        f.roots.leave(s, function, TeardownFields.NOTHING);
        told.removed(function);
        return design.order == Order.REMOVED_FIRST && usesRegion(s) ? TeardownFields.UNMAP : TeardownFields.MOVE;
    }

    private int move(long[] s) {
        int function = f.current.get(s, 0);
        f.roots.leave(s, function, target);
        if (!f.isPhantom(function)) {
            f.listed.set(s, f.device(function), 0);
        }
        told.moved(s, function);
        return design.order == Order.IN_ONE_STEP && usesRegion(s) ? TeardownFields.UNMAP : functionDone(s, true);
    }

    private int failToTakeOff(long[] s) {
        int function = f.current.get(s, 0);
        failures.failed(s, function);
        if (f.scope.get(TeardownSettings.DROPS)) {
            f.roots.leave(s, function, TeardownFields.NOTHING);
        }
        told.stuck(function);
        return functionDone(s, false);
    }

    /** A function is done; an error ends its device. */
    private int functionDone(long[] s, boolean ok) {
        int function = f.current.get(s, 0);
        if (!ok || !f.isPhantom(function)) {
            return deviceDone(s, f.device(function), ok);
        }
        boolean isLast = (function + 1) % f.perDevice == 0;
        f.current.set(s, 0, isLast ? f.own(f.device(function)) : function + 1);
        return firstStep(s);
    }

    private int deviceDone(long[] s, int d, boolean ok) {
        if (f.call.get(s, 0) != TeardownFields.DESTROY) {
            return f.end(s);
        }
        if (design.afterError == AfterError.AGAIN) {
            return takeNext(s, 0, !ok);
        }
        if (!ok) {
            f.error.set(s, 0, 1);
        }
        return !ok && design.afterError == AfterError.STOPS ? released(s) : takeNext(s, d + 1, !ok);
    }

    private int takeNext(long[] s, int from, boolean afterError) {
        int next = f.nextListed(s, from);
        if (next < 0) {
            return released(s);
        }
        told.takes(next, afterError);
        return takeOff(s, next);
    }

    /** The loop over the devices has ended. */
    private int released(long[] s) {
        boolean failed = f.error.is(s, 0);
        told.released(s, failed);
        f.stage.set(
                s,
                0,
                !failed || design.onError == OnError.FREES_ALL
                        ? TeardownFields.TABLES
                        : design.onError == OnError.KEEPS_TABLES ? TeardownFields.MEMORY : TeardownFields.RELEASE);
        return f.end(s);
    }
}
