package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.logdirty.LogDirtyDesign.Addition;
import java.util.ArrayList;
import java.util.List;

/**
 * Hypercalls that change the p2m, and population on demand. The guest makes them as it balloons, or the toolstack. Each holds the
 * p2m lock from its first step to its last; a round that reads the marks does not wait for it.
 *
 * <pre>
 * p2m_add_page():                enter, mark-added
 * p2m_remove_entry():            unmark, remove; if that fails, mark again
 * set_typed_p2m_entry():         map-grant, unmark
 * p2m_pod_demand_populate():     populate
 * </pre>
 */
final class P2mCalls {
    private static final String ADDS = "p2m_add_page()";
    private static final String REMOVES = "p2m_remove_entry()";
    private static final String GRANTS = "set_typed_p2m_entry()";
    private static final String POPULATES = "p2m_pod_demand_populate()";

    private final LogDirtyFields f;
    private final LogDirtyDesign design;
    private final Acts acts;

    P2mCalls(LogDirtyFields fields, LogDirtyDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.scope.get(LogDirtySystem.STARTS) == LogDirtySystem.Starts.ON_DEMAND) {
            all.add(populate());
        }
        if (f.scope.get(LogDirtySystem.ADDS)) {
            all.add(add());
            addSteps();
        }
        if (f.scope.get(LogDirtySystem.REMOVES)) {
            all.add(remove());
            removeSteps();
        }
        if (f.scope.get(LogDirtySystem.GRANTS)) {
            all.add(mapGrant());
            all.add(unmapGrant());
            f.call.step("unmark")
                    .then(
                            (s, c) -> {
                                unmark(s, GRANTS, f.called.get(s, 0));
                                settle(s);
                            },
                            "idle");
        }
        all.addAll(f.call.actions());
        return all;
    }

    private boolean mayCall(long[] s) {
        return f.call.isAt(s, 0, 0) && f.log.guestRuns(s) && !f.isLocked(s);
    }

    private void begin(long[] s, int g, String next) {
        f.called.set(s, 0, g);
        f.p2mLock.set(s, 0, 1);
        f.call.goTo(s, 0, f.call.place(next));
    }

    private void settle(long[] s) {
        f.called.set(s, 0, 0);
        f.p2mLock.set(s, 0, 0);
    }

    private void enterPage(long[] s, int g) {
        f.enter(s, g, design.addedProtected && f.log.logs(s) ? LogDirtyFields.LOGDIRTY : LogDirtyFields.RW);
        f.log.written(s, g);
    }

    /** The first touch of a gfn populates it: by the guest, or by a migration that is about to copy it, which is before the guest stops. */
    private Action populate() {
        return Action.named("populate")
                .over(f.gfn)
                .when((s, a) ->
                        f.type.get(s, (int) a[0]) == LogDirtyFields.ON_DEMAND && !f.isLocked(s) && f.log.guestRuns(s))
                .fairly()
                .then((s, a) -> {
                    int g = (int) a[0];
                    enterPage(s, g);
                    if (acts.on()) {
                        acts.did(POPULATES, design.demandMarked ? "marks gfn " + f.gfn.text(g) : "marks nothing");
                        f.log.could(acts, g);
                    }
                    if (design.demandMarked) {
                        f.log.mark(s, g);
                    }
                });
    }

    private Action add() {
        return Action.named("add-page")
                .over(f.gfn)
                .when((s, a) -> mayCall(s) && f.type.get(s, (int) a[0]) != LogDirtyFields.GRANT)
                .then((s, a) -> {
                    int g = (int) a[0];
                    if (design.addition == Addition.MARKED_EARLY) {
                        mark(s, ADDS, g);
                        begin(s, g, "enter");
                        return;
                    }
                    enterPage(s, g);
                    if (acts.on()) {
                        acts.did(ADDS, "adds a page at gfn " + f.gfn.text(g));
                    }
                    if (design.addition == Addition.MARKED) {
                        begin(s, g, "mark-added");
                    } else if (acts.on()) {
                        f.log.left(acts, g, "additions are not marked");
                    }
                });
    }

    private void addSteps() {
        if (design.addition == Addition.MARKED_EARLY) {
            f.call.step("enter")
                    .then(
                            (s, c) -> {
                                if (acts.on()) {
                                    acts.did(ADDS, "adds a page at gfn " + f.gfn.text(f.called.get(s, 0)));
                                }
                                enterPage(s, f.called.get(s, 0));
                                settle(s);
                            },
                            "idle");
        }
        if (design.addition == Addition.MARKED) {
            f.call.step("mark-added")
                    .then(
                            (s, c) -> {
                                mark(s, ADDS, f.called.get(s, 0));
                                settle(s);
                            },
                            "idle");
        }
    }

    private Action remove() {
        return Action.named("remove-page")
                .over(f.gfn)
                .when((s, a) -> mayCall(s) && f.isRam(s, (int) a[0]))
                .then((s, a) -> {
                    unmark(s, REMOVES, (int) a[0]);
                    begin(s, (int) a[0], "remove");
                });
    }

    private void removeSteps() {
        f.call.step("remove")
                .then(
                        (s, c) -> {
                            f.enter(s, f.called.get(s, 0), LogDirtyFields.NONE);
                            settle(s);
                        },
                        "idle");
        if (f.scope.get(LogDirtySystem.FAILS)) {
            f.call.step("remove")
                    .called("fail")
                    .then(
                            (s, c) -> {
                                if (design.removalCleans && design.failureMarks) {
                                    mark(s, REMOVES, f.called.get(s, 0));
                                } else if (acts.on()) {
                                    acts.did(REMOVES, "could not remove the page, and marks nothing");
                                    f.log.could(acts, f.called.get(s, 0));
                                }
                                settle(s);
                            },
                            "idle");
        }
    }

    private Action mapGrant() {
        return Action.named("map-grant")
                .over(f.gfn)
                .when((s, a) -> mayCall(s) && f.isRam(s, (int) a[0]))
                .then((s, a) -> {
                    f.enter(s, (int) a[0], LogDirtyFields.GRANT);
                    begin(s, (int) a[0], "unmark");
                });
    }

    private Action unmapGrant() {
        return Action.named("unmap-grant")
                .over(f.gfn)
                .when((s, a) -> mayCall(s) && f.type.get(s, (int) a[0]) == LogDirtyFields.GRANT)
                .then((s, a) -> f.enter(s, (int) a[0], LogDirtyFields.NONE));
    }

    private void mark(long[] s, String function, int g) {
        if (acts.on()) {
            acts.did(function, "marks gfn " + f.gfn.text(g));
            f.log.could(acts, g);
        }
        f.log.mark(s, g);
    }

    private void unmark(long[] s, String function, int g) {
        if (acts.on()) {
            acts.did(
                    function,
                    (design.removalCleans ? "takes the mark of gfn " : "leaves the mark of gfn ")
                            + f.gfn.text(g)
                            + (design.removalCleans ? " away" : ""));
            f.log.could(acts, g);
        }
        if (design.removalCleans) {
            f.log.unmark(s, g);
        }
    }
}
