package dev.stalemate.prove.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of a proof that don't fit can't be put together. */
class CompositionTest {
    private static final Term A = Term.variable("a", 8);
    private static final Term B = Term.variable("b", 8);
    private static final Term LOW = A.ult(Term.constant(8, 4));

    private final Composition proof = new Composition();

    @Test
    void nothingIsGivenThatIsNotKnown() {
        assertThatThrownBy(() -> proof.show("part", "", List.of(LOW), A.ult(B)))
                .hasMessageContaining("part is given what was neither assumed nor shown");
        proof.assume(LOW);
        Term shown = proof.show("part", "", List.of(LOW), A.ult(Term.constant(8, 9)));
        proof.show("next", "", List.of(shown), A.ult(Term.constant(8, 10)));
        assertThat(proof.parts()).hasSize(2);
        assertThatThrownBy(() -> proof.show("next", "", List.of(), LOW)).hasMessageContaining("two parts");
    }

    @Test
    void partsAreReplacedOnlyByWhatWasShownToBeEqual() {
        Term sum = A.add(B);
        assertThatThrownBy(() -> proof.show("part", "", List.of(), Map.of(sum, A), List.of(), sum.eq(B)))
                .hasMessageContaining("neither assumed nor shown");
        proof.assume(sum.eq(A));
        proof.show("part", "", List.of(), Map.of(sum, A), List.of(), sum.eq(B));
        assertThat(proof.parts().get(0).refuted()).containsExactly(A.ne(B));
    }

    @Test
    void whatMayBeAnythingIsAskedOfAnyValue() {
        proof.show("part", "", List.of(), Map.of(), List.of(A.mul(B)), A.mul(B).eq(B));
        assertThat(proof.parts().get(0).refuted())
                .containsExactly(Term.variable("any.0", 8).ne(B));
    }

    @Test
    void casesAreAskedWithWhatTheySay() {
        Term is = A.eq(Term.constant(8, 7));
        proof.showCases("part", "", List.of(), Map.of(is, A.ult(B)), Map.of(), List.of());
        assertThat(proof.parts().get(0).refuted())
                .containsExactly(Term.constant(8, 7).ult(B).not());
    }

    @Test
    void anInvariantIsAboutTheLoopAndNotAboutOnePair() {
        AnyPlace place = AnyPlace.any();
        Term matched = Term.variable("matched", Term.BOOL);
        Loop loop = Loop.over(place.pair())
                .with(
                        List.of(matched),
                        List.of(Term.FALSE),
                        List.of(matched.or(place.pair().valid())));
        assertThatThrownBy(() ->
                        proof.induct("loop", "", loop, List.of(), place.pair().valid()))
                .hasMessageContaining("about one pair");
        Term none = proof.assume(place.pair().valid().not());
        proof.induct("loop", "", loop, List.of(none), matched.not());
        assertThat(proof.parts()).extracting(Composition.Part::name).containsExactly("loop-start", "loop-step");
        assertThat(proof.parts())
                .allSatisfy(part -> assertThat(Term.all(part.refuted())).isSameAs(Term.FALSE));
    }

    @Test
    void whatWasShownHoldsOfOtherTermsIfWhatWasGivenDoes() {
        proof.assume(LOW);
        Term shown = proof.show("part", "", List.of(LOW), A.ult(Term.constant(8, 9)));
        Map<Term, Term> other = Map.of(A, B);
        assertThatThrownBy(() -> proof.instance(shown, other)).hasMessageContaining("neither assumed nor shown");
        proof.assume(LOW.substitute(other));
        assertThat(proof.instance(shown, other)).isSameAs(B.ult(Term.constant(8, 9)));
    }
}
