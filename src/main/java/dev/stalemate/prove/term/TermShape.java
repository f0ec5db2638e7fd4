package dev.stalemate.prove.term;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What makes a term the one it is. Arguments are shared, so that two shapes are equal if their arguments are the same objects. */
final class TermShape {
    /** An odd number whose bits are in no order (the golden ratio's). */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    final Op op;
    final int width;
    /** A constant's bits; where an extraction begins. */
    final long value;
    /** A variable's; of all others, empty. */
    final String name;

    final Term[] arguments;
    /** Depends on nothing but what is written in the term: the same in every run. */
    final long digest;
    /** The variables in it: a term without one of another's does not contain that. */
    final VariableSet variables;

    TermShape(Op op, int width, long value, String name, Term... arguments) {
        this.op = op;
        this.width = width;
        this.value = value;
        this.name = name;
        this.arguments = arguments;
        digest = mixed();
        variables = op == Op.VARIABLE ? VariableSet.of(name) : VariableSet.of(arguments);
    }

    @SuppressWarnings("EnumOrdinal") // the same in every run of a version; certificates that are kept depend on it
    private long mixed() {
        long mixed = mix(op.ordinal() + 1, width);
        mixed = mix(mixed, value);
        for (int i = 0; i < name.length(); i++) {
            mixed = mix(mixed, name.charAt(i));
        }
        for (Term argument : arguments) {
            mixed = mix(mixed, argument.shape().digest);
        }
        return mixed;
    }

    private static long mix(long before, long next) {
        long mixed = (before ^ next) * MIX;
        return mixed ^ (mixed >>> 29) ^ Long.rotateLeft(before, 17);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TermShape shape
                && digest == shape.digest
                && op == shape.op
                && width == shape.width
                && value == shape.value
                && name.equals(shape.name)
                && sameArguments(shape);
    }

    private boolean sameArguments(TermShape other) {
        if (arguments.length != other.arguments.length) {
            return false;
        }
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] != other.arguments[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(digest);
    }

    /** An order that is the same in every run: what is flat first. Of two different shapes, one is first. */
    static int compare(Term one, Term other) {
        if (one == other) {
            return 0;
        }
        if (one.tree().depth() != other.tree().depth()) {
            return Integer.compare(one.tree().depth(), other.tree().depth());
        }
        TermShape a = one.shape();
        TermShape b = other.shape();
        return a.digest != b.digest ? Long.compare(a.digest, b.digest) : a.compareAll(b);
    }

    /** Digests that meet are so rare that this may take long. */
    private int compareAll(TermShape other) {
        int order = op.compareTo(other.op);
        order = order != 0 ? order : Integer.compare(width, other.width);
        order = order != 0 ? order : Long.compare(value, other.value);
        order = order != 0 ? order : name.compareTo(other.name);
        order = order != 0 ? order : Integer.compare(arguments.length, other.arguments.length);
        for (int i = 0; order == 0 && i < arguments.length; i++) {
            order = compare(arguments[i], other.arguments[i]);
        }
        return order;
    }

    /** For messages. */
    @Override
    public String toString() {
        return Objects.toString(op) + width;
    }
}
