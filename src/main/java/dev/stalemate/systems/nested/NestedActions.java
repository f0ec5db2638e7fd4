package dev.stalemate.systems.nested;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.nested.NestedDesign.Fill;
import dev.stalemate.systems.nested.NestedDesign.Level;
import dev.stalemate.systems.nested.NestedDesign.PoolStart;
import java.util.ArrayList;
import java.util.List;

/** What L1, L2 and L0 can do, as families of transitions. */
final class NestedActions {
    private final NestedMachine machine;
    private final NestedAccesses accesses;
    private final NestedFields fields;
    private final NestedDesign design;
    private final List<Action> all = new ArrayList<>();

    NestedActions(NestedMachine machine) {
        this.machine = machine;
        this.accesses = new NestedAccesses(machine);
        this.fields = machine.fields;
        this.design = machine.design;
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        if (fields.pool > 0) {
            all.add(start());
        }
        schedule();
        load();
        if (fields.scope.get(NestedSettings.L1_CHANGES) > 0) {
            changes();
        }
        if (fields.span > 0) {
            accesses();
        }
        all.add(touch());
        if (fields.race) {
            all.add(fill());
        }
        if (fields.scope.get(NestedSettings.POPULATE)) {
            all.add(populate());
        }
        if (fields.scope.get(NestedSettings.P2M_CHANGES) > 0) {
            all.addAll(new P2mChanges(machine).all());
        }
        return all;
    }

    /** The allocator gives a new vCPU's pool all that it asks for, or some of it, or nothing. */
    private Action start() {
        int start = fields.vcpus.place("start");
        int needed = Math.max(1, fields.span);
        return Action.named("start-vept")
                .over(fields.vcpu)
                .over("pages", Domain.of(Index.of("pages", fields.pool + 1)))
                .when((s, a) -> fields.vcpus.isAt(s, (int) a[0], start))
                .then((s, a) -> {
                    int pages = (int) a[1];
                    PoolStart how = design.poolStart;
                    boolean refused = (how == PoolStart.REFUSED_IF_EMPTY && pages == 0)
                            || (how == PoolStart.REFUSED_IF_SHORT && pages < needed);
                    fields.vcpus.goTo(s, (int) a[0], refused ? fields.refused : fields.out);
                    fields.pages.set(s, (int) a[0], refused ? 0 : pages);
                    if (machine.told.on()) {
                        machine.told.note("gives " + pages + " of " + fields.pool + " pages, "
                                + (refused ? "so vCPU " + a[0] + " is refused" : "so vCPU " + a[0] + " starts"));
                        machine.told.tell("alloc_domheap_page()", "", "");
                    }
                });
    }

    private void schedule() {
        all.add(Action.named("schedule")
                .over(fields.vcpu)
                .over(fields.cpu)
                .when((s, a) -> fields.vcpus.isAt(s, (int) a[0], fields.out)
                        && !fields.isBusy(s, (int) a[1])
                        && NestedFields.allows(fields.movesLeft, s))
                .then((s, a) -> machine.schedule(s, (int) a[0], (int) a[1])));
        all.add(Action.named("deschedule")
                .over(fields.vcpu)
                .when((s, a) -> rests(s, (int) a[0]))
                .then((s, a) -> machine.deschedule(s, (int) a[0])));
    }

    /** Whether a vCPU is in the guest, with no access under way. */
    private boolean rests(long[] s, int v) {
        return fields.isIn(s, v) && !fields.wanted.is(s, v);
    }

    private void load() {
        all.add(Action.named("load-eptp")
                .over(fields.vcpu)
                .over(fields.eptp)
                .over(fields.slot)
                .when((s, a) -> rests(s, (int) a[0])
                        && fields.loaded.get(s, (int) a[0]) != a[1] + 1
                        && machine.eligible(s, (int) a[0], (int) a[1], (int) a[2]))
                .then((s, a) -> machine.load(s, (int) a[0], (int) a[1], (int) a[2])));
        if (design.shared && mayBeParted()) {
            all.add(Action.named("attach")
                    .over(fields.vcpu)
                    .over(fields.slot)
                    .when((s, a) -> fields.isIn(s, (int) a[0])
                            && fields.loaded.is(s, (int) a[0])
                            && !fields.active.is(s, (int) a[0])
                            && machine.eligible(s, (int) a[0], fields.loaded.get(s, (int) a[0]) - 1, (int) a[1]))
                    .then((s, a) -> machine.attach(s, (int) a[0], fields.loaded.get(s, (int) a[0]) - 1, (int) a[1])));
        }
    }

    /** Whether anything empties a shadow that a vCPU uses. */
    private boolean mayBeParted() {
        return fields.scope.get(NestedSettings.L1_CHANGES) > 0
                || fields.scope.get(NestedSettings.P2M_CHANGES) > 0
                || (fields.vcpu.size() > 1 && fields.eptp.size() > fields.slot.size());
    }

