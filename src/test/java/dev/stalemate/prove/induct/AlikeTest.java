package dev.stalemate.prove.induct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.prove.term.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which questions are the same but for names. */
class AlikeTest {
    private static final Term A = Term.variable("a", 64);
    private static final Term B = Term.variable("b", 64);
    private static final Term C = Term.variable("c", 64);
    private static final Term D = Term.variable("d", 64);
    private static final Term NARROW = Term.variable("n", 32).zeroExtend(64);

    private static boolean areSame(List<Term> ones, List<Term> others) {
        Alike<String> alike = new Alike<>();
        alike.add(ones, "known");
        return alike.of(others) != null;
    }

    @Test
    void otherNamesAreTheSame() {
        assertThat(areSame(List.of(A.ult(B), B.ult(C)), List.of(C.ult(A), D.ult(C))))
                .isTrue();
        assertThat(areSame(
                        List.of(A.add(B).eq(C.add(D)), A.ult(B)),
                        List.of(D.add(C).eq(B.add(A)), C.ult(D))))
                .isTrue();
    }

    /** All four look alike, and only with one choice for the first of them do the others come right. */
    @Test
    void ofThoseThatLookAlikeTheRightOnesAreTaken() {
        List<Term> ring = List.of(A.ult(B), B.ult(C), C.ult(D), D.ult(A));
        assertThat(areSame(ring, List.of(C.ult(A), A.ult(D), D.ult(B), B.ult(C))))
                .isTrue();
        assertThat(areSame(ring, List.of(A.ult(B), B.ult(A), C.ult(D), D.ult(C))))
                .isFalse();
    }

    @Test
    void whatSaysSomethingElseIsNot() {
        assertThat(areSame(List.of(A.ult(B)), List.of(A.ult(A.add(B))))).isFalse();
        assertThat(areSame(List.of(A.ult(B), A.ult(C)), List.of(A.ult(B), C.ult(B))))
                .isFalse();
        assertThat(areSame(List.of(A.ult(B)), List.of(A.slt(B)))).isFalse();
        assertThat(areSame(List.of(A.sub(B).eq(C), A.ult(B)), List.of(B.sub(A).eq(C), A.ult(B))))
                .isFalse();
        assertThat(areSame(List.of(A.ult(Term.constant(64, 7))), List.of(A.ult(Term.constant(64, 8)))))
                .isFalse();
        assertThat(areSame(
                        List.of(A.extract(7, 0).ult(B.extract(7, 0))),
                        List.of(A.extract(8, 1).ult(B.extract(7, 0)))))
                .isFalse();
        assertThat(areSame(List.of(A.ult(B)), List.of(A.ult(NARROW)))).isFalse();
    }

    /** Two variables of one question are not one of the other, nor the other way round. */
    @Test
    void noTwoNamesBecomeOne() {
        List<Term> two = List.of(A.ult(B), C.slt(D));
        List<Term> one = List.of(A.ult(B), A.slt(D));
        assertThat(areSame(two, one)).isFalse();
        assertThat(areSame(one, two)).isFalse();
    }
}
