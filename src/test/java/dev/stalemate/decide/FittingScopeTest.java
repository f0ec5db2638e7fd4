package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where Java PathFinder is asked. */
class FittingScopeTest {
    private static Searched of(Claim claim, int most) {
        return Objects.requireNonNull(new FittingScope(most, Monitor.SILENT).of(Question.of(claim)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // One vCPU alone shows nothing of a wait that is missing.
                "K15j | vcpus=2,ranges=1 | violated",
                "K15  | vcpus=2,ranges=1 | holds",
                "M5c  | servers=2 | holds",
                // With fewer tables, nothing could be mapped, which is another question.
                "A1i  | devices=2,frames=1,tables=5,callers=ram+mmio+unity | holds",
                // Nothing can be made smaller, so there is no scope with fewer states.
                "H69h | iommu=yes,iomem=0,ioport=0,owners=on | holds"
            })
    void isTheSmallestThatIsViolatedOrTheLargestWithFewStates(String id, String scope, String verdict) {
        Searched searched = of(Systems.catalogue().claim(id), 5_000);

        assertThat(searched.question().system().text(searched.question().scope()))
                .isEqualTo(scope);
        assertThat(searched.verdict()).hasToString(verdict);
    }

    static Stream<Claim> protocols() {
        return Stream.of("zap-list", "ioreq-mapcache")
                .flatMap(name -> Systems.catalogue().system(name).claims().stream())
                .filter(claim -> !Agreement.of(List.of(Question.of(claim))).isEmpty());
    }

    /** At a scope where the verdict is another one, two judges would agree about nothing. */
    @ParameterizedTest
    @MethodSource("protocols")
    void showsWhatIsRecorded(Claim claim) {
        Searched searched = of(claim, 1_000);

        assertThat(searched.verdict()).isEqualTo(claim.recorded());
    }

    @Test
    void progressIsNotAsked() {
        Claim progress = Systems.catalogue().claim("K16");

        assertThat(progress.recorded()).isEqualTo(Verdict.VIOLATED);
        assertThat(Agreement.of(List.of(Question.of(progress)))).isEmpty();
    }
}
