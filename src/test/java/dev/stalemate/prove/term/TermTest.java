package dev.stalemate.prove.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What terms become, so that what proofs rely on stays so. */
class TermTest {
    private static final Term A = Term.variable("a", 64);
    private static final Term B = Term.variable("b", 64);
    private static final Term SMALL = Term.variable("small", 8);
    private static final Term P = Term.variable("p", Term.BOOL);
    private static final Term Q = Term.variable("q", Term.BOOL);
    private static final Term R = Term.variable("r", Term.BOOL);

    private static Term number(long value) {
        return Term.constant(64, value);
    }

    @Test
    void whatIsWrittenAlikeIsOneObject() {
        assertThat(A.add(B)).isSameAs(B.add(A));
        assertThat(A.band(B).bor(A)).isSameAs(A.bor(B.band(A)));
        assertThat(P.and(Q).and(R)).isSameAs(R.and(Q.and(P)));
        assertThat(P.or(Q.or(R))).isSameAs(R.or(P).or(Q));
        assertThat(A.ne(B)).isSameAs(B.eq(A).not());
        assertThat(Term.variable("a", 32)).isNotSameAs(A).isNotEqualTo(A);
    }

    @Test
    void masksShiftsAndExtensionsAreBitsBesideEachOther() {
        Term page = A.extract(63, 12).concat(Term.constant(12, 0));
        assertThat(A.band(-0x1000)).isSameAs(page);
        assertThat(A.lshr(number(12)).shl(number(12))).isSameAs(page);
        assertThat(page.band(-0x1000)).isSameAs(page);
        assertThat(A.band(0xff)).isSameAs(A.extract(7, 0).zeroExtend(64));
        assertThat(A.shl(number(56)).ashr(number(56))).isSameAs(A.extract(7, 0).signExtend(64));
        assertThat(page.bor(A.band(0xfff))).isSameAs(A);
        assertThat(page.add(A.band(0xfff))).isSameAs(A);
        assertThat(page.add(number(0x1000)).extract(11, 0)).isSameAs(Term.constant(12, 0));
        assertThat(SMALL.zeroExtend(64).extract(7, 0)).isSameAs(SMALL);
        assertThat(SMALL.zeroExtend(64).shl(number(8)).bor(SMALL.zeroExtend(64)))
                .isSameAs(SMALL.concat(SMALL).zeroExtend(64));
    }

    @Test
    void booleansAsNumbersAreBooleansAgain() {
        Term p = Term.ite(P, Term.constant(32, 1), Term.constant(32, 0));
        Term q = Term.ite(Q, Term.constant(32, 1), Term.constant(32, 0));
        assertThat(p.ne(Term.constant(32, 0))).isSameAs(P);
        assertThat(p.band(q).eq(1)).isSameAs(P.and(Q));
        assertThat(p.bor(q).eq(0)).isSameAs(P.or(Q).not());
        assertThat(p.bxor(Term.constant(32, 1)).eq(1)).isSameAs(P.not());
        assertThat(p.eq(q)).isSameAs(P.eq(Q));
    }

    @Test
    void comparisonsOfNumbersAreComparisonsAgain() {
        Term minus = Term.constant(32, -1);
        Term compared = Term.ite(A.slt(B), minus, Term.ite(A.eq(B), Term.constant(32, 0), Term.constant(32, 1)));
        assertThat(compared.slt(Term.constant(32, 0))).isSameAs(A.slt(B));
        assertThat(Term.constant(32, 0).slt(compared))
                .isSameAs(A.slt(B).or(A.eq(B)).not());
        assertThat(compared.eq(0)).isSameAs(A.eq(B).and(A.slt(B).not()));
    }

