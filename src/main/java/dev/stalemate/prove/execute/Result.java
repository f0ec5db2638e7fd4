package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.List;

/**
 * What code does in any state.
 *
 * @param returned what it returns; {@link Ref#NULL} for nothing
 * @param fault where it throws an exception; the rest means nothing there
 * @param after the state that it leaves
 * @param faults each exception by itself
 */
public record Result(Value returned, Term fault, SymbolicState after, List<Fault> faults) {
    /**
     * An exception.
     *
     * @param when where it is thrown
     * @param what why
     * @param where the file, line and method of each call, the innermost first
     */
    public record Fault(Term when, String what, String where) {}

    public Result {
        faults = List.copyOf(faults);
    }

    /** Of code that returns a boolean: where that is true. */
    public Term value() {
        return word().isTrue();
    }

    /** Of code that returns a number: the number. */
    public Word word() {
        if (returned instanceof Word word) {
            return word;
        }
        throw new IllegalStateException("it returns no number");
    }
}
