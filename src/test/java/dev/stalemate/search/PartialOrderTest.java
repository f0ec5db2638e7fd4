package dev.stalemate.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Declarations;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.ReducedSearch.Proviso;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partial order reduction on programs whose spaces are known, and without one of its conditions. */
class PartialOrderTest {
    private final Layout.Builder builder = new Layout.Builder();

    @ParameterizedTest(name = "{0} counters")
    @ValueSource(ints = {2, 4, 70})
    void independentCountersAreCountedOneAfterTheOther(int n) {
        Model model = Interleavings.counters(n, n < 70 ? 6 : 2);
        int steps = n < 70 ? 5 * n : n;
        ReducedSearch reduced = reduced(model);
        assertThat(reduced.states()).hasSize(steps + 1);
        assertThat(reduced.deadlocks()).hasSize(1);
        assertThat(reduced.verdicts()).containsEntry("first-done", Verdict.VIOLATED);
        if (n == 4) {
            assertThat(ReducedSearch.full(model, model.laws()).states()).hasSize(6 * 6 * 6 * 6);
        }
    }

    @Test
    void threadsThatWorkUnderALockAreOnlyInterleavedAroundIt() {
        for (boolean locks : new boolean[] {true, false}) {
            Model model = Interleavings.locked(3, locks);
            ReducedSearch all = ReducedSearch.full(model, model.laws());
            ReducedSearch reduced = reduced(model);
            assertThat(reduced.missedOf(all)).isEmpty();
            assertThat(reduced.verdicts()).containsEntry("exclusive", locks ? Verdict.HOLDS : Verdict.VIOLATED);
            assertThat(reduced.states().size()).isLessThan(all.states().size() / 2);
        }
    }

    @Test
    void petersonsAlgorithmIsRightInThisOrderAndWrongInTheOther() {
        for (boolean right : new boolean[] {true, false}) {
            Model model = Interleavings.peterson(right);
            ReducedSearch all = ReducedSearch.full(model, model.laws());
            ReducedSearch reduced = reduced(model);
            assertThat(reduced.missedOf(all)).isEmpty();
            assertThat(reduced.verdicts()).containsEntry("exclusive", right ? Verdict.HOLDS : Verdict.VIOLATED);
            assertThat(reduced.states().size()).isLessThan(all.states().size());
        }
    }

    @Test
    void aProducerAndAConsumerAreOnlyInterleavedAtTheBuffer() {
        Model model = Interleavings.producerAndConsumer();
        ReducedSearch all = ReducedSearch.full(model, model.laws());
        ReducedSearch reduced = reduced(model);
        assertThat(reduced.missedOf(all)).isEmpty();
        assertThat(reduced.verdicts()).containsEntry("never-full", Verdict.VIOLATED);
        assertThat(reduced.states().size()).isLessThan(all.states().size());
    }

    @Test
    void programsDeclareWhatTheyDo() {
        for (Model model : List.of(
                Interleavings.counters(3, 3),
                Interleavings.locked(2, true),
                Interleavings.peterson(true),
                Interleavings.producerAndConsumer())) {
            assertThat(Declarations.problems(model, 1, 100)).isEmpty();
        }
    }

    @Test
    void aStepThatAPropertySeesIsNotTakenAlone() {
        IntField x = builder.flag("x");
        IntField y = builder.flag("y");
        Law early = Toys.never("x-before-y", s -> x.is(s, 0) && !y.is(s, 0))
                .reading(f -> f.reads(x, 0).reads(y, 0));
        Model model = Toys.model(builder, List.of(raise("y", y), raise("x", x)), early);
        PartialOrder blind = PartialOrder.of(model, List.of());
        ReducedSearch missed = ReducedSearch.of(model, model.laws(), blind, Proviso.NEW_STATE, 1);
        assertThat(missed.verdicts()).as("without C2").containsEntry("x-before-y", Verdict.HOLDS);
        assertThat(reduced(model).verdicts()).containsEntry("x-before-y", Verdict.VIOLATED);
    }

    @Test
    void aStepToOrFromAValueThatAPropertyTellsIsSeen() {
        for (int told : new int[] {0, 1}) {
            Layout.Builder b = new Layout.Builder();
            IntField x = b.flag("x");
            IntField y = b.flag("y");
            Law early = Toys.never("x-before-y", s -> x.is(s, 0) && !y.is(s, 0))
                    .reading(f -> f.tells(x, 0, 1).tells(y, 0, told));
            Model model = Toys.model(b, List.of(raise("y", y), raise("x", x)), early);
            assertThat(reduced(model).verdicts()).containsEntry("x-before-y", Verdict.VIOLATED);
        }
    }