    @Test
    void signsAreNarrow() {
        Term wide = SMALL.signExtend(64);
        assertThat(wide.slt(number(-3))).isSameAs(SMALL.slt(Term.constant(8, -3)));
        assertThat(number(100).slt(wide)).isSameAs(Term.constant(8, 100).slt(SMALL));
        assertThat(wide.slt(number(128))).isSameAs(Term.TRUE);
        assertThat(wide.slt(number(-129))).isSameAs(Term.FALSE);
        assertThat(number(128).slt(wide)).isSameAs(Term.FALSE);
        assertThat(number(-129).slt(wide)).isSameAs(Term.TRUE);
        assertThat(wide.eq(number(-3))).isSameAs(SMALL.eq(-3));
        assertThat(wide.eq(number(200))).isSameAs(Term.FALSE);
        assertThat(wide.slt(Term.variable("other", 8).signExtend(64))).isSameAs(SMALL.slt(Term.variable("other", 8)));
    }

    @Test
    void whatIsKnownOfBitsDecides() {
        Term low = SMALL.zeroExtend(64);
        assertThat(low.ult(number(0x100))).isSameAs(Term.TRUE);
        assertThat(low.slt(number(0))).isSameAs(Term.FALSE);
        assertThat(low.eq(number(0x100))).isSameAs(Term.FALSE);
        assertThat(low.slt(number(16))).isSameAs(SMALL.extract(7, 4).eq(0));
        assertThat(A.ult(number(1 << 20))).isSameAs(A.extract(63, 20).eq(0));
        assertThat(A.bit(11).and(A.bor(number(0x800)).bit(11))).isSameAs(A.bit(11));
    }

    @Test
    void partsDecideForEachOther() {
        assertThat(P.and(P.not())).isSameAs(Term.FALSE);
        assertThat(P.and(P.not().or(Q))).isSameAs(P.and(Q));
        assertThat(P.or(P.and(Q))).isSameAs(P);
        assertThat(A.eq(1).and(A.eq(2))).isSameAs(Term.FALSE);
        assertThat(A.eq(1).and(A.ne(number(2)))).isSameAs(A.eq(1));
        assertThat(Term.all(List.of(P.or(Q), Q.not(), R))).isSameAs(P.and(R).and(Q.not()));
        assertThat(Term.all(List.of())).isSameAs(Term.TRUE);
        assertThat(Term.any(List.of())).isSameAs(Term.FALSE);
    }

    @Test
    void choicesAreShort() {
        Term choice = Term.ite(P, A, B);
        assertThat(Term.ite(P, choice, SMALL.zeroExtend(64))).isSameAs(Term.ite(P, A, SMALL.zeroExtend(64)));
        assertThat(Term.ite(P.not(), B, A)).isSameAs(choice);
        assertThat(Term.ite(Q, A, choice)).isSameAs(Term.ite(Q.or(P), A, B));
        assertThat(choice.eq(A)).isSameAs(P.or(A.eq(B)));
        assertThat(Term.ite(A.eq(B), A, B)).isSameAs(B);
        assertThat(choice.extract(7, 0)).isSameAs(Term.ite(P, A.extract(7, 0), B.extract(7, 0)));
        assertThat(choice.isIte()).isTrue();
        assertThat(choice.condition()).isSameAs(P);
        assertThat(choice.thenTerm()).isSameAs(A);
        assertThat(choice.elseTerm()).isSameAs(B);
    }

    @Test
    void partsAreReplaced() {
        Term term = Term.ite(A.ult(B), A.add(B), A);
        assertThat(term.substitute(Map.of(A.ult(B), Term.TRUE))).isSameAs(A.add(B));
        assertThat(term.substitute(Map.of(A.ult(B).not(), Term.TRUE))).isSameAs(A);
        assertThat(term.substitute(Map.of(A, B, B, A))).isSameAs(Term.ite(B.ult(A), A.add(B), B));
        assertThat(P.and(Q).and(R).substitute(Map.of(P.and(Q), Term.FALSE))).isSameAs(Term.FALSE);
        assertThat(P.and(Q).and(R).substitute(Map.of(Q.and(P), Term.TRUE))).isSameAs(R);
        assertThat(term.substitute(Map.of())).isSameAs(term);
    }

