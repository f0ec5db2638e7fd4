package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;

/**
 * A number: an {@code int}, or a {@code boolean}, {@code byte}, {@code short} or {@code char} that became one, or a {@code long}.
 *
 * @param term 32 or 64 bits
 */
public record Word(Term term) implements Value {
    public Word {
        if (term.width() != Integer.SIZE && term.width() != Long.SIZE) {
            throw new IllegalArgumentException("no int and no long: " + term.width() + " bits");
        }
    }

    /** An int that is known. */
    public static Word of(int value) {
        return new Word(Term.constant(Integer.SIZE, value));
    }

    /** A long that is known. */
    public static Word of(long value) {
        return new Word(Term.constant(Long.SIZE, value));
    }

    /** A boolean: 1 where a Bool holds, else 0. */
    public static Word of(Term bool) {
        return new Word(Term.ite(bool, Term.constant(Integer.SIZE, 1), Term.constant(Integer.SIZE, 0)));
    }

    /** Whether it is a long. */
    public boolean isLong() {
        return term.width() == Long.SIZE;
    }

    /** Whether its bits are known. */
    public boolean isConstant() {
        return term.isConstant();
    }

    /** A known int. */
    int asInt() {
        return (int) term.value();
    }

    /** Where it is not zero: where a boolean is true. */
    public Term isTrue() {
        return term.ne(Term.constant(term.width(), 0));
    }
}
