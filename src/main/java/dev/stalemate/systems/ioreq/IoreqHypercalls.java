package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Program;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.ioreq.IoreqDesign.Flag;
import dev.stalemate.systems.ioreq.IoreqDesign.Freed;
import dev.stalemate.systems.ioreq.IoreqDesign.Wait;
import java.util.ArrayList;
import java.util.List;

/**
 * What a vCPU does: guest code, hypercalls that remove pages one by one, and the way out of the hypervisor, on which the flag is looked at and
 * servers are waited for.
 *
 * <p>The p2m lock makes the removal of an entry one step; setting the flag is another, although under the same lock, because code that looks at
 * the flag doesn't take it.
 */
class IoreqHypercalls {
    private static final String[] OUT = {"guest", "resume"};

    final IoreqFields fields;
    final List<Action> all = new ArrayList<>();
    final ToldInvalidations told;
    private final IoreqDesign design;
    private final Program cpus;
    /** Where it begins to remove a page. */
    private final String begin;

    private final int guest;
    private final int remove;

    IoreqHypercalls(IoreqFields fields, IoreqDesign design) {
        this.fields = fields;
        this.design = design;
        this.cpus = fields.cpus;
        this.told = new ToldInvalidations(fields, design);
        this.begin = design.flagsFirst ? "flag" : "remove";
        this.guest = cpus.place("guest");
        this.remove = cpus.place("remove");
    }

    /** Where a hypercall that is complete looks at the flag. */
    String end() {
        return design.readsFirst ? "read" : "clear";
    }

    /** Where a hypercall that is preempted does; empty if it leaves at once. */
    String preempted() {
        return design.looksWhenPreempted ? end() : "";
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        calls();
        removals();
        code();
        descheduling();
        all.addAll(cpus.actions());
        return all;
    }

    private void calls() {
        cpus.step("guest")
                .called("call-remove")
                .atWill()
                .when((s, v) -> mayCall(s, v) && fields.anyMapped(s))
                .then(
                        (s, v) -> {
                            fields.hypercalls.add(s, 1);
                            fields.left.set(s, v, fields.left.bound() - 1);
                        },
                        begin);
        cpus.step("guest")
                .called("call-other")
                .atWill()
                .when((s, v) -> fields.isRunning(s))
                .then((s, v) -> fields.hypercalls.add(s, 1), end());
        if (fields.scope.get(IoreqSettings.POPULATE)) {
            populate();
        }
        if (fields.scope.get(IoreqSettings.PREEMPT) && fields.left.bound() > 2) {
            String preempted = preempted();
            cpus.step(begin)
                    .called("preempt")
                    .atWill()
                    .when((s, v) -> fields.left.get(s, v) > 0 && fields.left.get(s, v) < fields.left.bound() - 1)
                    .choose(
                            (s, v) -> preempted.isEmpty() ? leaveWithoutLook(s, v) : look(),
                            "guest",
                            "resume",
                            preempted.isEmpty() ? "guest" : preempted);
            cpus.step("guest")
                    .called("re-execute")
                    .atWill()
                    .when((s, v) -> fields.isRunning(s) && fields.left.get(s, v) > 0)
                    .then((s, v) -> fields.hypercalls.add(s, 1), begin);
        }
    }

    private boolean mayCall(long[] s, int v) {
        return fields.isRunning(s) && fields.left.get(s, v) == 0;
    }

    /** XENMEM_populate_physmap of one page; it removes nothing. */
    private void populate() {
        int after = cpus.place(end());
        all.add(Action.named("populate")
                .over(fields.vcpu)
                .over(fields.gfn)
                .over("mfn", Domain.of(fields.frames.index()))
                .when((s, a) -> {
                    boolean free = fields.frames.owner(s, (int) a[2]) == Owner.FREE;
                    boolean hole =
                            fields.p2m.get(s, (int) a[1]) == 0 && fields.removal.get(s, (int) a[1]) == IoreqFields.DONE;
                    return free && hole && cpus.isAt(s, (int) a[0], guest) && mayCall(s, (int) a[0]);
                })
                .then((s, a) -> {
                    fields.hypercalls.add(s, 1);
                    fields.frames.own(s, (int) a[2], Owner.GUEST);
                    fields.p2m.set(s, (int) a[1], fields.behind((int) a[2]));
                    cpus.goTo(s, (int) a[0], after);
                }));
    }