    @Test
    void factsArePutIn() {
        Term term = Term.ite(A.ult(B), A, Term.ite(P, B, SMALL.zeroExtend(64)));
        assertThat(term.assuming(A.ult(B).not().and(P.not()).and(SMALL.eq(3)))).isSameAs(number(3));
        assertThat(term.assuming(Term.TRUE)).isSameAs(term);
        assertThat(P.or(Q).assuming(P.or(Q))).isSameAs(Term.TRUE);
    }

    @Test
    void partsAreListed() {
        Term term = P.and(Q).or(A.eq(B));
        assertThat(P.and(Q).conjuncts()).containsExactlyInAnyOrder(P, Q);
        assertThat(P.conjuncts()).containsExactly(P);
        assertThat(term.variables()).containsExactly(A, B, P, Q);
        assertThat(A.variables()).containsExactly(A);
        assertThat(TermGraph.size(A.add(A.add(B)))).isEqualTo(4);
    }

    @Test
    void widthsMustFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> A.add(SMALL)).withMessageContaining("widths 64 and 8");
        assertThatIllegalArgumentException().isThrownBy(() -> A.eq(P));
        assertThatIllegalArgumentException().isThrownBy(() -> P.add(Q));
        assertThatIllegalArgumentException().isThrownBy(() -> P.ult(Q));
        assertThatIllegalArgumentException().isThrownBy(() -> A.and(P));
        assertThatIllegalArgumentException().isThrownBy(A::not);
        assertThatIllegalArgumentException().isThrownBy(() -> Term.ite(A, A, A));
        assertThatIllegalArgumentException().isThrownBy(() -> Term.ite(P, A, SMALL));
        assertThatIllegalArgumentException().isThrownBy(() -> A.extract(64, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> A.extract(3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> A.concat(SMALL));
        assertThatIllegalArgumentException().isThrownBy(() -> A.zeroExtend(32));
        assertThatIllegalArgumentException().isThrownBy(() -> SMALL.signExtend(65));
        assertThatIllegalArgumentException().isThrownBy(() -> P.zeroExtend(8));
        assertThatIllegalArgumentException().isThrownBy(() -> Term.variable("x", 65));
        assertThatIllegalArgumentException().isThrownBy(() -> Term.variable("", 8));
        assertThatIllegalArgumentException().isThrownBy(() -> A.substitute(Map.of(A, SMALL)));
    }

    /** Each is built on the one before: what walks over them must not take a frame for each. */
    @Test
    void deepTermsAreNoTrouble() {
        Term deep = A;
        Term bools = P;
        for (int i = 0; i < 20_000; i++) {
            Term x = Term.variable("x" + i % 100, 64);
            deep = Term.ite(x.ult(deep), deep.add(x), deep.bxor(B));
            bools = bools.and(x.ult(deep)).or(x.eq(i));
        }
        assertThat(TermGraph.size(deep)).isGreaterThan(20_000);
        assertThat(deep.variables()).hasSize(102);
        assertThat(deep.substitute(Map.of(A, B)).variables()).hasSize(101);
        assertThat(bools.evaluate(variable -> 5L)).isBetween(0L, 1L);
        assertThat(bools.toString()).hasSizeLessThan(100_000);
        assertThat(deep.eq(7).and(bools.not()).variables()).hasSize(103);
    }

    @Test
    void termsThatNobodyHoldsAreForgotten() throws InterruptedException {
        List<WeakReference<Term>> made = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            made.add(new WeakReference<>(
                    A.add(Term.variable("forgotten" + i, 64)).mul(B)));
        }
        Term kept = made.get(7).get();
        while (made.stream().filter(term -> term.get() != null).count() > 1) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(A.add(Term.variable("forgotten7", 64)).mul(B)).isSameAs(kept);
    }
}
