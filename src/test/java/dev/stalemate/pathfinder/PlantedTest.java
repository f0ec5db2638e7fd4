package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.target.Planted;
import dev.stalemate.pathfinder.target.Programs;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Java PathFinder must not say that something holds of code with a fault of any kind that it could be blind to. */
@ExtendWith(BuiltPathFinder.class)
class PlantedTest {
    private static final String SEEN = "leaves-zapped";

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Planted.FieldCode(), CodeSystem.RACE, "PreciseRaceDetector"),
                Arguments.of(new Planted.Element(), CodeSystem.RACE, "PreciseRaceDetector"),
                Arguments.of(new Planted.Static(), CodeSystem.RACE, "PreciseRaceDetector"),
                Arguments.of(new Planted.Published(), CodeSystem.RACE, "PreciseRaceDetector"),
                Arguments.of(new Planted.Published(), SEEN, "a value was seen that must not be"),
                Arguments.of(new Planted.Twice(), SEEN, "a value was seen that must not be"),
                Arguments.of(new Planted.Lock(), SEEN, "two threads hold a lock"),
                Arguments.of(new Planted.Lock(), CodeSystem.RACE, "two threads hold a lock"),
                Arguments.of(new Planted.Hang(), SEEN, "no run of the code comes to an end"),
                Arguments.of(new Planted.Hang(), "no-leaked-range", "no run of the code comes to an end"),
                Arguments.of(new Planted.Deadlock(), SEEN, "no run of the code comes to an end"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsSeen(Programs programs, String law, String why, PathFinder judge) throws IOException {
        Ruling ruling = ask(programs, law, judge);

        assertThat(ruling.verdict()).isNotIn(Verdict.HOLDS, Verdict.VACUOUS);
        assertThat(ruling.why()).contains(why);
    }

    /** What makes a fault undecided makes nothing else so. */
    @Test
    void whereThereIsNoFaultThePropertyHolds(PathFinder judge) throws IOException {
        assertThat(ask(new Planted.None(), SEEN, judge).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(ask(new Planted.None(), CodeSystem.RACE, judge).verdict()).isEqualTo(Verdict.HOLDS);
    }

    private static Ruling ask(Programs programs, String law, PathFinder judge) throws IOException {
        ModelSystem modelled = Systems.catalogue().system("zap-list");
        CodeSystem code = new CodeSystem(
                modelled,
                new Protocol(
                        "zap-list",
                        programs,
                        ImmutableList.of(),
                        ImmutableList.of("sketch"),
                        ImmutableList.of(),
                        ImmutableList.of(law),
                        ImmutableList.of(),
                        at -> false));
        Scope scope = code.scope("small");
        return judge.ask(
                code,
                code.design("sketch"),
                scope,
                code.model(code.design("sketch"), scope).law(law),
                (states, ofModel) -> {});
    }
}