    private void removals() {
        boolean superpage = fields.scope.get(IoreqSettings.SUPERPAGE);
        boolean flagNext = !after(Freed.PAGE).equals(end());
        int afterPage = cpus.place(after(Freed.PAGE));
        int again = cpus.place(begin);
        all.add(Action.named("remove-page")
                .over(fields.vcpu)
                .over(fields.gfn)
                .when((s, a) -> cpus.isAt(s, (int) a[0], remove)
                        && fields.p2m.get(s, (int) a[1]) != 0
                        && !fields.whole.is(s, 0))
                .fairly()
                .then((s, a) -> {
                    int v = (int) a[0];
                    fields.remove(s, (int) a[1], IoreqFields.BY_VCPU + v);
                    if (told.on()) {
                        told.removed(s, (int) a[1], false);
                    }
                    int more = fields.left.get(s, v) - 1;
                    fields.left.set(s, v, more);
                    cpus.goTo(s, v, more > 0 && !flagNext ? again : afterPage);
                }));
        if (superpage) {
            superpages();
        }
        if (canRunOut()) {
            cpus.step("remove")
                    .called("nothing-left")
                    .when((s, v) -> !fields.anyMapped(s))
                    .then((s, v) -> fields.left.set(s, v, 0), end());
        }
    }

    private void superpages() {
        cpus.step("remove")
                .called("shatter")
                .when((s, v) -> fields.whole.is(s, 0))
                .then((s, v) -> fields.whole.set(s, 0, 0), "remove");
        cpus.step("remove")
                .called("shatter-fails")
                .when((s, v) -> fields.whole.is(s, 0))
                .then(
                        (s, v) -> {
                            fields.left.set(s, v, 0);
                            if (told.on() && after(Freed.UNUSED_TABLE).equals(end())) {
                                told.freed(s, "a table that was not used");
                            }
                        },
                        after(Freed.UNUSED_TABLE));
        cpus.step("remove")
                .called("replace-superpage")
                .when((s, v) -> fields.whole.is(s, 0))
                .then(
                        (s, v) -> {
                            fields.whole.set(s, 0, 0);
                            fields.left.set(s, v, 0);
                            for (int g = 0; g < fields.gfn.size(); g++) {
                                fields.remove(s, g, IoreqFields.BY_VCPU + v);
                            }
                            if (told.on() && after(Freed.SUPERPAGE).equals(end())) {
                                told.freed(s, "a superpage's entry");
                            }
                        },
                        after(Freed.SUPERPAGE));
    }

    /** Where a vCPU goes on that has freed something. */
    String after(Freed freed) {
        return design.flagging.contains(freed) && !design.flagsFirst ? "flag" : end();
    }

    /** Whether a hypercall can find nothing to remove any more. */
    private boolean canRunOut() {
        int most = fields.left.bound() - 1;
        return fields.vcpu.size() > 1 || fields.scope.get(IoreqSettings.FOREIGN) || fields.gfn.size() % most != 0;
    }

    /** ioreq_request_mapcache_invalidate(), of the current domain; then 0: a page is to be removed, or 1: none is left. */
    private int raise(long[] s, int v) {
        set(s, v);
        return design.flagsFirst || fields.left.get(s, v) > 0 ? 0 : 1;
    }

    /** Sets a vCPU's flag, or the domain's. */
    void set(long[] s, int v) {
        fields.flag.set(s, flagOf(v), 1);
        countWrite(s);
        if (told.on()) {
            told.set(v);
        }
    }

    private int flagOf(int v) {
        return design.flag == Flag.DOMAIN ? 0 : v;
    }

    void countWrite(long[] s) {
        (design.flag == Flag.DOMAIN ? fields.sharedWrites : fields.ownWrites).add(s, 1);
    }

    /** What is run when entries are freed, and on the way out. */
    void code() {
        cpus.step("flag").called("set-flag").choose(this::raise, design.flagsFirst ? "remove" : begin, end());
        wayOut();
    }

    private int read(long[] s, int v) {
        boolean set = fields.flag.is(s, flagOf(v));
        if (told.on()) {
            told.read(v, set);
        }
        return set ? 2 : leave(s, v);
    }

    private int look() {
        if (told.on()) {
            told.looksWhenPreempted();
        }
        return 2;
    }

    private int leaveWithoutLook(long[] s, int v) {
        if (told.on()) {
            told.preempted(s);
        }
        return leave(s, v);
    }

