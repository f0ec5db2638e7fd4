package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.Program;
import dev.stalemate.systems.ioreq.IoreqDesign.Foreign;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a privileged domain does: it removes pages, and starts and destroys the guest. */
final class IoreqToolstack {
    private static final int ONLY = 0;

    private final IoreqFields fields;
    private final IoreqDesign design;
    private final IoreqHypercalls hypercalls;
    private final @Nullable IoreqRun run;
    private final Program tools;
    private final List<Action> all = new ArrayList<>();

    IoreqToolstack(IoreqFields fields, IoreqDesign design, IoreqHypercalls hypercalls) {
        this.fields = fields;
        this.design = design;
        this.hypercalls = hypercalls;
        this.run = hypercalls instanceof IoreqRun code ? code : null;
        this.tools = fields.tools;
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        boolean life = fields.scope.get(IoreqSettings.LIFE);
        if (life) {
            life();
        }
        if (fields.scope.get(IoreqSettings.FOREIGN) && (life || design.foreign != Foreign.REFUSED)) {
            call(life);
            take();
            mark();
            tools.step("done")
                    .called("foreign-done")
                    .then(
                            (s, t) -> {
                                fields.complete(s, IoreqFields.BY_TOOLSTACK);
                                if (fields.domain.get(s, 0) == IoreqFields.PAUSED) {
                                    fields.domain.set(s, 0, IoreqFields.RUNNING);
                                    hypercalls.told.unpaused();
                                }
                            },
                            "idle");
        }
        all.addAll(tools.actions());
        return all;
    }

    private void life() {
        tools.step("idle")
                .called("start")
                .atWill()
                .when((s, t) -> fields.domain.get(s, 0) == IoreqFields.CREATING)
                .then((s, t) -> fields.domain.set(s, 0, IoreqFields.RUNNING), "idle");
        tools.step("idle")
                .called("destroy")
                .atWill()
                .when((s, t) -> fields.isRunning(s))
                .then((s, t) -> fields.domain.set(s, 0, IoreqFields.DYING), "idle");
    }

    private void call(boolean life) {
        tools.step("idle")
                .called("foreign-call")
                .atWill()
                .when((s, t) -> fields.anyMapped(s) && (design.foreign != Foreign.REFUSED || !fields.isRunning(s)))
                .choose(this::stop, "quiesce", first());
        if (design.pauses || life) {
            tools.step("quiesce")
                    .when((s, t) -> fields.allStopped(s))
                    .then((s, t) -> hypercalls.told.stopped(s), first());
        }
    }

    /** Pauses the domain, if the design does; 0: vCPUs may be in the hypervisor still. */
    private int stop(long[] s, int t) {
        int state = fields.domain.get(s, 0);
        if (state == IoreqFields.RUNNING && design.pauses) {
            fields.domain.set(s, 0, IoreqFields.PAUSED);
            hypercalls.told.paused();
            return 0;
        }
        return state == IoreqFields.DYING ? 0 : 1;
    }

    private String first() {
        return design.flagsFirst ? "mark" : "take";
    }

    private void take() {
        int take = tools.place("take");
        all.add(Action.named("take-page")
                .over(tools.index())
                .over(fields.gfn)
                .when((s, a) -> tools.isAt(s, ONLY, take) && fields.p2m.get(s, (int) a[1]) != 0)
                .fairly()
                .then((s, a) -> {
                    fields.whole.set(s, 0, 0);
                    fields.remove(s, (int) a[1], IoreqFields.BY_TOOLSTACK);
                    if (hypercalls.told.on()) {
                        hypercalls.told.removed(s, (int) a[1], true);
                    }
                    tools.goTo(s, ONLY, afterTake(s));
                }));
        tools.step("take")
                .called("nothing-to-take")
                .when((s, t) -> !fields.anyMapped(s))
                .then("done");
    }

    private int afterTake(long[] s) {
        return run == null ? tools.place(design.flagsFirst ? "done" : "mark") : run.afterTake(isCreated(s));
    }

    private boolean isCreated(long[] s) {
        return fields.domain.get(s, 0) != IoreqFields.CREATING;
    }

    private void mark() {
        if (run != null) {
            all.addAll(run.steps(true));
            return;
        }
        tools.step("mark").called("foreign-mark").choose(this::tell, "await", design.flagsFirst ? "take" : "done");
        if (design.foreign == Foreign.FORWARD) {
            tools.step("await")
                    .when((s, t) -> fields.isForwardAnswered(s, false))
                    .then("done");
        }
    }

    /** ioreq_request_mapcache_invalidate(), of another domain; or what a design puts in its place. 0: the servers are to be awaited. */
    private int tell(long[] s, int t) {
        if (hypercalls.told.on()) {
            hypercalls.told.foreign(s, isCreated(s));
        }
        if (design.foreign == Foreign.FORWARD) {
            fields.forward(s);
            return 0;
        }
        if (design.foreign == Foreign.FLAG && isCreated(s)) {
            for (int v = 0; v < (design.flag == IoreqDesign.Flag.DOMAIN ? 1 : fields.vcpu.size()); v++) {
                fields.flag.set(s, v, 1);
                hypercalls.countWrite(s);
            }
        }
        return 1;
    }
}
