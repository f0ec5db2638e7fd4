package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Code over terms, each kind by itself, and code that is no term. */
@ExtendWith(Woven.class)
class InterpreterTest {
    private final Layout.Builder builder = new Layout.Builder();
    private final LongField wide = builder.values("wide", new long[0]);
    private final IntField few = builder.number("few", 3, Integer::toString);
    private final Layout layout = builder.build();
    private final SymbolicState any = SymbolicState.fresh(layout, "");
    private final Term word = any.get(wide, 0);

    private Executor executor(Summaries summaries) {
        return new Executor(Numbers.around(layout), summaries);
    }

    private Result effect(Action.Effect effect) {
        Action action = Action.named("act").then(effect);
        return executor(Summaries.none()).effect(action, List.of(), any);
    }

    private static Term number(long value) {
        return Term.constant(Long.SIZE, value);
    }

    @Test
    void bothWaysOfABranchBecomeOneChoice() {
        Result result = effect((s, a) -> {
            long value = wide.get(s, 0);
            if (value > 5) {
                wide.set(s, 0, 7);
            }
        });
        assertThat(result.after().get(wide, 0)).isSameAs(Term.ite(number(5).slt(word), number(7), word));
        assertThat(result.fault()).isSameAs(Term.FALSE);
        assertThat(result.written()).hasSize(1);
    }

    @Test
    void aWayThatThrowsLeavesTheOther() {
        Result result = effect((s, a) -> {
            if (wide.get(s, 0) < 0) {
                throw new IllegalStateException("negative: " + wide.get(s, 0));
            }
            wide.set(s, 0, 1);
        });
        assertThat(result.fault()).isSameAs(word.slt(number(0)));
        assertThat(result.after().get(wide, 0)).isSameAs(number(1));
        assertThat(result.faults()).hasSize(1);
        assertThat(result.faults().get(0).what()).isEqualTo("IllegalStateException");
        assertThat(result.faults().get(0).where()).startsWith("InterpreterTest.java:");
    }

    @Test
    void anElementIsBelowItsBound() {
        Result result = effect((s, a) -> few.set(s, 0, few.get(s, 0) + 1));
        assertThat(result.fault()).isSameAs(any.get(few, 0).eq(Term.constant(2, 2)));
    }

    @Test
    void aLoopThatNothingEndsIsAFault() {
        Result result = effect((s, a) -> {
            for (long i = 0; i < wide.get(s, 0); i++) {
                few.set(s, 0, 1);
            }
        });
        assertThat(result.fault().evaluate(variable -> 3L)).isZero();
        assertThat(result.fault().evaluate(variable -> 1000L)).isOne();
        assertThat(result.faults()).anyMatch(fault -> fault.what().startsWith("a loop goes on"));
        assertThat(result.after().get(few, 0).evaluate(variable -> variable == word ? 2L : 0L))
                .isOne();
    }

    @Test
    void whatIsNoTermIsRefusedWithTheActionAndThePlace() {
        assertThatThrownBy(() -> effect((s, a) -> wide.set(s, 0, System.nanoTime())))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("act: System.nanoTime() is called, at InterpreterTest.java:")
                .hasMessageContaining("(lambda$");
        assertThatThrownBy(() -> effect((s, a) -> wide.set(s, 0, s[0])))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a state's words are used, not its fields");
        assertThatThrownBy(() -> effect((s, a) -> wide.set(s, 0, (long) (wide.get(s, 0) * 1.5))))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> effect((s, a) -> wide.set(s, 0, wide.get(s, 0) / 3)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a division is no term");
        assertThatThrownBy(() -> effect(this::caught))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("an exception is thrown that caught may catch");
    }

    private void caught(long[] s, long[] a) {
        try {
            few.set(s, 0, (int) wide.get(s, 0));
        } catch (IllegalArgumentException e) {
            few.set(s, 0, 0);
        }
    }

    @Test
    void aSummaryIsAskedInsteadOfTheMethod() {
        Summaries summaries = Summaries.none().with(InterpreterTest.class, "hard", call -> {
            call.fault(call.term(0).eq(number(9)), "nine");
            return new Word(
                    call.number(InterpreterTest.class, "easy", call.argument(0)).add(Term.constant(Integer.SIZE, 1)));
        });
        Action action = Action.named("act").then((s, a) -> wide.set(s, 0, hard(wide.get(s, 0))));
        Result result = executor(summaries).effect(action, List.of(), any);
        assertThat(result.after().get(wide, 0).evaluate(variable -> 40L)).isEqualTo(41);
        assertThat(result.fault()).isSameAs(word.eq(number(9)));
        assertThat(result.beyond()).isSameAs(result.fault());
    }

    private static int hard(long of) {
        return Long.toString(of).length();
    }

    @SuppressWarnings("UnusedMethod") // called by its name
    private static int easy(long of) {
        return (int) of;
    }

    @Test
    void domainsAndOtherLambdasAreExecuted() {
        LongPredicate even = value -> (value & 1) == 0;
        Domain domain = Domain.wide(new Domain.Wide(even, random -> 0, value -> List.of()));
        Executor executor = executor(Summaries.none());
        assertThat(executor.accepts(domain, word).value())
                .isSameAs(word.extract(0, 0).eq(Term.constant(1, 0)));
        assertThat(executor.accepts(Domain.hex(4, 6), word).value().evaluate(variable -> 6L))
                .isOne();
        assertThat(executor.call(even, List.of(new Word(word)), any).value())
                .isSameAs(executor.accepts(domain, word).value());
        IntUnaryOperator twice = x -> x * 2;
        assertThat(executor.call(twice, List.of(Word.of(21)), any).word().term().value())
                .isEqualTo(42);
    }

    @Test
    void conditionsAreExecutedInTheStateAndOnItsElements() {
        Executor executor = executor(Summaries.none());
        assertThat(executor.test(s -> few.get(s, 0) == 2, any).value())
                .isSameAs(any.get(few, 0).eq(Term.constant(2, 2)));
        assertThat(executor.of((s, e) -> few.get(s, 0) == e, 1, any).value())
                .isSameAs(any.get(few, 0).eq(Term.constant(2, 1)));
        assertThat(executor.of((s, e, f) -> few.get(s, e) >= f, 0, 3, any).value())
                .isSameAs(Term.FALSE);
        SymbolicState known = SymbolicState.of(layout, layout.blank());
        assertThat(executor.test(s -> wide.get(s, 0) == 0, known).value()).isSameAs(Term.TRUE);
    }

    @Test
    void waysMeetAtPostDominators() {
        int end = PostDominators.END;
        int never = PostDominators.NEVER;
        // a diamond, a loop, and a throw
        assertThat(PostDominators.of(new int[][] {{1, 2}, {3}, {3}, {end}})).containsExactly(3, 3, 3, end);
        assertThat(PostDominators.of(new int[][] {{1, 3}, {2}, {0}, {end}})).containsExactly(3, 2, 0, end);
        assertThat(PostDominators.of(new int[][] {{1, 2}, {}, {end}})).containsExactly(2, never, end);
        assertThat(PostDominators.of(new int[][] {{1, 2}, {end}, {end}})).containsExactly(end, end, end);
    }
}