    /** The only new state would be that of the step that is seen, and the other order is put off for ever. */
    @Test
    void aStepThatAPropertySeesIsNotTakenWithOneThatItDoesNotSeeEither() {
        IntField loop = builder.flag("loop");
        IntField x = builder.flag("x");
        IntField y = builder.flag("y");
        Action turn = Action.named("turn")
                .when((s, a) -> !x.is(s, 0))
                .touching((args, t) -> t.needs(x, 0, 0).effectReads(loop, 0).writes(loop, 0))
                .then((s, a) -> loop.set(s, 0, 1 - loop.get(s, 0)));
        Law early = Toys.never("y-before-x", s -> y.is(s, 0) && !x.is(s, 0))
                .reading(f -> f.reads(x, 0).reads(y, 0));
        Model model = Toys.model(builder, List.of(turn, raise("x", x), raise("y", y)), early);
        assertThat(reduced(model).verdicts()).containsEntry("y-before-x", Verdict.VIOLATED);
    }

    @Test
    void whatAnImpossibleStepWaitsForIsFollowedAmongMoreThan64Steps() {
        int n = 66;
        Index flag = Index.of("flag", n);
        IntField flags = builder.flag("flags", flag);
        // Step 65 reads what step 0 writes, once step 2 lets it.
        Action raise = Action.named("raise")
                .over(flag)
                .when((s, a) -> !flags.is(s, (int) a[0]) && (a[0] != 0 || flags.is(s, 2)))
                .touching((args, t) -> {
                    t.moves(flags, (int) args[0], 0, 1);
                    if (args[0] == 0) {
                        t.needs(flags, 2, 1);
                    } else if (args[0] == n - 1) {
                        t.effectReads(flags, 0);
                    }
                })
                .then((s, a) -> flags.set(s, (int) a[0], 1));
        Law sees = Toys.never("bad", s -> false).reading(f -> {
            for (int i = 1; i < n - 1; i++) {
                f.reads(flags, i);
            }
        });
        Model model = Toys.model(builder, List.of(raise), sees);
        int[] possible = ReducedSearch.possible(model.steps(), model.initial());
        assertThat(possible).hasSize(n - 1);
        PartialOrder order = PartialOrder.of(model, model.laws());
        assertThat(order.useful()).isTrue();
        assertThat(order.ample(model.initial(), possible, possible.length, new int[n]))
                .isEqualTo(n - 1);
    }

    @Test
    void aLoopThatNothingSeesDoesNotPutOffOtherStepsForEver() {
        IntField loop = builder.flag("loop");
        IntField x = builder.flag("x");
        Action turn = Action.named("turn")
                .touching((args, t) -> t.effectReads(loop, 0).writes(loop, 0))
                .then((s, a) -> loop.set(s, 0, 1 - loop.get(s, 0)));
        Law law = Toys.never("x", s -> x.is(s, 0)).reading(f -> f.reads(x, 0));
        Model model = Toys.model(builder, List.of(turn, raise("x", x)), law);
        PartialOrder order = PartialOrder.of(model, model.laws());
        ReducedSearch missed = ReducedSearch.of(model, model.laws(), order, Proviso.DROPPED, 1);
        assertThat(missed.verdicts()).as("without C3").containsEntry("x", Verdict.HOLDS);
        assertThat(missed.taken()).containsExactly("turn");
        assertThat(reduced(model).verdicts()).containsEntry("x", Verdict.VIOLATED);
    }

    /** A step that is said to be independent and is not: the check of declarations finds what makes the verdict wrong. */
    @Test
    void aDependenceThatIsNotDeclaredMakesVerdictsWrongAndIsFoundOut() {
        for (boolean honest : new boolean[] {true, false}) {
            Layout.Builder b = new Layout.Builder();
            IntField closed = b.flag("closed");
            IntField x = b.flag("x");
            Action close = Action.named("close")
                    .when((s, a) -> !closed.is(s, 0))
                    .touching((args, t) -> t.moves(closed, 0, 0, 1))
                    .then((s, a) -> closed.set(s, 0, 1));
            Action enter = Action.named("enter")
                    .when((s, a) -> !x.is(s, 0) && !closed.is(s, 0))
                    .touching((args, t) -> {
                        t.moves(x, 0, 0, 1);
                        if (honest) {
                            t.reads(closed, 0);
                        }
                    })
                    .then((s, a) -> x.set(s, 0, 1));
            Law law = Toys.never("x", s -> x.is(s, 0)).reading(f -> f.reads(x, 0));
            Model model = Toys.model(b, List.of(close, enter), law);
            assertThat(reduced(model).verdicts()).containsEntry("x", honest ? Verdict.VIOLATED : Verdict.HOLDS);
            PartialOrder order = PartialOrder.of(model, model.laws());
            assertThat(ReducedSearch.unpersistent(model, order, model.initial()).isEmpty())
                    .isEqualTo(honest);
            assertThat(Declarations.problems(model, 1, 10).isEmpty()).isEqualTo(honest);
        }
    }

