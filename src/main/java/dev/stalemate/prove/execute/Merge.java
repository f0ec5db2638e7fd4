package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one of two ways that have met. */
class Merge {
    private final SmallTerms small;

    Merge(SmallTerms small) {
        this.small = small;
    }

    /** What a value is: one where a condition holds, the other where it doesn't; null if they can't be one. */
    @Nullable
    Value value(Term condition, @Nullable Value then, @Nullable Value otherwise) {
        if (then == null || otherwise == null || then.equals(otherwise)) {
            return then == null || otherwise == null ? null : then;
        }
        if (then instanceof Word one && otherwise instanceof Word other) {
            return one.isLong() == other.isLong() ? new Word(choose(condition, one.term(), other.term())) : null;
        }
        if (then instanceof Ref.Boxed one && otherwise instanceof Ref.Boxed other && one.type() == other.type()) {
            return new Ref.Boxed(
                    one.type(),
                    new Word(choose(condition, one.word().term(), other.word().term())));
        }
        if (then instanceof Ref.Unknown one && otherwise instanceof Ref.Unknown) {
            return one;
        }
        if (then instanceof Ref.Left || otherwise instanceof Ref.Left) {
            return then instanceof Ref.Left ? then : otherwise; // on one of the ways it is not known
        }
        return then instanceof Ref one && otherwise instanceof Ref other ? Ref.choose(condition, one, other) : null;
    }

    /** One number of two. */
    Term choose(Term condition, Term then, Term otherwise) {
        return small.of(Term.ite(condition, then, otherwise));
    }

    /**
     * What two ways have written, in the world from which they parted.
     *
     * @param atFirst what a place has that no way has written; null if it is of something that the code has made
     */
    void worlds(Term condition, World into, World then, World otherwise, Function<HeapCell, @Nullable Value> atFirst) {
        Set<HeapCell> cells = new LinkedHashSet<>(then.written().keySet());
        cells.addAll(otherwise.written().keySet());
        for (HeapCell cell : cells) {
            Value one = then.get(cell);
            Value other = otherwise.get(cell);
            one = one == null ? atFirst.apply(cell) : one;
            other = other == null ? atFirst.apply(cell) : other;
            // What was made on one way alone can't be met on the other.
            Value merged = one == null ? other : other == null ? one : value(condition, one, other);
            if (merged == null) {
                throw new IllegalStateException("a place has a number on one way and an object on another");
            }
            into.put(cell, merged);
        }
    }
}
