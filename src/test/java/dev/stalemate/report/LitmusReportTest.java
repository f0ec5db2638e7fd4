package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Race;
import dev.stalemate.systems.Systems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Races whose every order can be counted by hand, and those that come with the tool. */
class LitmusReportTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Litmus> ALL =
            Systems.all().stream().flatMap(s -> s.litmus().stream()).toList();

    @ParameterizedTest
    @FieldSource("ALL")
    void everyRaceEndsAsItSays(Litmus litmus) {
        LitmusReport report = LitmusReport.of(litmus);
        assertThat(report.hasUnknownForbidden())
                .as(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .isFalse();
        assertThat(report.neverReached()).isEmpty();
    }

    @Test
    void racesHaveNamesOfTheirOwnAndThereAreEnough() {
        assertThat(ALL.stream().map(Litmus::name)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void countsEveryOrderOfTheSteps() {
        // Two steps each: 6 orders, of which 1 + 1 put one program wholly before the other.
        LitmusReport report = LitmusReport.of(Litmus.of("additions", "two add 1 to a sum", race -> {
            IntField sum = additions(race);
            race.acceptable(s -> sum.get(s, 0) == 2, "one after the other");
            race.forbiddenButReached(s -> sum.get(s, 0) == 1, "an addition is lost");
        }));
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .isEqualTo(
                        """
                additions: two add 1 to a sum
                sum  runs  verdict     why
                2       2  ACCEPTABLE  one after the other
                1       4  FORBIDDEN   an addition is lost; as recorded
                6 runs through 13 states
                """);
        assertThat(report.asRecorded()).isTrue();
        assertThat(report.json().at("/outcomes/1/runs").asLong()).isEqualTo(4);
    }

    @Test
    void aForbiddenOutcomeThatNobodyRecordedIsNoticed() {
        LitmusReport report = LitmusReport.of(Litmus.of("additions", "two add 1 to a sum", race -> {
            IntField sum = additions(race);
            race.forbidden(s -> sum.get(s, 0) == 1, "an addition is lost");
            race.otherwise("one after the other");
        }));
        assertThat(report.hasUnknownForbidden()).isTrue();
        assertThat(report.forbidden()).isEqualTo(1);
    }

    @Test
    void whatIsSaidToBeReachedAndIsNotIsNoticed() {
        LitmusReport report = LitmusReport.of(Litmus.of("one", "one sets a flag", race -> {
            IntField flag = race.flag("flag");
            race.program("cpu 0").step("set", s -> flag.set(s, 0, 1));
            race.shows(flag);
            race.forbiddenButReached(s -> !flag.is(s, 0), "the flag stays clear");
            race.otherwise("the flag is set");
        }));
        assertThat(report.hasUnknownForbidden()).isFalse();
        assertThat(report.neverReached()).containsExactly("the flag stays clear");
        assertThat(report.asRecorded()).isFalse();
    }

    @Test
    void aThreadThatWaitsForEverIsAForbiddenOutcome() {
        LitmusReport report = LitmusReport.of(Litmus.of("locks", "two take two locks", race -> {
            IntField a = race.flag("a");
            IntField b = race.flag("b");
            takes(race.program("cpu 0"), a, b);
            takes(race.program("cpu 1"), b, a);
            race.shows();
            race.otherwise("both get through");
        }));
        assertThat(report.hasUnknownForbidden()).isTrue();
        assertThat(report.text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("a program waits for ever (cpu 0 at second, cpu 1 at second)");
    }

    @Test
    void anOutcomeOfWhichNothingIsSaidIsForbidden() {
        LitmusReport report = LitmusReport.of(Litmus.of("additions", "two add 1 to a sum", race -> {
            IntField sum = additions(race);
            race.acceptable(s -> sum.get(s, 0) == 2, "one after the other");
        }));
        assertThat(report.hasUnknownForbidden()).isTrue();
    }

    @Test
    void aProgramCantGoBack() {
        Litmus litmus = Litmus.of("round", "a program goes round", race -> race.program("cpu 0")
                .step("first", s -> {})
                .jump("again", s -> true, "first"));
        assertThatThrownBy(() -> LitmusReport.of(litmus))
                .hasMessage("step again of cpu 0 can't go back to first: runs must end");
    }

    private static IntField additions(Race race) {
        IntField sum = race.number("sum", 3);
        for (int i = 0; i < 2; i++) {
            IntField seen = race.number("seen " + i, 3);
            race.program("cpu " + i)
                    .step("read", s -> seen.set(s, 0, sum.get(s, 0)))
                    .step("write", s -> sum.set(s, 0, seen.get(s, 0) + 1));
        }
        race.shows(sum);
        return sum;
    }

    private static void takes(Race.Code thread, IntField first, IntField second) {
        thread.when("first", s -> !first.is(s, 0), s -> first.set(s, 0, 1))
                .when("second", s -> !second.is(s, 0), s -> second.set(s, 0, 1))
                .step("free", s -> {
                    first.set(s, 0, 0);
                    second.set(s, 0, 0);
                });
    }
}