    private void changes() {
        all.add(Action.named("l1-maps")
                .over(fields.eptp)
                .over(fields.l2Frame)
                .over("frame", Domain.of(new Index("frame", fields.frame.size() + 1, NestedFields::orNone)))
                .when((s, a) ->
                        fields.l1Frame(s, (int) a[0], (int) a[1]) != a[2] && NestedFields.allows(fields.l1Left, s))
                .then((s, a) -> machine.changeEpt(s, (int) a[0], (int) a[1], (int) a[2])));
        all.add(Action.named("invept-single")
                .over(fields.vcpu)
                .over(fields.eptp)
                .when((s, a) -> rests(s, (int) a[0]))
                .then((s, a) -> machine.invept(s, (int) a[0], (int) a[1])));
        all.add(Action.named("invept-all")
                .over(fields.vcpu)
                .when((s, a) -> rests(s, (int) a[0]))
                .then((s, a) -> machine.invept(s, (int) a[0], -1)));
    }

    private void accesses() {
        all.add(Action.named("access")
                .over(fields.vcpu)
                .over(fields.l2Frame)
                .when((s, a) -> rests(s, (int) a[0])
                        && fields.active.is(s, (int) a[0])
                        && a[1] + fields.span <= fields.l2Frame.size())
                .then((s, a) -> {
                    fields.wanted.set(s, (int) a[0], (int) a[1] + 1);
                    accesses.tellStuck(s, (int) a[0], (int) a[1]);
                }));
        all.add(Action.named("complete")
                .over(fields.vcpu)
                .when((s, a) -> fields.isIn(s, (int) a[0]) && accesses.completes(s, (int) a[0]))
                .fairly()
                .then((s, a) -> fields.wanted.set(s, (int) a[0], 0)));
    }

    private boolean accesses(long[] s, int v, int g) {
        return fields.isIn(s, v) && fields.active.is(s, v) && (fields.span == 0 || accesses.inSpan(s, v, g));
    }

    private Action touch() {
        return Action.named("touch")
                .over(fields.vcpu)
                .over(fields.l2Frame)
                .when((s, a) -> mayTouch(s, (int) a[0], (int) a[1]))
                .fairly()
                .then((s, a) -> touched(s, (int) a[0], (int) a[1]));
    }

    private boolean mayTouch(long[] s, int v, int g) {
        if (!accesses(s, v, g)) {
            return false;
        }
        if (!accesses.violates(s, v, g)) {
            return fields.span == 0 && accesses.misses(s, v, g);
        }
        Level cause = accesses.cause(s, v, g);
        if (cause == Level.SHADOW && design.handledBy(cause) == Level.SHADOW) {
            return accesses.hasPage(s, v) && mayLookUp(s);
        }
        // Without a page, the only thing left to do is to record which level is told.
        return fields.cause.width() > 0 && fields.cause.get(s, v) != NestedFields.number(cause);
    }

    /** Whether the p2m lock is free, where a look-up takes it. */
    private boolean mayLookUp(long[] s) {
        return design.fill != Fill.LOCKED || fields.l0.isAt(s, 0, fields.idle);
    }

    private void touched(long[] s, int v, int g) {
        if (!accesses.violates(s, v, g)) {
            accesses.translate(s, v, g);
            return;
        }
        Level cause = accesses.cause(s, v, g);
        accesses.give(s, v, cause);
        if (cause != Level.SHADOW || design.handledBy(cause) != Level.SHADOW) {
            return;
        }
        if (fields.race) {
            accesses.lookUp(s, v, g);
        } else {
            accesses.fillNow(s, v, g);
        }
    }

    private Action fill() {
        return Action.named("fill")
                .over(fields.vcpu)
                .over(fields.slot)
                .when((s, a) -> fields.vcpus.isAt(s, (int) a[0], fields.filling)
                        && (fields.active.is(s, (int) a[0])
                                ? fields.active.get(s, (int) a[0]) == a[1] + 1
                                : machine.eligible(s, (int) a[0], fields.loaded.get(s, (int) a[0]) - 1, (int) a[1])))
                .fairly()
                .then((s, a) -> accesses.fillLater(s, (int) a[0], (int) a[1]));
    }

    private Action populate() {
        return Action.named("populate")
                .over(fields.vcpu)
                .over(fields.l2Frame)
                .over(fields.frames.index())
                .when((s, a) -> accesses(s, (int) a[0], (int) a[1])
                        && accesses.violates(s, (int) a[0], (int) a[1])
                        && accesses.cause(s, (int) a[0], (int) a[1]) == Level.L0
                        && design.handledBy(Level.L0) == Level.L0
                        && fields.l0.isAt(s, 0, fields.idle)
                        && fields.frames.owner(s, (int) a[2]) == Owner.FREE)
                .fairly()
                .then((s, a) -> {
                    int e = fields.loaded.get(s, (int) a[0]) - 1;
                    accesses.give(s, (int) a[0], Level.L0);
                    fields.frames.own(s, (int) a[2], Owner.GUEST);
                    fields.p2m.set(s, fields.l1Frame(s, e, (int) a[1]) - 1, (int) a[2] + 1);
                });
    }
}
