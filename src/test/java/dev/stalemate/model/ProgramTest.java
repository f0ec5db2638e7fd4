package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.search.Monitor;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs of labelled steps, by a counter that threads add to twice each under a lock. */
class ProgramTest {
    private final Layout.Builder builder = new Layout.Builder();
    private final Index thread = Index.of("thread", 3);

    @Test
    void aProgramGoesFromLabelToLabelOneAtomicStepAtATime() {
        Model model = adding(true);
        long[] state = model.initial();
        assertThat(possible(model, state)).containsExactly("lock thread=0", "lock thread=1", "lock thread=2");
        take(model, state, "lock", "1");
        assertThat(possible(model, state)).containsExactly("read thread=1");
        take(model, state, "read", "1");
        take(model, state, "write", "1");
        assertThat(model.layout().describe(state))
                .containsEntry("thread.at[1]", "unlock")
                .containsEntry("sum", "1")
                .containsEntry("lock", "2");
        take(model, state, "unlock", "1");
        assertThat(model.layout().describe(state))
                .as("an effect that chooses the next label")
                .containsEntry("thread.at[1]", "lock");
    }

    @Test
    void underTheLockNothingIsLostAndWithoutItAnAdditionIs() {
        assertThat(search(adding(true)).outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(search(adding(false)).outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void theElementsThatRunAProgramAreInterchangeable() {
        SearchResult all = run(adding(true), SearchOptions.plain());
        SearchResult reduced = search(adding(true));
        assertThat(reduced.symmetry().used()).containsExactly("thread");
        assertThat(reduced.states()).isLessThan(all.states() / 2);
        assertThat(reduced.outcomes().get(0).verdict())
                .isEqualTo(all.outcomes().get(0).verdict());
    }

    @Test
    void theProgramCounterIsDeclaredWithTheStep() {
        for (boolean locks : new boolean[] {true, false}) {
            assertThat(Declarations.problems(adding(locks), 1, 200)).isEmpty();
        }
    }

    @Test
    void stepsAreFairUnlessTheyAreTakenAtWill() {
        Program program = new Program(builder, thread, "idle", "work", "end");
        program.step("idle").called("call").atWill().then("work");
        program.step("work").then("end");
        Model model = Toys.model(builder, program.actions());
        assertThat(model.fairSteps()).extracting(Step::toString).allMatch(s -> s.startsWith("work"));
        assertThat(possible(model, model.initial()))
                .allMatch(s -> s.startsWith("call"))
                .hasSize(3);
    }

    @Test
    void anUnknownLabelAndTheSameLabelTwiceAreErrors() {
        Program program = new Program(builder, thread, "lock", "unlock");
        assertThatThrownBy(() -> program.step("lok")).hasMessage("no label 'lok' of thread; there are [lock, unlock]");
        assertThatThrownBy(() -> program.step("lock").then("done"))
                .hasMessage("no label 'done' of thread; there are [lock, unlock]");
        assertThatThrownBy(() -> new Program(builder, Index.of("cpu", 2), "a", "a"))
                .hasMessage("two labels of cpu are the same: [a, a]");
    }

    /** Each thread adds 1 to a sum twice, reading and writing it in two steps; the property is that in the end the sum is right. */
    private Model adding(boolean locks) {
        Layout.Builder b = new Layout.Builder();
        b.interchangeable(thread);
        Program program = new Program(b, thread, "lock", "read", "write", "unlock", "end");
        IntField lock = b.number("lock", thread.size() + 1, Integer::toString);
        b.reference(lock, thread, 1);
        IntField sum = b.number("sum", 2 * thread.size() + 1, Integer::toString);
        IntField seen = b.number("seen", 2 * thread.size() + 1, Integer::toString, thread);
        IntField added = b.number("added", 3, Integer::toString, thread);
        if (locks) {
            program.step("lock")
                    .when((s, t) -> lock.get(s, 0) == 0)
                    .touching((t, f) -> f.needs(lock, 0, 0).writes(lock, 0))
                    .then((s, t) -> lock.set(s, 0, t + 1), "read");
        } else {
            program.step("lock").touching((t, f) -> {}).then("read");
        }
        program.step("read")
                .touching((t, f) -> f.reads(sum, 0).writes(seen, t))
                .then((s, t) -> seen.set(s, t, sum.get(s, 0)), "write");
        program.step("write")
                .touching((t, f) -> f.reads(seen, t).writes(seen, t).writes(sum, 0))
                .then(
                        (s, t) -> {
                            sum.set(s, 0, seen.get(s, t) + 1);
                            seen.set(s, t, 0);
                        },
                        "unlock");
        program.step("unlock")
                .touching((t, f) -> f.reads(added, t).writes(added, t).writes(lock, 0))
                .choose(
                        (s, t) -> {
                            lock.set(s, 0, 0);
                            added.set(s, t, added.get(s, t) + 1);
                            return added.get(s, t) - 1;
                        },
                        "lock",
                        "end");
        int end = program.place("end");
        Law right = Toys.never("adds-up", s -> {
            for (int t = 0; t < thread.size(); t++) {
                if (!program.isAt(s, t, end)) {
                    return false;
                }
            }
            return sum.get(s, 0) != 2 * thread.size();
        });
        return Toys.model(b, program.actions(), right);
    }

    private SearchResult search(Model model) {
        return run(model, SearchOptions.plain().withSymmetry(true).withSymmetryFrom(1));
    }

    private static SearchResult run(Model model, SearchOptions options) {
        return new BreadthFirst(
                        () -> new Subject(model, model.laws()), options.withPrecision(Precision.EXACT), Monitor.SILENT)
                .run();
    }

    private static List<String> possible(Model model, long[] state) {
        return model.steps().stream()
                .filter(s -> s.enabled(state))
                .map(Step::toString)
                .toList();
    }

    private static void take(Model model, long[] state, String name, String thread) {
        Step step = model.step(name, List.of(thread));
        assertThat(step.enabled(state)).isTrue();
        step.apply(state);
    }
}
