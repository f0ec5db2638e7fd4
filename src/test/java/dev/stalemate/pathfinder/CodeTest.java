package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocols as Java, run on real threads by schedules; no Java PathFinder is needed. */
class CodeTest {
    static List<Path> saved() throws IOException {
        return SavedRuns.ofCode();
    }

    @ParameterizedTest
    @MethodSource("saved")
    void whatJavaPathFinderFoundIsReplayedWithoutIt(Path file) throws IOException, BadFileException {
        Check.Result result = Check.of(CounterexampleReader.read(file), CodeSystem.catalogue());

        assertThat(result.asRecorded())
                .as(result.kind() + " " + result.detail())
                .isTrue();
    }

    /** A claim that is violated and has code has a saved schedule that shows it. */
    @Test
    void eachMutantHasASavedSchedule() throws IOException, BadFileException {
        Set<String> shown = shown();

        assertThat(withCode())
                .filteredOn(claim -> claim.recorded() == Verdict.VIOLATED)
                .isNotEmpty()
                .allSatisfy(claim -> assertThat(shown)
                        .contains(claim.system().name() + "-code "
                                + claim.design().name() + " " + claim.law()));
    }

    /** Nothing else says that such a design is wrong: the model doesn't have it. */
    @Test
    void eachDesignThatOnlyCodeHasHasASavedSchedule() throws IOException, BadFileException {
        Set<String> shown = shown();

        assertThat(Protocols.zapList().own())
                .extracting(CodeDesign::name)
                .filteredOn(design -> !design.equals("zapper-hangs-alone"))
                .isNotEmpty()
                .allSatisfy(design -> assertThat(shown).anyMatch(s -> s.startsWith("zap-list-code " + design + " ")));
    }

    private static Set<String> shown() throws IOException, BadFileException {
        Set<String> shown = new HashSet<>();
        for (Path file : saved()) {
            Counterexample c = CounterexampleReader.read(file);
            assertThat(c.found()).extracting(Counterexample.Found::driver).isEqualTo("jpf");
            shown.add(c.system() + " " + c.design() + " " + c.law());
        }
        return shown;
    }

    private static List<Claim> withCode() {
        return Systems.catalogue().claims().stream()
                .filter(claim -> {
                    CodeSystem code = CodeSystem.of(claim.system());
                    return code != null
                            && code.counterpart(claim, claim.scope()).scope() != null;
                })
                .toList();
    }

    static Stream<String> right() {
        return Stream.of(
                "zap-list-code sketch",
                "zap-list-code sketch ranges=3",
                "zap-list-code sketch vcpus=3,ranges=2,updates=2",
                "ioreq-mapcache-code vcpu-flag",
                "ioreq-mapcache-code vcpu-flag servers=2,frames=3,extents=2,preempt=on",
                "ioreq-mapcache-code vcpu-flag vcpus=3,superpage=on,late=on",
                "ioreq-mapcache-code vcpu-flag-first",
                "ioreq-mapcache-code forwarded foreign=on",
                "ioreq-mapcache-code xen-4.15-paused servers=2,foreign=on");
    }

    @ParameterizedTest
    @MethodSource("right")
    void randomSchedulesOfWhatHoldsViolateNothing(String name) {
        Model model = model(name);
        Random random = new Random(1);
        for (int run = 0; run < 5; run++) {
            Trace trace = Trace.replay(model, schedule(model, random));
            for (Law law : model.laws()) {
                // An invalidation that is needless is the price of a flag per vCPU.
                if (law.breaks() != Law.Breaks.SPEED) {
                    assertThat(trace.firstViolation(law)).as(law.name()).isNegative();
                }
            }
        }
    }

    /** Turns of random threads until nobody has one any more. */
    private static List<Step> schedule(Model model, Random random) {
        List<Step> taken = new ArrayList<>();
        long[] state = model.initial();
        while (taken.size() < CodeModel.MOST_TURNS) {
            List<Step> possible =
                    model.steps().stream().filter(step -> step.enabled(state)).toList();
            if (possible.isEmpty()) {
                break;
            }
            Step step = possible.get(random.nextInt(possible.size()));
            step.apply(state);
            taken.add(step);
        }
        return taken;
    }

    /** With two ranges, the vCPU that set the flag waits for itself. No property of what has happened is violated by that. */
    @Test
    void aVcpuThatForgetsToZapWaitsForEver() {
        Model model = model("zap-list-code zapper-hangs-alone vcpus=1,ranges=2");
        Trace trace = Trace.replay(model, schedule(model, new Random(1)));

        assertThat(trace.steps()).hasSize(CodeModel.MOST_TURNS);
        assertThat(trace.steps().get(CodeModel.MOST_TURNS - 1).action().name()).isEqualTo("read-flag-once");
        assertThat(model.laws())
                .allSatisfy(law -> assertThat(trace.firstViolation(law)).isNegative());
        assertThat(schedule(model("zap-list-code zapper-hangs-alone vcpus=1"), new Random(1)))
                .hasSizeLessThan(CodeModel.MOST_TURNS);
    }

    @Test
    void aThreadThatWaitsForALockHasNoTurn() {
        Model model = model("zap-list-code sketch");
        long[] state = model.initial();
        for (int vcpu = 1; vcpu >= 0; vcpu--) {
            for (String label : List.of("start", "update", "allocate", "write-start", "write-end")) {
                model.step(label, List.of("" + vcpu)).apply(state);
            }
        }
        model.step("lock", List.of("0")).apply(state);

        assertThat(model.step("lock", List.of("1")).enabled(state)).isFalse();
        assertThat(model.step("read-next", List.of("0")).enabled(state)).isTrue();
    }

    @Test
    void theSameTurnsLeadToTheSameState() {
        Model model = model("ioreq-mapcache-code vcpu-flag");
        List<Step> schedule = schedule(model, new Random(7));

        assertThat(Trace.replay(model, schedule).end())
                .isEqualTo(Trace.replay(model("ioreq-mapcache-code vcpu-flag"), again(schedule))
                        .end());
    }

    private static List<Step> again(List<Step> steps) {
        Model model = model("ioreq-mapcache-code vcpu-flag");
        return steps.stream()
                .map(step -> model.step(step.action().name(), step.texts()))
                .toList();
    }

    @Test
    void codeAnswersOnlyWhatItHasSomethingLike() {
        Claim foreign = claim("M1b");
        Claim created = claim("M4c");
        Claim queued = claim("K15l");

        CodeSystem zapList = Objects.requireNonNull(CodeSystem.of(queued.system()));
        CodeSystem mapCaches = Objects.requireNonNull(CodeSystem.of(foreign.system()));
        assertThat(zapList.counterpart(foreign, foreign.scope()).scope()).isNull();
        assertThat(mapCaches.counterpart(created, created.scope()).why()).isEqualTo("the code has no life=on");
        assertThat(mapCaches.counterpart(foreign, foreign.scope()).scope()).hasToString("vcpus=1,foreign=on");
        assertThat(zapList.counterpart(queued, queued.scope()).scope()).hasToString("ranges=2");
    }

    private static Claim claim(String id) {
        return Systems.catalogue().claim(id);
    }

    /** A model by its system and design, and its scope if that is not the small one. */
    private static Model model(String name) {
        List<String> parts = Splitter.on(' ').splitToList(name);
        ModelSystem system = CodeSystem.catalogue().system(parts.get(0));
        Design design = system.design(parts.get(1));
        return system.model(design, system.scope(parts.size() > 2 ? parts.get(2) : "small"));
    }
}
