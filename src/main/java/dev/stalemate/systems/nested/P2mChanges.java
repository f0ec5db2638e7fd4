package dev.stalemate.systems.nested;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.nested.NestedDesign.P2mFlush;
import dev.stalemate.systems.nested.NestedDesign.Stage;
import dev.stalemate.systems.nested.NestedSettings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A frame leaves L0's p2m: L1 balloons, another domain removes it, or a copy takes its place. Then L0 runs a program of labelled steps with
 * the p2m lock held, so there is one such program at a time.
 */
final class P2mChanges {
    private static final String FLUSHES = "ept_sync_domain()";

    private final NestedMachine machine;
    private final NestedFields fields;
    private final NestedDesign design;
    private final List<Stage> stages;
    /** Where L0 stands at each stage, in the design's order. */
    private final int[] places;

    private final int flushing;
    private final ToldNested told;
    private final List<Action> all = new ArrayList<>();

    P2mChanges(NestedMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.told = machine.told;
        this.stages = design.p2mStages;
        this.places =
                stages.stream().mapToInt(stage -> fields.l0.place(label(stage))).toArray();
        this.flushing = stages.indexOf(Stage.FLUSH);
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        Set<Kind> kinds = fields.scope.get(NestedSettings.KINDS);
        if (kinds.contains(Kind.BALLOON)) {
            all.add(Action.named("balloon")
                    .over(fields.vcpu)
                    .over(fields.frame)
                    .when((s, a) ->
                            fields.isIn(s, (int) a[0]) && !fields.wanted.is(s, (int) a[0]) && mayLeave(s, (int) a[1]))
                    .then((s, a) -> {
                        fields.caller.set(s, 0, (int) a[0] + 1);
                        fields.vcpus.goTo(s, (int) a[0], fields.hypercall);
                        leave(s, (int) a[1], 0);
                    }));
        }
        if (kinds.contains(Kind.FOREIGN)) {
            all.add(Action.named("foreign-remove")
                    .over(fields.frame)
                    .when((s, a) -> mayLeave(s, (int) a[0]))
                    .then((s, a) -> leave(s, (int) a[0], 0)));
        }
        if (kinds.contains(Kind.COPY)) {
            all.add(Action.named("copy-on-write")
                    .over(fields.frame)
                    .over("to", Domain.of(fields.frames.index()))
                    .when((s, a) -> mayLeave(s, (int) a[0]) && fields.frames.owner(s, (int) a[1]) == Owner.FREE)
                    .then((s, a) -> {
                        fields.frames.own(s, (int) a[1], Owner.GUEST);
                        leave(s, (int) a[0], (int) a[1] + 1);
                    }));
        }
        for (Stage stage : stages) {
            step(stage);
        }
        all.add(fields.frames.givenAway());
        all.add(fields.frames.writtenByOther(s -> true));
        return all;
    }

    private boolean mayLeave(long[] s, int f) {
        if (!fields.l0.isAt(s, 0, fields.idle) || !fields.p2m.is(s, f) || !NestedFields.allows(fields.p2mLeft, s)) {
            return false;
        }
        for (int v = 0; v < fields.vcpu.size(); v++) {
            boolean locks = design.fill == NestedDesign.Fill.LOCKED && fields.vcpus.isAt(s, v, fields.filling);
            if (locks || (design.refusesChanges && fields.loaded.is(s, v))) {
                return false;
            }
        }
        return true;
    }

    private void leave(long[] s, int f, int to) {
        fields.leaving.set(s, 0, fields.p2m.get(s, f));
        fields.p2m.set(s, f, to);
        NestedFields.spend(fields.p2mLeft, s);
        next(s, 0);
    }

    /** L0 goes on with the stage of a number. */
    private void next(long[] s, int number) {
        if (number == places.length) {
            fields.l0.goTo(s, 0, fields.idle);
            return;
        }
        fields.l0.goTo(s, 0, places[number]);
        if (number == flushing) {
            for (int c = 0; c < fields.cpu.size(); c++) {
                boolean now = design.p2mFlush == P2mFlush.EVERY_CPU || fields.isBusy(s, c);
                fields.toFlush.set(s, c, now ? 1 : 0);
                if (!now && design.p2mFlush == P2mFlush.OTHERS_AT_ENTRY) {
                    fields.pending.set(s, c, 1);
                }
            }
            if (told.on()) {
                tellWhoIsFlushed(s);
            }
            goOnIfP2mFlush(s);
        }
    }

