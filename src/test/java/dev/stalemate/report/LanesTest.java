package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Program;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import dev.stalemate.toy.Runs;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs told with a lane for each element that runs by itself. */
class LanesTest {
    @Test
    void eachStepIsInItsLaneWithWhatItSawAndChanged() {
        Trace trace = run(additions(2), "read 0", "read 1", "write 1", "write 0");
        assertThat(story(trace))
                .isEqualTo(
                        """
                toy/plain at scope toy
                      CPU 0                                         | CPU 1
                                                                    |
                  (1) read                                          |
                        sees sum: 0                                 |
                  (2)                                               | read
                                                                    |   sees sum: 0
                  (3)                                               | write
                                                                    |   sum: 0 -> 1
                  (4) write                                         |
                After (4) adds-up is violated: adds-up
                What breaks: coherence (a device or another CPU sees old data)
                """);
    }

    @Test
    void noLineIsWiderThanItsMeasureAndMoreLanesThanColumnsGoRound() {
        Trace trace = run(additions(5), "read 0", "read 1", "read 2", "read 3", "read 4", "write 4", "write 0");
        String story = Lanes.of(trace, Style.PLAIN, Lanes.WIDTH);
        assertThat(story.lines()).allMatch(line -> line.length() <= Lanes.WIDTH);
        assertThat(story.lines().limit(2).map(String::strip))
                .containsExactly(
                        "CPU 0                         | CPU 1                         | CPU 2",
                        "CPU 3                         | CPU 4                         |");
        assertThat(story).contains("  (4) CPU 3: read").contains("| CPU 4: read");
    }

    @Test
    void columnsAreNarrowerWhereTheWholeIs() {
        Trace trace = run(additions(2), "read 0", "read 1", "write 1", "write 0");
        assertThat(Lanes.of(trace, Style.PLAIN, 31))
                .isEqualTo(
                        """
                              CPU 0       | CPU 1
                                          |
                          (1) read        |
                                sees sum: |
                                  0       |
                          (2)             | read
                                          |   sees sum:
                                          |     0
                          (3)             | write
                                          |   sum: 0 ->
                                          |     1
                          (4) write       |
                        """);
    }

    @Test
    void aLongChangeIsBrokenAtBlanks() {
        Layout.Builder b = new Layout.Builder();
        Index cpu = Index.of("cpu", 3);
        String words = "as many words as do not go into one column of three";
        IntField field = b.lane(cpu).number("field", 2, i -> i == 0 ? "nothing" : words);
        Action say = Action.named("say").over(cpu).then((s, a) -> field.set(s, 0, 1));
        Trace trace = run(Toys.model(b, List.of(say)), "say 0", "say 1", "say 2");
        assertThat(Lanes.of(trace, Style.PLAIN, Lanes.WIDTH).lines())
                .allMatch(line -> line.length() <= Lanes.WIDTH)
                .anyMatch(line -> line.startsWith("        field: nothing -> as"))
                .anyMatch(line -> line.startsWith("          "));
    }

    @Test
    void stepsOfNoElementAreInTheLaneOfTheirActor() {
        Layout.Builder b = new Layout.Builder();
        Index cpu = Index.of("cpu", 2);
        IntField flag = b.lane(cpu).actor("clock", "tick").flag("flag", cpu);
        Model model = Toys.model(
                b,
                List.of(
                        Action.named("set").over(cpu).then((s, a) -> flag.set(s, (int) a[0], 1)),
                        Action.named("tick").then((s, a) -> {}),
                        Action.named("tock").then((s, a) -> {})));
        assertThat(Lanes.of(run(model, "set 1", "tick", "tock"), Style.PLAIN, Lanes.WIDTH)
                        .lines()
                        .findFirst())
                .hasValueSatisfying(line -> assertThat(line).matches(" +CPU 1 +\\| clock +\\| other"));
    }

    @Test
    void aRunOfOneElementOrOfNoneIsAList() {
        assertThat(Lanes.fit(run(additions(2), "read 0", "write 0"))).isFalse();
        assertThat(Lanes.fit(Runs.bothEnter())).isFalse();
    }

    private static String story(Trace trace) {
        return Story.of(trace, trace.model().laws().get(0), Style.PLAIN);
    }

    private static Model additions(int cpus) {
        Layout.Builder b = new Layout.Builder();
        Index cpu = Index.of("cpu", cpus);
        Program program = new Program(b, cpu, "read", "write", "end");
        IntField sum = b.number("sum", cpus + 1, Integer::toString);
        IntField seen = b.number("seen", cpus + 1, Integer::toString, cpu);
        program.step("read").then((s, c) -> seen.set(s, c, sum.get(s, 0)), "write");
        program.step("write").then((s, c) -> sum.set(s, 0, seen.get(s, c) + 1), "end");
        int end = program.place("end");
        Law addsUp =
                Toys.never("adds-up", s -> program.isAt(s, 0, end) && program.isAt(s, 1, end) && sum.get(s, 0) < 2);
        return Toys.model(b, program.actions(), addsUp);
    }

    private static Trace run(Model model, String... lines) {
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            List<String> words = List.of(line.split(" ", -1));
            steps.add(model.step(words.get(0), words.subList(1, words.size())));
        }
        return Trace.replay(model, steps);
    }
}
