package dev.stalemate.prove.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stalemate.outside.OwnJava;
import dev.stalemate.prove.term.Term;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What solvers read. */
class SmtTextTest {
    private static final Term A = Term.variable("a", 64);
    private static final Term B = Term.variable("b[1]", 64);
    private static final Term P = Term.variable("p", Term.BOOL);

    @Test
    void aQueryIsWrittenWithSharedPartsOnce() {
        Term page = A.band(-0x1000).add(B);
        Query query = new Query(
                "two\nlines",
                List.of(
                        page.mul(page).ult(B),
                        P.or(page.eq(5)),
                        A.extract(8, 0).signExtend(32).slt(Term.constant(32, -2))));
        assertThat(SmtText.of(query))
                .isEqualTo(
                        """
                ; two\\u000alines
                (set-logic QF_BV)
                (declare-fun $a () (_ BitVec 64))
                (declare-fun |$b[1]| () (_ BitVec 64))
                (declare-fun $p () Bool)
                (assert (let ((t1 (bvadd |$b[1]| (concat ((_ extract 63 12) $a) #x000))))
                (and (bvslt ((_ extract 8 0) $a) #b111111110) (bvult (bvmul t1 t1) |$b[1]|)\
                 (or $p (= t1 #x0000000000000005)))))
                (check-sat)
                (exit)
                """);
    }

    @Test
    void valuesAreAskedForOnDemand() {
        Query query = new Query("q", List.of(P, A.eq(B)));
        String text = SmtText.withValues(query);
        assertThat(text)
                .startsWith("; q\n(set-option :produce-models true)\n(set-logic QF_BV)\n")
                .endsWith("(check-sat)\n(get-value ($a |$b[1]| $p))\n(exit)\n");
        assertThat(SmtText.of(query)).doesNotContain("get-value").doesNotContain("produce-models");
        assertThat(SmtText.withValues(new Query("none", List.of())))
                .endsWith("(set-logic QF_BV)\n(assert true)\n(check-sat)\n(exit)\n");
    }

    /** What was built before, or is forgotten, changes nothing, nor does another run. */
    @Test
    void theTextDependsOnTheQueryAlone() throws Exception {
        String text = SmtText.of(large("x"));
        assertThat(SmtText.of(large("y"))).isNotEqualTo(text);
        assertThat(SmtText.of(large("x"))).isEqualTo(text);
        Process process = new ProcessBuilder(
                        OwnJava.program(), "-cp", OwnJava.classPath(), InAnotherRun.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String other = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(other).isEqualTo(text);
    }

    /** The same query, whose terms are the first that are built. */
    static final class InAnotherRun {
        private InAnotherRun() {}

        public static void main(String[] args) {
            System.out.print(SmtText.of(large("x")));
        }
    }

    private static Query large(String name) {
        Term sum = Term.variable(name, 64);
        Term all = Term.TRUE;
        for (int i = 0; i < 50; i++) {
            Term x = Term.variable(name + i, 64);
            sum = Term.ite(x.ult(sum), sum.add(x), sum.bxor(x.mul(sum)));
            all = all.and(sum.slt(x).or(x.eq(i)));
        }
        return new Query("large", List.of(all));
    }

    @Test
    void nothingIsNestedDeep() {
        Term sum = A;
        for (int i = 0; i < 5000; i++) {
            sum = sum.add(Term.variable("x" + i, 64)).mul(B);
        }
        String text = SmtText.of(new Query("deep", List.of(sum.eq(7))));
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        assertThat(depth).isZero();
        assertThat(deepest).isLessThan(100);
    }

    /** No name is a solver's own, or breaks out of its quotes, and no two names are one symbol. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "a => $a",
                "and => $and",
                "t1 => $t1",
                "vcpu0.mtrr_base => $vcpu0.mtrr_base",
                "leaf[0] => |$leaf[0]|",
                "a b => |$a b|",
                "a|b => $a%007cb",
                "a\\b => $a%005cb",
                "a%007cb => $a%0025007cb",
                "a;b => |$a;b|",
                "\" => |$\"|",
                "\u00e9 => $%00e9",
                "\ud83d\ude00 => $%d83d%de00",
            })
    void namesAreSafe(String name, String symbol) {
        assertThat(SmtText.symbol(name)).isEqualTo(symbol);
    }

    @Test
    void aNameHasOneWidth() {
        Query query = new Query("mixed", List.of(A.eq(1), Term.variable("a", 8).eq(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtText.of(query))
                .withMessage("mixed: a has 8 bits and 64");
        assertThatIllegalArgumentException().isThrownBy(() -> new Query("bits", List.of(A)));
    }
}
