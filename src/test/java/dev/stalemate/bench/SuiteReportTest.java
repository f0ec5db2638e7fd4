package dev.stalemate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.report.Style;
import dev.stalemate.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians, ratios and goals of given figures. */
class SuiteReportTest {
    private static final Size SMALL = new Size(3, 3);
    private static final Size LARGE = new Size(3, 4);

    private static SuiteResult.Run run(Size size, Competitor program, double seconds, double bytesPerState) {
        return new SuiteResult.Run(size, program, new Measured(100, 1000, 7, seconds, bytesPerState, 2.5));
    }

    private static SuiteResult result() {
        List<SuiteResult.Run> runs = new ArrayList<>();
        for (double seconds : new double[] {9, 1, 2}) { // the median is 2
            runs.add(run(SMALL, Competitor.SEARCH, seconds, 15));
        }
        runs.add(run(SMALL, Competitor.COLD, 3, 15));
        runs.add(run(SMALL, Competitor.SPIN, 12, 75));
        runs.add(run(SMALL, Competitor.HAND_WRITTEN, 0.5, 24));
        runs.add(run(SMALL, Competitor.TWO_THREADS, 1, 15));
        runs.add(run(SMALL, Competitor.TWO_RUNS, 3, 15));
        runs.add(run(LARGE, Competitor.SEARCH, 40, 17));
        runs.add(run(LARGE, Competitor.SYMMETRY, 1, 17));
        return new SuiteResult(runs, List.of("a remark"), true);
    }

    @Test
    void comparesMedians() {
        assertThat(result().ratios())
                .extracting(r -> r.name() + " " + r.value() + " " + r.met())
                .containsExactly(
                        "3x3.speedToSpin 6.0 true",
                        "3x3.coldSpeedToSpin 4.0 false",
                        "3x3.speedToHandWritten 0.25 false",
                        "3x3.speedOfTwoThreads 2.0 true",
                        "3x3.speedOfTwoThreadsToTwoRuns 1.5 true",
                        "3x3.bytesToSpin 0.2 true",
                        "3x3.bytesPerState 15.0 false",
                        "3x4.timeWithSymmetry 0.025 true",
                        "3x4.bytesPerState 17.0 false");
    }

    @Test
    void printsFiguresBesideTheirGoals() {
        assertThat(new SuiteReport(result()).text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("3x3    search, 1 thread              100        1,000     2.00            500        15.00")
                .contains("3x3 speed, to SPIN")
                .containsPattern("3x3 speed, to the program written by hand +0\\.250 +>= 0\\.6 +no\n")
                .containsPattern("3x4 time with symmetry, to without +0\\.025 +<= 0\\.05 +yes\n")
                .endsWith("\na remark\n");
    }

    @Test
    void writesTheSmallerModelsRunAsASingleRunHasIt() {
        JsonNode json = new SuiteReport(result()).json();

        assertThat(json.path("states").asInt()).isEqualTo(100);
        assertThat(json.path("transitions").asInt()).isEqualTo(1000);
        assertThat(json.path("depth").asInt()).isEqualTo(7);
        assertThat(json.path("seconds").asDouble()).isEqualTo(2);
        assertThat(json.path("bytesPerState").asDouble()).isEqualTo(15);
        assertThat(json.path("verdict").asText()).isEqualTo("holds");
        assertThat(json.path("runs")).hasSize(10);
        assertThat(json.path("ratios").path("3x3.speedToSpin").asDouble()).isEqualTo(6);
        assertThat(json.path("goals").path("3x3.speedToSpin").asText()).isEqualTo(">= 5.0");
        assertThat(json.path("remarks").path(0).asText()).isEqualTo("a remark");
    }

    @Test
    void saysWhenProgramsCountedDifferently() {
        SuiteResult.Run other =
                new SuiteResult.Run(SMALL, Competitor.SPIN, new Measured(101, 1000, 0, 1, 1, Double.NaN));
        SuiteResult.Run fewer =
                new SuiteResult.Run(SMALL, Competitor.SYMMETRY, new Measured(20, 200, 0, 1, 1, Double.NaN));
        List<SuiteResult.Run> runs = List.of(run(SMALL, Competitor.SEARCH, 1, 1), other, fewer);

        assertThat(new SuiteResult(runs, List.of(), true).disagreements())
                .containsExactly("3x3, SPIN, 1 thread: counts differ from those of the search");
        assertThat(result().disagreements()).isEmpty();
    }

    @Test
    void refusesARunThatIsNotComplete() throws IOException {
        String json = "{\"verdict\":\"%s\",\"states\":5,\"transitions\":6,\"seconds\":2,\"bytesPerState\":9}";

        assertThat(Suite.parse(json.formatted("holds"))).isEqualTo(new Measured(5, 6, 0, 2, 9, Double.NaN));
        assertThatThrownBy(() -> Suite.parse(json.formatted("undecided")))
                .isInstanceOf(IOException.class)
                .hasMessage("a run of stalemate bench has no verdict 'holds'");
    }
}
