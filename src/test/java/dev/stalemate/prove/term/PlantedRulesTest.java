package dev.stalemate.prove.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that are wrong for some values only: the comparison with plain arithmetic finds each of them. */
class PlantedRulesTest {
    private static final int PROGRAMS = 3000;
    private static final int STEPS = 40;

    private static Stream<Arguments> rules() {
        return Stream.of(
                rule(
                        "a signed comparison of small numbers only",
                        t -> is(t, Op.SLT) ? t.argument(0).ult(t.argument(1)) : t),
                rule("arms swapped", t -> t.isIte() ? Term.ite(t.condition(), t.elseTerm(), t.thenTerm()) : t),
                rule(
                        "an extension without the sign",
                        t -> is(t, Op.SIGN_EXTEND) ? t.argument(0).zeroExtend(t.width()) : t),
                rule("the bits beside those", t -> is(t, Op.EXTRACT) && t.low() > 0 ? beside(t) : t),
                rule(
                        "a part of a conjunction lost",
                        t -> is(t, Op.AND)
                                ? Term.all(
                                        t.arguments().subList(1, t.arguments().size()))
                                : t),
                rule("a carry lost", t -> is(t, Op.ADD) ? t.argument(0).bxor(t.argument(1)) : t),
                rule(
                        "or where both bits are never set",
                        t -> is(t, Op.BOR) ? t.argument(0).add(t.argument(1)) : t),
                rule(
                        "a shift by the width",
                        t -> is(t, Op.SHL) ? t.argument(0).shl(t.argument(1).band(t.width() - 1)) : t),
                rule("below or the same", t -> is(t, Op.ULT) ? t.argument(0).ule(t.argument(1)) : t),
                rule(
                        "a difference turned round",
                        t -> is(t, Op.SUB) ? t.argument(1).sub(t.argument(0)) : t),
                rule(
                        "equal where the low bits are",
                        t -> is(t, Op.EQ) && t.argument(0).width() > 1 ? low(t) : t),
                rule(
                        "parts in the wrong order",
                        t -> is(t, Op.CONCAT) ? t.argument(1).concat(t.argument(0)) : t));
    }

    private static Arguments rule(String name, UnaryOperator<Term> rule) {
        return Arguments.of(name, rule);
    }

    private static boolean is(Term term, Op op) {
        return term.op() == op;
    }

    private static Term beside(Term t) {
        return t.argument(0).extract(t.low() + t.width() - 2, t.low() - 1);
    }

    private static Term low(Term t) {
        int high = t.argument(0).width() - 2;
        return t.argument(0).extract(high, 0).eq(t.argument(1).extract(high, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aWrongRuleIsFound(String name, UnaryOperator<Term> rule) {
        assertThat(isFound(rule)).as(name).isTrue();
    }

    private static boolean isFound(UnaryOperator<Term> rule) {
        Random random = new Random(1);
        for (int i = 0; i < PROGRAMS; i++) {
            Program program = new Program(random.nextInt(), random.nextLong());
            for (int step = 0; step < STEPS; step++) {
                program.step(random.nextLong());
                Program.Entry last = program.last();
                Term damaged = rule.apply(last.term());
                for (int k = 0; k < program.assignments() && damaged != last.term(); k++) {
                    int assignment = k;
                    long value = damaged.evaluate(variable -> program.valueOf(variable, assignment));
                    if (damaged.width() != last.term().width()
                            || value != last.values().get(k).longValue()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
