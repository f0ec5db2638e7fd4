package dev.stalemate.prove.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever terms become as they are built, they mean what plain arithmetic says. */
class TermProperties {
    @Property(tries = 3000)
    void eachStepMeansWhatArithmeticSays(
            @ForAll @IntRange(min = 0, max = 8) int width,
            @ForAll long seed,
            @ForAll @Size(max = 40) List<Long> steps) {
        Program program = new Program(width, seed);
        for (long step : steps) {
            program.step(step);
            Program.Entry last = program.last();
            for (int i = 0; i < program.assignments(); i++) {
                check(program, last, i);
            }
        }
    }

    private static void check(Program program, Program.Entry entry, int assignment) {
        Term term = entry.term();
        BigInteger expected = entry.values().get(assignment);
        long value = term.evaluate(variable -> program.valueOf(variable, assignment));
        assertThat(Program.unsigned(value, 64)).as("%s", term).isEqualTo(expected);
        if (term.width() != Term.BOOL) {
            assertThat(term.bits().zeros() & value).as("zeros of %s", term).isZero();
            assertThat(term.bits().ones() & ~value).as("ones of %s", term).isZero();
        }
    }

    @Property(tries = 1000)
    void manyAreEvaluatedAsEachAlone(
            @ForAll @IntRange(min = 0, max = 8) int width,
            @ForAll long seed,
            @ForAll @Size(max = 40) List<Long> steps) {
        Program program = new Program(width, seed);
        steps.forEach(program::step);
        List<Term> terms = program.entries.stream().map(Program.Entry::term).toList();
        Evaluator evaluator = new Evaluator(terms);
        for (int i = 0; i < program.assignments(); i++) {
            for (Term variable : evaluator.variables()) {
                evaluator.set(variable, program.valueOf(variable, i));
            }
            evaluator.run();
            for (int k = 0; k < terms.size(); k++) {
                assertThat(Program.unsigned(evaluator.value(k), 64))
                        .isEqualTo(program.entries.get(k).values().get(i));
            }
        }
    }

    @Property(tries = 1000)
    void valuesPutInForVariablesGiveConstants(
            @ForAll @IntRange(min = 0, max = 8) int width,
            @ForAll long seed,
            @ForAll @Size(max = 40) List<Long> steps) {
        Program program = new Program(width, seed);
        steps.forEach(program::step);
        Program.Entry last = program.last();
        Map<Term, Term> values = new HashMap<>();
        for (Term variable : last.term().variables()) {
            values.put(variable, Term.constant(variable.width(), program.valueOf(variable, 0)));
        }
        Term constant = last.term().substitute(values);
        assertThat(constant.isConstant()).as("%s", constant).isTrue();
        assertThat(Program.unsigned(constant.value(), 64))
                .isEqualTo(last.values().get(0));
    }

    @Property(tries = 1000)
    void whereAFactHoldsNothingChangesByAssumingIt(
            @ForAll @IntRange(min = 0, max = 8) int width,
            @ForAll long seed,
            @ForAll @Size(max = 40) List<Long> steps) {
        Program program = new Program(width, seed);
        steps.forEach(program::step);
        Program.Entry last = program.last();
        for (Program.Entry fact : program.entries) {
            if (fact.term().width() != Term.BOOL) {
                continue;
            }
            Term assumed = last.term().assuming(fact.term());
            for (int i = 0; i < program.assignments(); i++) {
                if (fact.values().get(i).signum() != 0) {
                    check(program, new Program.Entry(assumed, last.values()), i);
                }
            }
        }
    }
}
