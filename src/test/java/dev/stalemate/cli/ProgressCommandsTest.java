package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.toy.Philosophers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Progress and deadlock from the command line: found, told, saved, taken again. */
class ProgressCommandsTest {
    @TempDir
    private Path directory = Path.of("");

    private static Tool.Result run(String... args) {
        return new Tool(new Philosophers()).run(args);
    }

    private Tool.Result check(String design, String law) {
        return run("check", "table/" + design, "--property", law, "--save", directory.toString());
    }

    private Path saved(String design, String law) {
        return directory.resolve("table/" + design + "-" + law + ".json");
    }

    /** With something changed in the file. */
    private Tool.Result replayEdited(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Path edited = Files.writeString(directory.resolve("edited.json"), text.replace(from, to));
        return run("replay", edited.toString());
    }

    @Test
    void aDeadlockEndsWithElevenAndIsToldAndReplays() throws IOException {
        Tool.Result result = check("GREEDY", "no-deadlock");
        assertThat(result.code()).isEqualTo(11);
        assertThat(result.out())
                .contains(
                        """
                        After (4) no-deadlock is violated: somebody can always do something
                        No step is possible there: no get-hungry, take-first, take-second, put-down
                        What breaks: progress (something waits for ever, or too long)
                        """);
        Path file = saved("GREEDY", "no-deadlock");
        assertThat(Files.readString(file)).contains("\"minimal\": true").doesNotContain("loop");
        assertThat(run("replay", file.toString()).code()).isZero();
        Tool.Result fixed = replayEdited(file, "GREEDY", "ORDERED");
        assertThat(fixed.code()).isEqualTo(12);
        assertThat(run("shrink", file.toString(), "--in-place").err()).contains("no-deadlock is about progress");
    }

    @Test
    void noProgressEndsWithThirteenAndTellsTheLoop() throws IOException {
        Tool.Result result = check("ORDERED", "eats");
        assertThat(result.code()).isEqualTo(13);
        assertThat(result.out())
                .contains(
                        """
                          (1) get-hungry seat=0
                              phase of seat 0: thinks -> hungry
                        From here on again and again
                          (2) get-hungry seat=1
                        """)
                .contains(
                        """
                        From (1) on eats is violated: once the first is hungry, it gets to eat
                        (2) .. (5) again and again: the state after (5) is that after (1)
                        Fairness does not end it:
                              take-first seat=0 is not possible after (3)
                              take-first seat=1 is taken: (3)
                              take-second seat=0 is not possible after (1)
                              take-second seat=1 is taken: (4)
                              put-down seat=0 is not possible after (1)
                              put-down seat=1 is taken: (5)
                        What breaks: progress (something waits for ever, or too long)
                        """);
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void aRunThatStopsIsReported() {
        assertThat(check("TIRED", "eats").out())
                .contains(
                        """
                        There the run may stop for ever: no fair step is possible, and the others may never be taken
                              take-first seat=0
                        """);
        assertThat(check("GREEDY", "eats").out()).contains("There the run stops for ever: no step is possible\n");
    }

    @Test
    void aSavedLoopIsCheckedAndNotBelieved() throws IOException {
        Tool.Result unused = check("ORDERED", "eats");
        Path file = saved("ORDERED", "eats");
        assertThat(Files.readString(file)).contains("  \"loop\": 1,\n").contains("\"minimal\": false");
        Tool.Result again = run("replay", file.toString());
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("(2) .. (5) again and again").contains("every state as recorded");
        assertThat(replayEdited(file, "\"loop\": 1", "\"loop\": 2").out()).contains("the loop does not close");
        assertThat(replayEdited(file, "\"loop\": 1", "\"loop\": 5").out())
                .contains("take-first seat=0 is possible everywhere in the loop and never taken");
        assertThat(replayEdited(file, "  \"loop\": 1,\n", "").out()).contains("the run has no loop");
        assertThat(replayEdited(file, "\"eats\"", "\"alone\"").out())
                .contains("the run goes on for ever, which says nothing of alone");
        Tool.Result late = replayEdited(file, "\"loop\": 1", "\"loop\": 6");
        assertThat(late.code()).isEqualTo(65);
        assertThat(late.err()).contains("the loop can't start after step 6 of 5");
        assertThat(replayEdited(file, "\"loop\": 1", "\"loop\": -1").err())
                .contains("loop must be the number of a step");
    }

    @Test
    void whatHoldsAndWhatIsVacuousEndAsEver() {
        assertThat(check("POLITE", "eats").code()).isZero();
        assertThat(check("POLITE", "flies").code()).isEqualTo(14);
        assertThat(check("POLITE", "no-deadlock").code()).isZero();
        assertThat(run("check", "table/POLITE", "--property", "eats", "--max-states", "3")
                        .code())
                .isEqualTo(20);
        assertThat(run("check", "table/GREEDY", "--save", directory.toString()).code())
                .isEqualTo(11);
    }

    @Test
    void theJsonSaysWhereTheLoopStarts() {
        assertThat(run("check", "table/ORDERED", "--property", "eats", "--save", directory.toString(), "--json", "-")
                        .out())
                .contains("\"loop\" : 1");
    }

    @Test
    void randomWalksSayThatTheyCannotDecideIt() {
        Tool.Result result = run("check", "table/ORDERED", "--property", "eats", "--driver", "random");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out())
                .contains("eats is about progress, which random walks can't decide; an exhaustive search can");
    }
}
