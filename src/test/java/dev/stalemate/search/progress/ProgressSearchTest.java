package dev.stalemate.search.progress;

import static dev.stalemate.model.Automaton.OFF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Automaton;
import dev.stalemate.model.Automaton.Move;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.toy.Philosophers;
import dev.stalemate.toy.Philosophers.Manner;
import dev.stalemate.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Progress and deadlocks in systems that are small enough for the answer to be obvious. */
class ProgressSearchTest {
    private static final Limits NONE = Limits.none();
    private static final Philosophers TABLE = new Philosophers();

    private static SearchResult search(Model model, String law, Limits limits) {
        return new ProgressSearch(model, List.of(model.law(law)), limits, Monitor.SILENT).run();
    }

    private static Outcome outcome(Model model, String law) {
        return search(model, law, NONE).outcomes().get(0);
    }

    /** Every run from state 0 reaches the goal, which is the last state. */
    private static Outcome arrives(int states, Move... moves) {
        Model model = new Automaton(states, List.of(moves), 1, 1 << (states - 1)).model();
        Outcome outcome = outcome(model, "arrives");
        if (outcome.verdict() == Verdict.VIOLATED) {
            Trace trace = Trace.replay(model, outcome.steps(), outcome.loop());
            assertThat(trace.firstViolation(outcome.law())).isZero();
        }
        return outcome;
    }

    @Test
    void aStepThatIsNotFairMayNeverBeTaken() {
        Outcome outcome = arrives(2, Move.of(false, 1, OFF));
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).isEmpty();
        assertThat(outcome.loop()).isZero();
        assertThat(arrives(2, Move.of(true, 1, OFF)).verdict()).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void aFairStepThatLeadsNowhereDoesNotHelp() {
        Outcome outcome = arrives(2, Move.of(true, 0, OFF), Move.of(false, 1, OFF));
        assertThat(outcome.steps()).hasToString("[move-0]");
        assertThat(outcome.loop()).isZero();
    }

