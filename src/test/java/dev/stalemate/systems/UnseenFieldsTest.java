package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Field;
import dev.stalemate.model.Step;
import dev.stalemate.report.StepWords;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a run does not say that its steps see: fields that are kept for properties, or to end a run. */
class UnseenFieldsTest {

    /** Where the program of memory-data has written: its own place, which no other reads. */
    private static final Set<String> OWN = Set.of("where", "device-told", "device-wrote");

    /** With another value of such a field, a step is not possible, or it does the same to all that is seen. */
    @TestFactory
    Stream<DynamicTest> noStepDoesAnythingElseBecauseOfThem() throws IOException {
        return SavedRuns.ofModels().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Trace trace = read(file);
                    for (Field field : trace.model().layout().fields()) {
                        if (!field.isSeen() && field.width() > 0 && !OWN.contains(field.name())) {
                            changesNothing(trace, field);
                        }
                    }
                }));
    }

    private static void changesNothing(Trace trace, Field field) {
        for (int i = 0; i < trace.steps().size(); i++) {
            Step step = trace.steps().get(i);
            for (int value = 0; value < Math.min(2, field.choices()); value++) {
                long[] state = trace.state(i);
                field.choose(state, 0, value);
                if (step.enabled(state)) {
                    step.apply(state);
                    assertThat(trace.model().layout().diff(trace.state(i + 1), state))
                            .as("step %d with %s", i + 1, field.text(trace.state(i), 0))
                            .allMatch(change -> !change.field().isSeen());
                }
            }
        }
    }

    @Test
    void theyAreNotTold() throws IOException, BadFileException {
        Trace trace = read(SavedRuns.file("memory-data-D1.json"));
        StepWords words = new StepWords(trace);

        assertThat(IntStream.range(0, trace.steps().size())
                        .mapToObj(words::seen)
                        .flatMap(seen -> seen.stream()))
                .contains("ram of address 0x0: 0")
                .noneMatch(seen -> seen.startsWith("wrong") || seen.startsWith("where"));
        assertThat(words.changes(trace.steps().size() - 1))
                .extracting(change -> change.field().name())
                .containsExactly("wrong");
    }

    private static Trace read(Path file) throws IOException, BadFileException {
        return Objects.requireNonNull(
                Check.of(CounterexampleReader.read(file), Systems.catalogue()).trace());
    }
}
