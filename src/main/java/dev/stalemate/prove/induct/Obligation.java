package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Term;
import org.jspecify.annotations.Nullable;

/**
 * Something to show: that some Bools can't hold together.
 *
 * @param row what it belongs to
 * @param text what it is about, such as {@code write cpu=0 value=any, page 1, owner cpu 0}
 * @param instance the step; null if it is about no step
 * @param given what is assumed, but for {@code others} and {@code values}
 * @param goals the opposite of what is to be shown; the one that is most likely to be enough is first
 * @param others what is assumed of other entries: mostly not needed
 * @param values that elements have values that they can have: mostly not needed
 * @param changed what becomes of elements that matter, by whose structure it may be split
 */
record Obligation(
        RowKey row,
        String text,
        @Nullable Instance instance,
        ImmutableList<Term> given,
        ImmutableList<Term> goals,
        ImmutableList<Term> others,
        ImmutableList<Term> values,
        ImmutableList<Change> changed) {
    /**
     * The row of a report that tells of some obligations.
     *
     * @param action an action's label, or {@link #INIT}, {@link #LAW}, {@link #CUT_OFF}
     * @param conjunct a conjunct, the law, or {@link #NO_EXCEPTION}
     */
    record RowKey(String action, String conjunct) {}

    /** What a step makes of an element. */
    record Change(Term before, Term after) {}

    /** The row's second part where code may throw no exception. */
    static final String NO_EXCEPTION = "no exception";

    /** The row's first part where it is about the initial state. */
    static final String INIT = "init";

    /** The row's first part where few elements stand for any number. */
    static final String CUT_OFF = "cut-off";

    /** The row's first part where conjuncts imply the law. */
    static final String LAW = "law";

    /** One that is not split, and about no step. */
    static Obligation plain(RowKey row, String text, Iterable<Term> bools, Iterable<Term> values) {
        return new Obligation(
                row,
                text,
                null,
                ImmutableList.of(),
                ImmutableList.of(Term.all(bools)),
                ImmutableList.of(),
                ImmutableList.copyOf(values),
                ImmutableList.of());
    }
}