    /** From the end of the hypercall's own work into the guest: the end of do_trap_hypercall() and hvm_hypercall(). */
    private void wayOut() {
        if (design.readsFirst) {
            cpus.step("read").choose(this::read, "guest", "resume", "clear");
        }
        cpus.step("clear")
                .choose(
                        (s, v) -> {
                            boolean was = fields.flag.is(s, flagOf(v));
                            countWrite(s);
                            if (!design.clearsAtEnd) {
                                fields.flag.set(s, flagOf(v), 0);
                            }
                            if (told.on()) {
                                told.cleared(s, v, was);
                            }
                            return was ? 2 : leave(s, v);
                        },
                        "guest",
                        "resume",
                        "send");
        boolean waits = design.waits != Wait.NONE;
        cpus.step("send")
                .choose(
                        (s, v) -> {
                            post(s, v);
                            if (told.on()) {
                                told.sent(s);
                            }
                            return waits ? 2 : leave(s, v);
                        },
                        "guest",
                        "resume",
                        "wait");
        if (waits) {
            cpus.step("wait")
                    .when((s, v) -> isAnswered(s, v, design.waits == Wait.ONE))
                    .choose(
                            (s, v) -> {
                                if (design.clearsAtEnd) {
                                    fields.flag.set(s, flagOf(v), 0);
                                }
                                if (told.on()) {
                                    told.waited(s, v);
                                }
                                return design.looksOnResume ? 1 : leave(s, v);
                            },
                            OUT);
        }
    }

    /** ioreq_broadcast() of IOREQ_TYPE_INVALIDATE; no other vCPU's step in the middle of it could make a difference. */
    void post(long[] s, int v) {
        boolean caused = false;
        for (int g = 0; g < fields.gfn.size(); g++) {
            caused |= fields.unsent.is(s, g);
            fields.unsent.set(s, g, 0);
        }
        fields.invalidations.add(s, 1);
        fields.needless.add(s, caused ? 0 : 1);
        for (int who = 0; who < fields.server.size(); who++) {
            int e = v * fields.server.size() + who;
            // "device model set bad IO state": a request that is still out is not posted again.
            if (isFree(s, e)) {
                fields.request.set(s, e, IoreqFields.POSTED);
                fields.requests.add(s, 1);
            }
        }
    }

    private boolean isFree(long[] s, int request) {
        return IoreqServers.isAnswered(design, fields.request.get(s, request));
    }

    /** Whether all servers have answered a vCPU, or the one that is asked last. */
    boolean isAnswered(long[] s, int v, boolean one) {
        int last = (v + 1) * fields.server.size() - 1;
        int first = one ? last : v * fields.server.size();
        for (int e = first; e <= last; e++) {
            if (!isFree(s, e)) {
                return false;
            }
        }
        return true;
    }

    /** Runs guest code again, 0, or has to wait until the domain runs, 1. */
    int leave(long[] s, int v) {
        if (!fields.isRunning(s)) {
            return 1;
        }
        if (fields.left.get(s, v) == 0) {
            fields.complete(s, IoreqFields.BY_VCPU + v);
        }
        return 0;
    }

    /** hvm_do_resume(), and how a vCPU gets there. */
    private void descheduling() {
        boolean foreign = fields.scope.get(IoreqSettings.FOREIGN);
        boolean stops = fields.domain.bound() > 1;
        if (resumesAfterWait() || stops || (foreign && design.looksOnResume)) {
            resume();
        }
        if (foreign && design.looksOnResume) {
            cpus.step("guest")
                    .called("deschedule")
                    .atWill()
                    .when((s, v) -> fields.isRunning(s))
                    .then("resume");
        }
        if (stops) {
            cpus.step("guest")
                    .called("stop")
                    .when((s, v) -> !fields.isRunning(s))
                    .then("resume");
        }
    }

    /** Whether a vCPU that waited goes on as one that was descheduled. */
    boolean resumesAfterWait() {
        return design.looksOnResume;
    }

    /** What a vCPU that was descheduled does when the guest runs. */
    void resume() {
        cpus.step("resume")
                .when((s, v) -> fields.isRunning(s))
                .choose(
                        (s, v) -> {
                            boolean set = fields.flag.is(s, flagOf(v));
                            if (told.on()) {
                                told.resumed(v, set);
                            }
                            return design.looksOnResume && set ? 1 : leave(s, v);
                        },
                        "guest",
                        "clear");
    }
}
