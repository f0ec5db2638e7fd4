package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.model.Act.Choice;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Blame;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.TurningPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The decisions that the files under counterexamples/ hang on: with another one, the violation does not happen. */
final class TurningPointsTest {
    /** A file that was replayed. */
    private record Replayed(String name, Trace trace, Law law) {
        List<Culprit> culprits() {
            return Blame.of(trace, law);
        }

        List<TurningPoint> decisions() {
            List<Culprit> culprits = culprits();
            return culprits.stream()
                    .map(culprit -> TurningPoint.of(trace, law, culprits, culprit))
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    private static Stream<Replayed> all() throws IOException {
        return SavedRuns.ofModels().stream().map(TurningPointsTest::replay);
    }

    private static Replayed replay(Path file) {
        try {
            Check.Result result = Check.of(CounterexampleReader.read(file), Systems.catalogue());
            return new Replayed(
                    file.getFileName().toString(),
                    Objects.requireNonNull(result.trace()),
                    Objects.requireNonNull(result.law()));
        } catch (BadFileException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachIsFixedByAnotherDecision() throws IOException {
        return all().map(run -> dynamicTest(run.name, () -> {
            List<Culprit> culprits = run.culprits();
            List<TurningPoint> decisions = run.decisions();
            boolean together = !culprits.isEmpty() && !culprits.get(0).alone();
            assertThat(violates(run, List.of())).isTrue();
            if (together) {
                assertThat(decisions.isEmpty() || decisions.size() == culprits.size())
                        .isTrue();
                assertThat(decisions.isEmpty() || !violates(run, decisions)).isTrue();
            } else {
                assertThat(decisions).noneMatch(decision -> violates(run, List.of(decision)));
            }
        }));
    }

    /** Whether the steps that are possible violate the property, if entries get other values right after the steps of these decisions. */
    private static boolean violates(Replayed run, List<TurningPoint> decisions) {
        long[] state = run.trace.model().initial();
        boolean violated = run.law.violatedBy(state);
        for (int i = 0; i < run.trace.steps().size(); i++) {
            Step step = run.trace.steps().get(i);
            if (step.enabled(state)) {
                step.apply(state);
            }
            for (TurningPoint decision : decisions) {
                if (decision.step() == i + 1) {
                    choose(run.trace, state, decision.choice(), decision.instead());
                }
            }
            violated |= run.law.violatedBy(state);
        }
        return violated || (run.law.kind().isProgress() && run.trace.firstViolation(run.law) >= 0);
    }

    private static void choose(Trace trace, long[] state, Choice choice, String text) {
        Field field = choice.field();
        int has = field.choice(state, choice.element());
        for (int value = 0; value < field.choices(); value++) {
            field.choose(state, choice.element(), value);
            if (makesSense(trace, field, has, value) && isPrinted(field, state, choice.element(), text)) {
                return;
            }
        }
        throw new AssertionError(field.elementName(choice.element()) + " can't be " + text);
    }

    /** Of values that print alike, only some stand for an entry. */
    private static boolean makesSense(Trace trace, Field field, int has, int value) {
        return trace.model().layout().entries().stream()
                .filter(kept -> kept.parts().contains(field))
                .anyMatch(kept -> kept.instead().could(has, value));
    }

    /** A value that fits the bits may be none that can be printed. */
    private static boolean isPrinted(Field field, long[] state, int element, String text) {
        try {
            return field.inWords(state, element).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
