package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Code and the terms that are to say what it does, to be tried in states. */
abstract sealed class Tried permits TriedStep, TriedCondition {
    static final String EXCEPTION = "an exception";

    private final String name;
    private final Evaluator evaluator;
    private long comparisons;
    private long skipped;

    /**
     * Code.
     *
     * @param name as counterexamples print it
     * @param terms what {@link #term} is asked for
     */
    Tried(String name, List<Term> terms) {
        this.name = name;
        this.evaluator = new Evaluator(terms);
    }

    /** How often nothing was compared, because a summary says nothing there. */
    final long skipped() {
        return skipped;
    }

    /** Nothing can be compared. */
    final void skip() {
        skipped++;
    }

    final String name() {
        return name;
    }

    /** How often terms and code were compared so far. */
    final long comparisons() {
        return comparisons;
    }

    /** Whether all of it was compared at least once. */
    abstract boolean isTried();

    /** What is different in a state; null if nothing is. */
    abstract @Nullable Mistranslation in(RandomStates state);

    final void evaluate(RandomStates state) {
        for (Term variable : evaluator.variables()) {
            evaluator.set(variable, state.value(variable));
        }
        evaluator.run();
    }

    /** The value of a term in the state that was evaluated. */
    final long term(int number) {
        return evaluator.value(number);
    }

    /** A number that code returns; null if it throws an exception. */
    interface Code {
        boolean run();
    }

    /** What code returns; null if it throws an exception. */
    static @Nullable Boolean result(Code code) {
        try {
            return code.run();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return null;
        }
    }

    /** Compares what code returns with two terms: whether it throws an exception, and else its result. */
    final @Nullable Mistranslation compared(
            RandomStates state,
            String what,
            @Nullable Boolean real,
            boolean fault,
            boolean value,
            Supplier<String> code) {
        comparisons++;
        if (fault != (real == null)) {
            return difference(
                    state,
                    what,
                    fault ? EXCEPTION : Boolean.toString(value),
                    real == null ? EXCEPTION : real.toString(),
                    "",
                    code);
        }
        return real == null || real == value
                ? null
                : difference(state, what, Boolean.toString(value), real.toString(), "", code);
    }

    /** A difference in a state. */
    static Mistranslation difference(
            RandomStates state, String what, String terms, String real, String where, Supplier<String> code) {
        return new Mistranslation(code.get(), what, terms, real, where, state.describe());
    }
}
