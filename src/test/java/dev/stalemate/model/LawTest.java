package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Kind;
import org.junit.jupiter.api.Test;

/** Laws as they are written down, and the indices that they are about. */
class LawTest {
    private static final Index CPU = Index.of("cpu", 2);
    private static final Index PAGE = Index.of("page", 3);

    /** A state is a word whose bit {@code 3 * cpu + page} says that this CPU is wrong about that page. */
    private static boolean isWrong(long[] state, int cpu, int page) {
        return (state[0] >> (3 * cpu + page) & 1) != 0;
    }

    @Test
    void eachElementThatIsWrongIsNamed() {
        Law law = Law.always("p", Breaks.COHERENCE, "")
                .where(s -> s[0] != 7)
                .none(PAGE, (s, p) -> isWrong(s, 0, p), (s, p) -> "page " + p);
        assertThat(law.violatedBy(new long[] {0})).isFalse();
        assertThat(law.violatedBy(new long[] {4})).isTrue();
        assertThat(law.violatedBy(new long[] {7})).as("outside its premise").isFalse();
        assertThat(law.explanation().of(new long[] {5}).details()).containsExactly("page 0", "page 2");
        assertThat(law.explanation().of(new long[] {5}).breaks()).isEqualTo(Breaks.COHERENCE);
    }

    @Test
    void eachPairThatIsWrongIsNamed() {
        Law law = Law.always("p", Breaks.ORDER, "")
                .none(CPU, PAGE, LawTest::isWrong, (s, c, p) -> "CPU " + c + ", page " + p);
        assertThat(law.violatedBy(new long[] {0})).isFalse();
        for (int bit = 0; bit < 6; bit++) {
            assertThat(law.violatedBy(new long[] {1L << bit})).isTrue();
        }
        assertThat(law.explanation().of(new long[] {0b100_001}).details())
                .containsExactly("CPU 0, page 0", "CPU 1, page 2");
    }

    @Test
    void lawsOfProgressAreOfTheirKinds() {
        Law ends = Law.eventually("ends", "").holds(s -> true);
        Law moves = Law.deadlockFree("moves", "").holds(s -> true);
        assertThat(ends.kind()).isEqualTo(Kind.EVENTUALLY);
        assertThat(moves.kind()).isEqualTo(Kind.DEADLOCK_FREE);
        assertThat(ends.breaks()).isEqualTo(moves.breaks()).isEqualTo(Breaks.PROGRESS);
    }

    @Test
    void aSentenceAboutAViolationKeepsWhatBreaks() {
        Law law = Law.always("p", Breaks.ISOLATION, "").holds(s -> false).saying(s -> "it is " + s[0]);
        Law.Diagnosis diagnosis = law.explanation().of(new long[] {3});
        assertThat(diagnosis.breaks()).isEqualTo(Breaks.ISOLATION);
        assertThat(diagnosis.details()).containsExactly("it is 3");
    }

    @Test
    void everyIsOfEachElement() {
        Law.Condition all = PAGE.every((s, p) -> isWrong(s, 0, p));
        assertThat(all.test(new long[] {7})).isTrue();
        assertThat(all.test(new long[] {3})).isFalse();
        assertThat(all.test(new long[] {0})).isFalse();
    }

    @Test
    void anIndexHasAnElement() {
        assertThatThrownBy(() -> Index.of("cpu", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an index needs at least one cpu");
    }
}
