package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What code does in any state.
 *
 * @param returned what it returns; {@link Ref#NULL} for nothing
 * @param fault where it throws an exception; the rest means nothing there
 * @param after the state that it leaves
 * @param faults each exception by itself
 * @param written for elements that it may write, the file, line and method of each call, where that is done last
 */
public record Result(
        Value returned, Term fault, SymbolicState after, List<Fault> faults, Map<Ref.Element, String> written) {
    /**
     * An exception.
     *
     * @param when where it is thrown
     * @param what why
     * @param where the file, line and method of each call, the innermost first
     * @param isBeyond no exception, but a summary that says nothing there: it must be proved that this is never met
     */
    public record Fault(Term when, String what, String where, boolean isBeyond) {}

    public Result {
        faults = List.copyOf(faults);
        written = Map.copyOf(written);
    }

    /** Of code that returns a boolean: where that is true. */
    public Term value() {
        return word().isTrue();
    }

    /** Where a summary was asked that says nothing, so that all the rest means nothing. */
    Term beyond() {
        List<Term> when = new ArrayList<>();
        faults.stream().filter(Fault::isBeyond).forEach(fault -> when.add(fault.when()));
        return Term.any(when);
    }

    /** Of code that returns a number: the number. */
    public Word word() {
        if (returned instanceof Word word) {
            return word;
        }
        throw new IllegalStateException("it returns no number");
    }
}
