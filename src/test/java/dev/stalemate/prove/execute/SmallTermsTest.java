package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.prove.term.Term;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Terms with few values, and states of them. */
class SmallTermsTest {
    private static final Term X = Term.variable("x", 3);

    private final SmallTerms small = new SmallTerms();

    private static Term three(long value) {
        return Term.constant(3, value);
    }

    @Test
    void whatIsPackedAndUnpackedIsWhatItWas() {
        Term unpacked =
                Term.ite(X.ult(three(2)), X.zeroExtend(32), X.zeroExtend(32).mul(Term.constant(32, 3)));
        Term divided = small.mapped(unpacked, value -> value < 2 ? value : value / 3);
        assertThat(divided).isSameAs(X.zeroExtend(32));
        assertThat(small.of(unpacked.add(unpacked).sub(unpacked))).isSameAs(small.of(unpacked));
    }

    @Test
    void valuesThatAVariableNeverHasDoNotCount() {
        small.declare(Map.of(X, 3));
        assertThat(small.of(X.eq(three(4)))).isSameAs(Term.FALSE);
        assertThat(small.of(X.ule(three(2)))).isSameAs(Term.TRUE);
        assertThat(small.of(X.eq(three(0)).or(X.eq(three(1))))).isSameAs(small.of(X.ne(three(2))));
        assertThatThrownBy(() -> small.declare(Map.of(X, 4))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void termsOfMoreStayAsTheyAre() {
        Term large = Term.variable("y", 64).add(X.zeroExtend(64));
        assertThat(small.of(large)).isSameAs(large);
        assertThat(small.mapped(large, value -> value)).isNull();
    }

    @Test
    void aStateChangesOneElementAtATime() {
        Layout.Builder builder = new Layout.Builder();
        IntField field = builder.number("n", 5, Integer::toString, Index.of("row", 2), Index.of("column", 3));
        IntField none = builder.number("none", 1, Integer::toString);
        Layout layout = builder.build();
        SymbolicState any = SymbolicState.fresh(layout, "old ");
        assertThat(any.get(field, 4)).isSameAs(Term.variable("old n[1][1]", 3));
        assertThat(any.get(none, 0)).isSameAs(Term.constant(1, 0));
        SymbolicState changed = any.with(field, 4, three(2));
        assertThat(any.changedIn(changed)).containsExactly(new Ref.Element(field, 4));
        assertThat(any.changedIn(any.with(field, 4, any.get(field, 4)))).isEmpty();
        assertThatThrownBy(() -> any.with(field, 0, Term.constant(4, 1))).isInstanceOf(IllegalArgumentException.class);
        long[] state = layout.blank();
        field.set(state, 5, 3);
        assertThat(SymbolicState.of(layout, state).get(field, 5)).isSameAs(three(3));
    }

    /** This class is loaded as usual. */
    @Test
    void outsideOfTheWeavingLoaderNothingIsExecuted() {
        Layout layout = new Layout.Builder().build();
        Executor executor = new Executor(Numbers.around(layout), Summaries.none());
        assertThatThrownBy(() -> executor.test(s -> true, SymbolicState.fresh(layout, "")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Weaving.run()");
    }
}
