package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.Program;
import dev.stalemate.systems.ioreq.IoreqDesign.Foreign;
import java.util.ArrayList;
import java.util.List;

/** What a privileged domain does: it removes pages, and starts and destroys the guest. */
final class IoreqToolstack {
    /** Where it can stand, by the step that it takes next. */
    static final String[] LABELS = {"idle", "quiesce", "take", "mark", "await", "done"};

    private static final int ONLY = 0;

    private final IoreqFields fields;
    private final IoreqDesign design;
    private final IoreqHypercalls hypercalls;
    private final Program tools;
    private final int waiting;
    private final int resuming;
    private final List<Action> all = new ArrayList<>();

    IoreqToolstack(IoreqFields fields, IoreqDesign design, IoreqHypercalls hypercalls) {
        this.fields = fields;
        this.design = design;
        this.hypercalls = hypercalls;
        this.tools = fields.tools;
        this.waiting = fields.cpus.place("wait");
        this.resuming = fields.cpus.place("resume");
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
            tools.step("quiesce").when((s, t) -> allStopped(s)).then(first());
        }
    }

    /** Pauses the domain, if the design does; 0: vCPUs may be in the hypervisor still. */
    private int stop(long[] s, int t) {
        int state = fields.domain.get(s, 0);
        if (state == IoreqFields.RUNNING && design.pauses) {
            fields.domain.set(s, 0, IoreqFields.PAUSED);
            return 0;
        }
        return state == IoreqFields.DYING ? 0 : 1;
    }

    /** domain_pause() returns once no vCPU is on a CPU; one that waits for servers is not. */
    private boolean allStopped(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            int at = fields.cpus.at().get(s, v);
            if (at != waiting && at != resuming) {
                return false;
            }
        }
        return true;
    }

    private String first() {
        return design.flagsFirst ? "mark" : "take";
    }

    private void take() {
        int take = tools.place("take");
        int next = tools.place(design.flagsFirst ? "done" : "mark");
        all.add(Action.named("take-page")
                .over(tools.index())
                .over(fields.gfn)
                .when((s, a) -> tools.isAt(s, ONLY, take) && fields.p2m.get(s, (int) a[1]) != 0)
                .fairly()
                .then((s, a) -> {
                    fields.whole.set(s, 0, 0);
                    fields.remove(s, (int) a[1], IoreqFields.BY_TOOLSTACK);
                    tools.goTo(s, ONLY, next);
                }));
        tools.step("take")
                .called("nothing-to-take")
                .when((s, t) -> !fields.anyMapped(s))
                .then("done");
    }

    private void mark() {
        tools.step("mark").called("foreign-mark").choose(this::tell, "await", design.flagsFirst ? "take" : "done");
        if (design.foreign == Foreign.FORWARD) {
            tools.step("await").when((s, t) -> allAnswered(s)).then("done");
        }
    }

    /** ioreq_request_mapcache_invalidate(), of another domain; or what a design puts in its place. 0: the servers are to be awaited. */
    private int tell(long[] s, int t) {
        if (design.foreign == Foreign.FORWARD) {
            for (int who = 0; who < fields.server.size(); who++) {
                fields.forwarded.set(s, who, IoreqFields.POSTED);
                fields.requests.add(s, 1);
            }
            for (int g = 0; g < fields.gfn.size(); g++) {
                fields.unsent.set(s, g, 0);
            }
            fields.invalidations.add(s, 1);
            return 0;
        }
        boolean created = fields.domain.get(s, 0) != IoreqFields.CREATING;
        if (design.foreign == Foreign.FLAG && created) {
            for (int v = 0; v < (design.flag == IoreqDesign.Flag.DOMAIN ? 1 : fields.vcpu.size()); v++) {
                hypercalls.set(s, v);
            }
        }
        return 1;
    }

    private boolean allAnswered(long[] s) {
        for (int who = 0; who < fields.server.size(); who++) {
            if (!IoreqServers.isAnswered(design, fields.forwarded.get(s, who))) {
                return false;
            }
        }
        return true;
    }
}