    @Test
    void aFairStepIsOnlyTakenIfItStaysPossible() {
        // 0 and 1 lead to each other. Only from 0 a fair step leads to the goal, and a run may always leave 0 before it
        // is taken.
        Move between = Move.of(true, 1, 0, OFF);
        Outcome outcome = arrives(3, between, Move.of(true, 2, OFF, OFF));
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(2);
        assertThat(outcome.loop()).isZero();
        assertThat(arrives(3, between, Move.of(true, 2, 2, OFF)).verdict()).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void aLoopVisitsStatesWhereEachFairStepIsTakenOrImpossible() {
        // A ring of four, whose fair steps to the goal are impossible in 1 and in 3.
        Move ring = Move.of(false, 1, 2, 3, 0, OFF);
        Outcome outcome = arrives(5, ring, Move.of(true, 4, OFF, 4, 4, OFF), Move.of(true, 4, 4, 4, OFF, OFF));
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(4);
        assertThat(outcome.loop()).isZero();
    }

    @Test
    void aRunThatPassesTheGoalIsNoViolation() {
        // Every loop passes the goal, which is state 1.
        Model model = new Automaton(2, List.of(Move.of(true, 1, 0)), 1, 2).model();
        assertThat(outcome(model, "arrives").verdict()).isEqualTo(Verdict.HOLDS);
    }

    @Test
    void theWayIntoTheLoopIsAShortestOne() {
        // A run can go round through 0 1 2 3 forever, or stop in 4 after two steps.
        Move on = Move.of(true, 1, 2, 3, 3, OFF, OFF);
        Outcome outcome = arrives(6, on, Move.of(false, OFF, 4, OFF, OFF, OFF, OFF));
        assertThat(outcome.steps()).hasToString("[move-0, move-1]");
        assertThat(outcome.loop()).isEqualTo(2);
    }

    @Test
    void aPremiseThatNeverHoldsIsVacuous() {
        assertThat(outcome(TABLE.model(Manner.POLITE, 2), "flies").verdict()).isEqualTo(Verdict.VACUOUS);
    }

    @Test
    void greedyPhilosophersStarveTogether() {
        for (int seats = 2; seats <= 4; seats++) {
            Outcome outcome = outcome(TABLE.model(Manner.GREEDY, seats), "no-deadlock");
            assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
            assertThat(outcome.steps()).hasSize(2 * seats);
            assertThat(outcome.loop()).isEqualTo(Outcome.NO_LOOP);
            assertThat(outcome(TABLE.model(Manner.ORDERED, seats), "no-deadlock")
                            .verdict())
                    .isEqualTo(Verdict.HOLDS);
        }
    }

    @Test
    void anOrderOfForksLetsOneStarveAndOnlyPolitenessWithFairnessHelps() {
        Outcome ordered = outcome(TABLE.model(Manner.ORDERED, 2), "eats");
        assertThat(ordered.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(ordered.steps()).hasSize(5);
        assertThat(ordered.loop()).isEqualTo(1);
        assertThat(outcome(TABLE.model(Manner.POLITE, 3), "eats").verdict()).isEqualTo(Verdict.HOLDS);
        Outcome tired = outcome(TABLE.model(Manner.TIRED, 3), "eats");
        assertThat(tired.steps()).hasToString("[get-hungry seat=0]");
        assertThat(tired.loop()).isEqualTo(1);
    }

    @Test
    void aRunMayEndWhereThePropertyAllowsIt() {
        Model model = Toys.counters(2, 3, true);
        assertThat(outcome(ending(model, true), "ends").verdict()).isEqualTo(Verdict.HOLDS);
        Outcome outcome = outcome(ending(model, false), "ends");
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps()).hasSize(4);
    }

    private static Model ending(Model model, boolean may) {
        return new Model.Builder("toy", model.design(), model.scope())
                .layout(model.layout())
                .startingAt(model.initial())
                .actions(model.actions())
                .laws(List.of(Law.deadlockFree("ends", "").holds(s -> may)))
                .build();
    }

    @Test
    void countsAreThoseOfTheExhaustiveSearch() {
        Model model = TABLE.model(Manner.ORDERED, 4);
        SearchResult progress = search(model, "eats", NONE);
        SearchResult other = new BreadthFirst(model, List.of(), NONE, Monitor.SILENT).run();
        assertThat(progress.states()).isEqualTo(other.states());
        assertThat(progress.transitions()).isEqualTo(other.transitions());
        assertThat(progress.depth()).isEqualTo(other.depth());
        assertThat(progress.fired()).isEqualTo(other.fired());
        assertThat(progress.collisions().probability()).isZero();
    }

    @Test
    void aBoundLeavesUndecidedWhatItDoesNotShow() {
        Model polite = TABLE.model(Manner.POLITE, 3);
        for (Limits limits :
                List.of(NONE.withStates(3), NONE.withDepth(2), NONE.withTime(Duration.ZERO), NONE.withBytes(1))) {
            SearchResult result = search(polite, "eats", limits);
            assertThat(result.end()).isNotIn(End.EXHAUSTED, End.DECIDED);
            assertThat(result.outcomes().get(0).verdict()).isEqualTo(Verdict.UNDECIDED);
            assertThat(search(polite, "no-deadlock", limits).outcomes().get(0).verdict())
                    .isEqualTo(Verdict.UNDECIDED);
        }
        // A loop in a part of the graph is a loop in the whole.
        assertThat(search(TABLE.model(Manner.TIRED, 3), "eats", NONE.withDepth(2))
                        .outcomes()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.VIOLATED);
    }

    /** One counter, up to its end. */
    private static Model counting(int bound) {
        Layout.Builder b = new Layout.Builder();
        IntField count = b.number("count", bound, Integer::toString);
        Action up = Action.named("up")
                .fairly()
                .when((s, a) -> count.get(s, 0) < bound - 1)
                .then((s, a) -> count.set(s, 0, count.get(s, 0) + 1));
        return Toys.model(b, List.of(up), Law.eventually("ends", "").holds(s -> count.get(s, 0) == bound - 1));
    }

    @Test
    void anInterruptAtAnyMomentLeavesThePropertyUndecided() {
        Model model = counting(10_000);
        int looks = 0;
        for (boolean decided = false; !decided; looks++) {
            int last = looks;
            AtomicInteger asked = new AtomicInteger();
            Monitor monitor = new Monitor() {
                @Override
                public void progress(Snapshot snapshot) {}

                @Override
                public boolean stopped() {
                    return asked.getAndIncrement() >= last;
                }
            };
            SearchResult result = new ProgressSearch(model, model.laws(), NONE, monitor).run();
            decided = result.end() == End.EXHAUSTED;
            assertThat(result.end()).isIn(End.EXHAUSTED, End.INTERRUPTED);
            assertThat(result.outcomes().get(0).verdict()).isEqualTo(decided ? Verdict.HOLDS : Verdict.UNDECIDED);
        }
        // While states are reached, and while loops are looked for.
        assertThat(looks).isGreaterThan(10_000 / 4096 + 2);
    }

    @Test
    void severalPropertiesAreDecidedAtOnce() {
        Model model = TABLE.model(Manner.GREEDY, 2);
        SearchResult result = new ProgressSearch(model, model.laws().subList(0, 3), NONE, Monitor.SILENT).run();
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
        assertThat(result.outcomes())
                .extracting(Outcome::verdict)
                .containsExactly(Verdict.VIOLATED, Verdict.VIOLATED, Verdict.VACUOUS);
    }

    @Test
    void propertiesOfSingleStatesAreRefused() {
        Model model = TABLE.model(Manner.GREEDY, 2);
        assertThatThrownBy(() -> search(model, "alone", NONE)).hasMessage("alone is not a property of progress");
    }
}
