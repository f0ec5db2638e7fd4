package dev.stalemate.search.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Progress of alike processes, where a canonical state does not show to which of them a loop is unfair. */
class SymmetricProgressTest {
    private static final int GOAL = 3;

    private static SearchResult search(Supplier<Model> models, boolean symmetry, int threads) {
        Supplier<Subject> subjects = () -> {
            Model model = models.get();
            return new Subject(model, model.laws());
        };
        SearchOptions options =
                SearchOptions.plain().withSymmetryFrom(0).withSymmetry(symmetry).withThreads(threads);
        return new ProgressSearch(subjects.get(), subjects, options, Monitor.SILENT).run();
    }

    private static Outcome outcome(Supplier<Model> models, String... used) {
        SearchResult plain = search(models, false, 2);
        SearchResult reduced = search(models, true, 2);
        assertThat(reduced.symmetry().used()).containsExactly(used);
        assertThat(reduced.symmetry().stoodFor()).isEqualTo(plain.states());
        Outcome outcome = reduced.outcomes().get(0);
        assertThat(outcome.verdict()).isEqualTo(plain.outcomes().get(0).verdict());
        if (outcome.verdict() == Verdict.VIOLATED) {
            Trace trace = Trace.replay(models.get(), outcome.steps(), outcome.loop());
            assertThat(Refutation.of(trace, outcome.law()).objection()).isEmpty();
        }
        return outcome;
    }

    /** Processes at place 0; one of them at a time may come to place 1, and from there to the goal. */
    private static final class Room {
        final Index process;
        final Layout.Builder layout = new Layout.Builder();
        final IntField at;
        final List<Action> actions = new ArrayList<>();

        Room(int processes, boolean fair) {
            process = Index.of("process", processes);
            layout.interchangeable(process);
            at = layout.number("at", GOAL + 1, Integer::toString, process);
            step("enter", 0, 1, true, false);
            step("finish", 1, GOAL, false, fair);
        }

        void step(String name, int from, int to, boolean alone, boolean fair) {
            Action.Builder action = Action.named(name)
                    .over(process)
                    .when((s, a) -> at.get(s, (int) a[0]) == from
                            && !(alone
                                    && process.any((t, p) -> at.get(t, p) == 1).test(s)));
            actions.add((fair ? action.fairly() : action).then((s, a) -> at.set(s, (int) a[0], to)));
        }

        Model model() {
            return Toys.model(
                    layout,
                    actions,
                    Law.eventually("finishes", "")
                            .where(process.any((s, p) -> at.get(s, p) == 1))
                            .holds(process.any((s, p) -> at.get(s, p) == GOAL)));
        }
    }

    /** While one is at place 1, others go back and forth between 0 and 2: sorted by place, it is now before and now behind them. */
    private static Model pacing(int processes, boolean fair) {
        Room room = new Room(processes, fair);
        room.step("forth", 0, 2, false, true);
        room.step("back", 2, 0, false, true);
        return room.model();
    }

    @Test
    void aLoopIsUnfairThatIsUnfairToOneOfThem() {
        for (int processes = 2; processes <= 3; processes++) {
            int n = processes;
            assertThat(outcome(() -> pacing(n, true), "process").verdict()).isEqualTo(Verdict.HOLDS);
            Outcome unfair = outcome(() -> pacing(n, false), "process");
            assertThat(unfair.verdict()).isEqualTo(Verdict.VIOLATED);
            assertThat(unfair.loop()).isEqualTo(1);
        }
    }

    /** Processes that go back and forth for ever: every step is always possible, so a fair loop takes the step of each. */
    private static Model restless(int processes) {
        Index process = Index.of("process", processes);
        Layout.Builder layout = new Layout.Builder();
        layout.interchangeable(process);
        IntField at = layout.number("at", GOAL + 1, Integer::toString, process);
        Action turn = Action.named("turn")
                .over(process)
                .when((s, a) -> true)
                .fairly()
                .then((s, a) -> at.set(s, (int) a[0], 1 - at.get(s, (int) a[0])));
        return Toys.model(
                layout,
                List.of(turn),
                Law.eventually("finishes", "")
                        .where(process.any((s, p) -> at.get(s, p) == 1))
                        .holds(process.any((s, p) -> at.get(s, p) == GOAL)));
    }