    @Test
    void aStepThatWritesNothingNeverStandsInForOthers() {
        IntField x = builder.flag("x");
        IntField y = builder.flag("y");
        Action idle = Action.named("idle").touching((args, t) -> t.reads(y, 0)).then((s, a) -> {});
        Model model = Toys.model(builder, List.of(idle, raise("x", x)));
        int[] out = new int[2];
        assertThat(PartialOrder.of(model, List.of()).ample(model.initial(), new int[] {0, 1}, 2, out))
                .isEqualTo(1);
        assertThat(out[0]).as("x, not idle").isEqualTo(1);
    }

    @Test
    void whereEveryStepIsNeededNothingIsProposed() {
        Model model = Interleavings.counters(2, 2);
        PartialOrder order = PartialOrder.of(model, model.laws());
        int[] out = {7, 7};
        assertThat(order.ample(model.initial(), new int[] {0}, 1, out)).isEqualTo(1);
        assertThat(order.ample(model.initial(), new int[] {}, 0, out)).isZero();
        assertThat(out).containsExactly(7, 7);
        assertThat(order.ample(model.initial(), new int[] {0, 1}, 2, out)).isEqualTo(1);
        assertThat(out).containsExactly(1, 7);
    }

    @Test
    void thereIsNoUseInAskingWhereNothingIsDeclared() {
        Model counters = Interleavings.counters(2, 3);
        IntField first = (IntField) counters.layout().fields().get(0);
        assertThat(useful(counters, counters.laws())).isTrue();
        assertThat(useful(Toys.counters(2, 3, false), List.of())).isFalse();
        assertThat(useful(counters, List.of(Toys.never("undeclared", s -> first.get(s, 0) == 2))))
                .isFalse();
        Model measured = new Model(
                "toy",
                counters.design(),
                counters.scope(),
                counters.layout(),
                counters.initial(),
                counters.actions(),
                counters.laws(),
                List.of(new Figure("largest", Figure.Kind.MAXIMUM, s -> first.get(s, 0))));
        assertThat(useful(measured, measured.laws())).isFalse();
    }

    @Test
    void thereIsNoUseInAskingWhereStepsAreNeverPossibleTogether() {
        IntField pc = builder.number("pc", 4, Integer::toString);
        List<Action> steps = List.of(at(pc, 0), at(pc, 1), at(pc, 2));
        assertThat(useful(Toys.model(builder, steps), List.of())).isFalse();
    }

    @Test
    void aModelWithMoreStepsThanSetsAreKeptOfIsNotReduced() {
        for (int size : new int[] {4096, 4097}) {
            Layout.Builder b = new Layout.Builder();
            IntField flags = b.flag("flags", Index.of("flag", 2));
            Action action = Action.named("raise")
                    .over(Index.of("flag", 1))
                    .over(Index.of("copy", size - 1))
                    .touching((args, t) -> t.moves(flags, 0, 0, 1))
                    .then((s, a) -> flags.set(s, 0, 1));
            Action other = Action.named("other")
                    .touching((args, t) -> t.moves(flags, 1, 0, 1))
                    .then((s, a) -> flags.set(s, 1, 1));
            assertThat(useful(Toys.model(b, List.of(action, other)), List.of())).isEqualTo(size == 4096);
        }
    }

    private static boolean useful(Model model, List<Law> laws) {
        return PartialOrder.of(model, laws).useful();
    }

    private static ReducedSearch reduced(Model model) {
        PartialOrder order = PartialOrder.of(model, model.laws());
        return ReducedSearch.of(model, model.laws(), order, Proviso.NEW_STATE, 4);
    }

    private static Action raise(String name, IntField flag) {
        return Action.named(name)
                .when((s, a) -> !flag.is(s, 0))
                .touching((args, t) -> t.moves(flag, 0, 0, 1))
                .then((s, a) -> flag.set(s, 0, 1));
    }

    private static Action at(IntField pc, int place) {
        return Action.named("at-" + place)
                .when((s, a) -> pc.get(s, 0) == place)
                .touching((args, t) -> t.moves(pc, 0, place, place + 1))
                .then((s, a) -> pc.set(s, 0, place + 1));
    }
}
