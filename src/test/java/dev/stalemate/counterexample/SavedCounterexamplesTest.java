package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.counterexample.Check.Result;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files under counterexamples/: each still says what it said, and there is one for each violated claim. */
final class SavedCounterexamplesTest {
    @TestFactory
    Stream<DynamicTest> eachIsViolatedAsRecordedAndMinimal() throws IOException {
        return SavedRuns.ofModels().stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Counterexample saved = CounterexampleReader.read(file);
                    Result result = Check.of(saved, Systems.catalogue());
                    assertThat(result.kind()).as(result.detail()).isEqualTo(Check.Kind.STILL_VIOLATES);
                    // Runs that break a property of progress are as short as the search makes them.
                    boolean shrinks =
                            result.law() != null && !result.law().kind().isProgress();
                    assertThat(saved.minimal() || !shrinks).isTrue();
                    assertThat(result.isMinimal()).isEqualTo(shrinks);
                }));
    }

    @Test
    void thereIsOneForEachViolatedClaimAndNoOther() throws IOException {
        List<String> violated = Systems.catalogue().claims().stream()
                .filter(claim -> claim.recorded() == Verdict.VIOLATED)
                .map(SavedCounterexamplesTest::question)
                .toList();

        List<String> saved = SavedRuns.ofModels().stream()
                .map(SavedCounterexamplesTest::read)
                .map(c -> c.claim() + " " + c.system() + "/" + c.design() + " " + c.law())
                .toList();

        assertThat(saved).containsExactlyInAnyOrderElementsOf(violated);
    }

    private static String question(Claim claim) {
        return claim.id() + " " + claim.system().name() + "/" + claim.design().name() + " " + claim.law();
    }

    private static Counterexample read(Path file) {
        try {
            return CounterexampleReader.read(file);
        } catch (BadFileException e) {
            throw new AssertionError(e);
        }
    }
}
