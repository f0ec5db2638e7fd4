package dev.stalemate.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Step;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where two designs part. */
class OtherDesignTest {
    private static final Catalogue SYSTEMS = CodeSystem.catalogue();
    /** So many steps of a run are looked at one by one. */
    private static final int MOST = 60;

    private record Pair(Trace run, OtherDesign other) {}

    static List<Path> files() throws IOException {
        return SavedRuns.ofModels();
    }

    private static Pair pair(Path file) throws BadFileException {
        Counterexample c = CounterexampleReader.read(file);
        Check.Result result = Check.of(c, SYSTEMS);
        Trace run = requireNonNull(result.trace());
        OtherDesign.Beside beside =
                OtherDesign.beside(run, requireNonNull(result.law()), SYSTEMS.system(c.system()), c);
        return new Pair(run, beside == null ? OtherDesign.of(run, run.model()) : beside.other());
    }

    private static Set<String> decisions(Trace trace, int i) {
        return trace.acts(i).stream()
                .filter(act -> !act.routine())
                .map(act -> act.decided().replaceFirst(": .*", ""))
                .filter(decided -> !Set.of("zaps nothing", "marks nothing", "flushes nothing")
                        .contains(decided))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void noStepBeforeTheOneInWhichTheyPartIsDecidedOtherwise(Path file) throws BadFileException {
        Pair pair = pair(file);
        OtherDesign other = pair.other;
        assertThat(other.parts())
                .isLessThanOrEqualTo(
                        Math.max(other.differs(), other.trace().steps().size()));
        int alike = other.parts() < 0 ? other.trace().steps().size() : other.parts() - 1;
        for (int i = 0; i < Math.min(alike, MOST); i++) {
            assertThat(decisions(other.trace(), i)).as("(%d)", i + 1).isEqualTo(decisions(pair.run, i));
        }
    }

    @Test
    void theyPartInADecisionThatStatesShowLater() throws BadFileException {
        Pair pair = pair(Path.of("counterexamples/ioreq-mapcache/M5-arm-v3.json"));
        assertThat(pair.other.parts()).isEqualTo(5);
        assertThat(pair.other.differs()).isEqualTo(6);
    }

    /** The function has another name in the other release, and does nothing in both. */
    @Test
    void anotherNameForTheSameFunctionIsNoOtherDecision() throws BadFileException {
        Pair pair = pair(Path.of("counterexamples/kvm/K1-linux-4.9.json"));
        assertThat(pair.run.acts(0).get(0).function())
                .isNotEqualTo(pair.other.trace().acts(0).get(0).function());
        assertThat(pair.other.parts()).isEqualTo(2);
    }

    @Test
    void aRunNeverPartsFromItself() throws BadFileException {
        Trace run = pair(Path.of("counterexamples/ioreq-mapcache/M5-arm-v3.json")).run;
        OtherDesign itself = OtherDesign.of(run, run.model());
        assertThat(itself.parts()).isEqualTo(-1);
        assertThat(itself.differs()).isEqualTo(-1);
        assertThat(itself.instead(run)).isEmpty();
    }

    @Test
    void whereAStepDoesNotExistWhatTheOtherDesignDoesInsteadIsShown() throws BadFileException {
        Pair pair = pair(Path.of("counterexamples/amd-iommu/A6-notify.json"));
        assertThat(pair.other.stops()).contains("write-root cpu=0 doesn't exist there");
        assertThat(pair.other.instead(pair.run)).extracting(Step::toString).containsExactly("write-entry cpu=0");
    }
}
