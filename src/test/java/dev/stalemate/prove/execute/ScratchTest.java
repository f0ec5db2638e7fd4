package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What code keeps outside of a state, and numbers in objects. */
@ExtendWith(Woven.class)
class ScratchTest {
    private static final long MAGIC = 0x1234_5678_9000L;

    private static long shared;

    private final Layout.Builder builder = new Layout.Builder();
    private final LongField wide = builder.values("wide", new long[0]);
    private final Layout layout = builder.build();
    private final SymbolicState any = SymbolicState.fresh(layout, "");
    private final Term word = any.get(wide, 0);
    private final Executor executor = new Executor(Numbers.around(layout), Summaries.none());

    private long field;
    private final long[] array = new long[2];
    private long @Nullable [] stands;
    private @Nullable Object object;

    private record Pair(Long one, int two) {}

    private Result effect(Action.Effect effect) {
        return executor.effect(Action.named("act").then(effect), List.of(), any);
    }

    private void refused(Action.Effect writes, Action.Effect reads) {
        for (boolean writesFirst : new boolean[] {true, false}) {
            Executor both = new Executor(Numbers.around(layout), Summaries.none());
            assertThatThrownBy(() -> {
                        both.effect(Action.named("one").then(writesFirst ? writes : reads), List.of(), any);
                        both.effect(Action.named("two").then(writesFirst ? reads : writes), List.of(), any);
                    })
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("left in");
        }
    }

    @Test
    void whatOneStepLeavesForAnotherIsRefused() {
        refused((s, a) -> field = wide.get(s, 0), (s, a) -> wide.set(s, 0, field));
        refused((s, a) -> shared = wide.get(s, 0), (s, a) -> wide.set(s, 0, shared));
        refused((s, a) -> array[1] = wide.get(s, 0), (s, a) -> wide.set(s, 0, array[1]));
        refused((s, a) -> object = "seen", (s, a) -> wide.set(s, 0, object == null ? 0 : 1));
        refused((s, a) -> stands = new long[1], (s, a) -> wide.set(s, 0, stands == null ? 0 : 1));
    }

    @Test
    void aCountOfStepsIsRefused() {
        assertThatThrownBy(() -> effect((s, a) -> {
                    field++;
                    wide.set(s, 0, field > 9 ? 1 : 0);
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ScratchTest.field is read before it is written");
    }

    @Test
    void whatIsWrittenOnOneWayAloneIsRefusedOnTheOther() {
        assertThatThrownBy(() -> effect((s, a) -> {
                    if (wide.get(s, 0) > 5) {
                        field = 7;
                    }
                    wide.set(s, 0, field);
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a result depends on what an earlier step has left in ScratchTest.field");
    }

    @Test
    void whatAStepWritesBeforeItReadsItIsItsOwn() {
        Result result = effect((s, a) -> {
            if (wide.get(s, 0) > 5) {
                field = 7;
            }
            field = wide.get(s, 0) + 1;
            array[0] = field;
            wide.set(s, 0, array[0]);
        });
        assertThat(result.after().get(wide, 0)).isSameAs(word.add(Term.constant(Long.SIZE, 1)));
    }

    @Test
    void aViewMayAskWhichStateItStandsOn() {
        Action.Effect viewed = (s, a) -> {
            if (stands != s) {
                stands = s;
            }
            wide.set(stands, 0, 3);
        };
        assertThat(effect(viewed).after().get(wide, 0).value()).isEqualTo(3);
        assertThat(effect(viewed).after().get(wide, 0).value()).isEqualTo(3);
    }

    @Test
    void numbersInObjectsAreEqualIfTheNumbersAre() {
        Term magic = word.eq(Term.constant(Long.SIZE, MAGIC));
        Long known = MAGIC;
        assertThat(executor.test(s -> Long.valueOf(wide.get(s, 0)).equals(MAGIC), any)
                        .value())
                .isSameAs(magic);
        assertThat(executor.test(s -> known.equals(wide.get(s, 0)), any).value())
                .isSameAs(magic);
        assertThat(executor.test(s -> Objects.equals(wide.get(s, 0), known), any)
                        .value())
                .isSameAs(magic);
        assertThat(executor.test(s -> new Pair(wide.get(s, 0), 1).equals(new Pair(MAGIC, 1)), any)
                        .value())
                .isSameAs(magic);
        assertThat(executor.test(s -> Boolean.valueOf(wide.get(s, 0) == MAGIC).equals(true), any)
                        .value())
                .isSameAs(magic);
        assertThat(executor.test(s -> Long.valueOf(wide.get(s, 0)).equals((Object) 7), any)
                        .value())
                .as("an Integer is no Long")
                .isSameAs(Term.FALSE);
    }
}
