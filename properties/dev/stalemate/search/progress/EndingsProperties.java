package dev.stalemate.search.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.math.LongMath;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Litmus.End;
import dev.stalemate.model.Race;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The ends of small races, compared with those of all orders of their steps, taken one by one. */
class EndingsProperties {
    private static final int VARIABLES = 3;
    private static final int VALUES = 4;

    /**
     * Sets a variable to another one plus a number.
     *
     * @param to the variable that is set
     * @param from the one that is read
     * @param plus what is added, modulo {@link #VALUES}
     */
    record Line(int to, int from, int plus) {}

    @Property(tries = 100)
    void everyOrderOfTheStepsIsCountedWithItsEnd(@ForAll("programs") List<List<Line>> programs) {
        Race race = race(programs);
        Endings endings = Endings.of(race.model());
        Map<End, Long> counted = new HashMap<>();
        for (int i = 0; i < endings.states().size(); i++) {
            counted.merge(
                    race.end(endings.states().get(i).toArray()), endings.runs().get(i), Long::sum);
        }
        Map<End, Long> naive = new HashMap<>();
        everyOrder(programs, new int[programs.size()], new int[VARIABLES], naive);
        assertThat(counted).isEqualTo(naive);
    }

    @Property(tries = 50)
    void thereAreAsManyRunsAsOrders(@ForAll("programs") List<List<Line>> programs) {
        long orders = 1;
        int steps = 0;
        for (List<Line> program : programs) {
            steps += program.size();
            orders *= LongMath.binomial(steps, program.size());
        }
        assertThat(Endings.of(race(programs).model()).runs().stream()
                        .mapToLong(r -> r)
                        .sum())
                .isEqualTo(orders);
    }

    @Provide
    Arbitrary<List<List<Line>>> programs() {
        Arbitrary<Integer> variable = Arbitraries.integers().between(0, VARIABLES - 1);
        return Combinators.combine(variable, variable, Arbitraries.integers().between(0, VALUES - 1))
                .as(Line::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .list()
                .ofMinSize(2)
                .ofMaxSize(3);
    }

    private static Race race(List<List<Line>> programs) {
        return Litmus.of("random", "random", race -> {
                    List<IntField> fields = new ArrayList<>();
                    for (int v = 0; v < VARIABLES; v++) {
                        fields.add(race.number("v" + v, VALUES));
                    }
                    for (int p = 0; p < programs.size(); p++) {
                        Race.Code code = race.program("cpu " + p);
                        int number = 0;
                        for (Line line : programs.get(p)) {
                            code.step("line " + number++, s -> fields.get(line.to)
                                    .set(s, 0, (fields.get(line.from).get(s, 0) + line.plus) % VALUES));
                        }
                    }
                    race.shows(fields.toArray(IntField[]::new));
                })
                .race();
    }

    private static void everyOrder(List<List<Line>> programs, int[] at, int[] values, Map<End, Long> ends) {
        boolean ended = true;
        for (int p = 0; p < at.length; p++) {
            if (at[p] < programs.get(p).size()) {
                ended = false;
                Line line = programs.get(p).get(at[p]);
                int[] after = values.clone();
                after[line.to] = (values[line.from] + line.plus) % VALUES;
                at[p]++;
                everyOrder(programs, at, after, ends);
                at[p]--;
            }
        }
        if (ended) {
            List<String> texts = new ArrayList<>();
            for (int value : values) {
                texts.add(Integer.toString(value));
            }
            ends.merge(new End(texts, List.of()), 1L, Long::sum);
        }
    }
}