    @Test
    void aFairLoopTakesTheStepOfEach() {
        for (int processes = 2; processes <= 3; processes++) {
            int n = processes;
            Outcome outcome = outcome(() -> restless(n), "process");
            assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
            assertThat(outcome.steps().size() - outcome.loop()).isGreaterThanOrEqualTo(2 * n);
        }
    }

    /** The one at place 1 may exchange its place with another: then what it could do is possible no more. */
    private static Model exchanging() {
        Room room = new Room(2, true);
        room.actions.add(Action.named("exchange")
                .over(room.process)
                .over("other", Domain.of(room.process))
                .when((s, a) -> room.at.get(s, (int) a[0]) == 1 && room.at.get(s, (int) a[1]) == 0)
                .then((s, a) -> {
                    room.at.set(s, (int) a[0], 0);
                    room.at.set(s, (int) a[1], 1);
                }));
        return room.model();
    }

    @Test
    void aLoopThroughStatesThatOneStandsForIsFound() {
        Outcome outcome = outcome(SymmetricProgressTest::exchanging, "process");
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(3);
        assertThat(outcome.loop()).isEqualTo(1);
    }

    /** The steps of process 0 alone are fair. */
    private static Model favouring() {
        Room room = new Room(2, true);
        room.actions.remove(1);
        for (boolean zero : new boolean[] {true, false}) {
            Action.Builder finish = Action.named(zero ? "finish-first" : "finish")
                    .over(room.process)
                    .when((s, a) -> (a[0] == 0) == zero && room.at.get(s, (int) a[0]) == 1);
            room.actions.add((zero ? finish.fairly() : finish).then((s, a) -> room.at.set(s, (int) a[0], GOAL)));
        }
        return room.model();
    }

    @Test
    void fairnessThatTellsElementsApartIsNoSymmetry() {
        Outcome outcome = outcome(SymmetricProgressTest::favouring);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(1);
        assertThat(search(SymmetricProgressTest::favouring, true, 1).symmetry().refused())
                .containsExactly("process: step finish process=1");
    }

    /** A run stops where one process alone counts to the end; each block has the same states from many shares. */
    @Test
    void pathsAreTheSameWithAnyNumberOfThreads() {
        Supplier<Model> models = () -> Toys.model(
                counters(), actions(), Law.deadlockFree("goes-on", "").holds(s -> false));
        SearchResult one = search(models, false, 1);
        SearchResult four = search(models, false, 4);
        assertThat(one.end()).isEqualTo(End.DECIDED);
        assertThat(four.outcomes().get(0).steps())
                .hasToString(one.outcomes().get(0).steps().toString());
        assertThat(four.states()).isEqualTo(one.states()).isEqualTo(14 * 14 * 14 * 14);
        assertThat(four.transitions()).isEqualTo(one.transitions());
        assertThat(four.fired()).isEqualTo(one.fired());
        SearchResult reduced = search(models, true, 2);
        assertThat(reduced.states()).isLessThan(3_000);
        assertThat(reduced.symmetry().stoodFor()).isEqualTo(four.states());
        assertThat(reduced.outcomes().get(0).steps()).hasSize(4 * 13);
    }

    private final Index counter = Index.of("counter", 4);
    private IntField count = new Layout.Builder().number("unused", 1, Integer::toString);

    private Layout.Builder counters() {
        Layout.Builder b = new Layout.Builder().interchangeable(counter);
        count = b.number("count", 14, Integer::toString, counter);
        return b;
    }

    private List<Action> actions() {
        IntField own = count;
        return List.of(Action.named("up")
                .over(counter)
                .when((s, a) -> own.get(s, (int) a[0]) < 13)
                .then((s, a) -> own.set(s, (int) a[0], own.get(s, (int) a[0]) + 1)));
    }
}