    private void tellWhoIsFlushed(long[] s) {
        Map<String, List<String>> cpus = new TreeMap<>();
        for (int c = 0; c < fields.cpu.size(); c++) {
            String what =
                    fields.toFlush.is(s, c) ? "is to flush " : fields.pending.is(s, c) ? "marks " : "does not flush ";
            cpus.computeIfAbsent(what, key -> new ArrayList<>()).add("CPU " + c);
        }
        cpus.forEach(
                (what, which) -> told.note(what + String.join(what.startsWith("does not") ? " or " : " and ", which)));
        told.tell(FLUSHES, "", "");
        told.leave(
                s,
                (cpu, holder, slot, target) -> cpu != ToldNested.SHADOW
                        && !fields.toFlush.is(s, cpu)
                        && !fields.pending.is(s, cpu)
                        && target == fields.leaving.get(s, 0));
    }

    private void empty(long[] s, boolean all) {
        if (all) {
            machine.emptyAll(s);
        } else {
            machine.emptyActive(s);
        }
        if (told.on()) {
            int here = stages.indexOf(all ? Stage.EMPTY_ALL : Stage.EMPTY_ACTIVE);
            boolean flushesNext = flushing > here && flushing < stages.indexOf(Stage.FREE);
            if (flushing < here) {
                told.note(flushing < 0 ? "flushes no CPU" : "after CPUs were flushed");
            }
            told.tell(told.empty(), "", "empties no slot");
            told.leave(
                    s,
                    (cpu, holder, slot, target) -> target == fields.leaving.get(s, 0)
                            && (cpu == ToldNested.SHADOW || (flushing < here && !flushesNext)));
        }
    }

    private static String label(Stage stage) {
        return switch (stage) {
            case EMPTY_ALL -> "empty-all";
            case EMPTY_ACTIVE -> "empty-active";
            case FLUSH -> "flush";
            case FREE -> "free";
        };
    }

    private void step(Stage stage) {
        int after = stages.indexOf(stage) + 1;
        switch (stage) {
            case EMPTY_ALL, EMPTY_ACTIVE -> stage(stage, s -> empty(s, stage == Stage.EMPTY_ALL), after);
            case FREE -> stage(stage, this::free, after);
            case FLUSH ->
                all.add(Action.named("flush")
                        .over(fields.cpu)
                        .when((s, a) -> fields.l0.isAt(s, 0, places[flushing]) && fields.toFlush.is(s, (int) a[0]))
                        .fairly()
                        .then((s, a) -> {
                            machine.inveptAll(s, (int) a[0]);
                            told.tell(FLUSHES, "", "");
                            fields.interrupts.add(s, 1);
                            fields.toFlush.set(s, (int) a[0], 0);
                            goOnIfP2mFlush(s);
                        }));
        }
    }

    /** What L0 does in one step. */
    private interface Effect {
        void apply(long[] s);
    }

    private void stage(Stage stage, Effect effect, int after) {
        int here = fields.l0.place(label(stage));
        all.add(Action.named(label(stage))
                .when((s, a) -> fields.l0.isAt(s, 0, here))
                .fairly()
                .then((s, a) -> {
                    effect.apply(s);
                    next(s, after);
                }));
    }

    private void goOnIfP2mFlush(long[] s) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (fields.toFlush.is(s, c)) {
                return;
            }
        }
        next(s, flushing + 1);
    }

    private void free(long[] s) {
        if (told.on()) {
            boolean first = stages.get(0) == Stage.FREE;
            boolean before = flushing > stages.indexOf(Stage.FREE);
            int leaving = fields.leaving.get(s, 0);
            told.note("frees mfn " + (leaving - 1)
                    + (first ? ", and empties no slot" : before ? " before CPUs are flushed" : ""));
            told.tell("guest_remove_page()", "", "");
            told.leave(s, (cpu, holder, slot, target) -> target == leaving && (first || before));
        }
        fields.frames.own(s, fields.leaving.get(s, 0) - 1, Owner.FREE);
        fields.leaving.set(s, 0, 0);
        if (fields.caller.is(s, 0)) {
            fields.vcpus.goTo(s, fields.caller.get(s, 0) - 1, fields.in);
            fields.caller.set(s, 0, 0);
        }
    }
}
