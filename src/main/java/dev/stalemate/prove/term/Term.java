package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.MapMaker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A formula: a Bool, or a bit-vector of 1 to 64 bits. Two terms that are written alike are the same object, and are compared by
 * {@code ==}. It is simplified as it is built, to the same term in every run, so that {@link #op()} and {@link #arguments()} are what is
 * left and not what was written. Arguments of an operation are of one width; otherwise {@link IllegalArgumentException} is thrown.
 */
public final class Term {
    /** A Bool's width. */
    public static final int BOOL = 0;

    /** The widest bit-vector: a {@code long}. */
    public static final int WIDEST = 64;

    /** All terms that something still holds. The shape holds its arguments, but not the term. */
    private static final ConcurrentMap<TermShape, Term> TABLE =
            new MapMaker().weakValues().makeMap();

    /** The Bool that holds. */
    public static final Term TRUE = made(new TermShape(Op.CONSTANT, BOOL, 1, ""));

    public static final Term FALSE = made(new TermShape(Op.CONSTANT, BOOL, 0, ""));

    private final TermShape shape;
    private final int hash;
    private final Tree tree;
    private final Bits bits;
    private final long @Nullable [] fewValues;
    /** Worked out when they are first asked for. */
    private @Nullable Set<Term> variables;

    private @Nullable Term negation;

    private Term(TermShape shape) {
        this.shape = shape;
        hash = shape.hashCode();
        tree = Tree.of(shape);
        bits = Bits.of(shape);
        fewValues = FewValues.of(shape);
    }

    /** The shared term of a shape, which nothing simplifies but this: bits that are all known are a constant. */
    static Term made(TermShape shape) {
        Term made = TABLE.computeIfAbsent(shape, Term::new);
        return shape.op != Op.CONSTANT && made.bits.allKnown(shape.width)
                ? constant(shape.width, made.bits.ones())
                : made;
    }

    static Term make(Op op, int width, Term... arguments) {
        return made(new TermShape(op, width, 0, "", arguments));
    }

    /** A Bool that is known. */
    public static Term of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    /**
     * Bits that are known.
     *
     * @param width 1 to 64, or 0 for a Bool
     * @param value its low bits count
     */
    public static Term constant(int width, long value) {
        long bits = value & mask(width);
        return width == BOOL ? of(bits != 0) : made(new TermShape(Op.CONSTANT, width, bits, ""));
    }

    /**
     * What may be anything.
     *
     * @param name any text but an empty one; a term has no two variables of one name and different widths
     * @param width 1 to 64, or 0 for a Bool
     */
    public static Term variable(String name, int width) {
        long unused = mask(width);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a variable without a name");
        }
        return made(new TermShape(Op.VARIABLE, width, 0, name));
    }

    /** All bits of a width; of Bool, 1. */
    static long mask(int width) {
        if (width < 0 || width > WIDEST) {
            throw new IllegalArgumentException(width + " bits, not 0 to " + WIDEST);
        }
        return width == BOOL ? 1 : -1L >>> (WIDEST - width);
    }

    /** Whether this Bool doesn't hold. */
    public Term not() {
        return Bools.not(this);
    }

    /** Whether both Bools hold. */
    public Term and(Term other) {
        return Bools.and(ImmutableList.of(this, other));
    }

    /** Whether a Bool of the two holds. */
    public Term or(Term other) {
        return not().and(other.not()).not();
    }

    /** Whether the other Bool holds wherever this one does. */
    public Term implies(Term other) {
        return and(other.not()).not();
    }

    /** Whether all Bools hold; true of none. */
    public static Term all(Iterable<Term> bools) {
        return Bools.and(bools);
    }

    /** Whether one of the Bools holds; false of none. */
    public static Term any(Iterable<Term> bools) {
        return Bools.and(Iterables.transform(bools, Term::not)).not();
    }

    /** Whether both are the same. */
    public Term eq(Term other) {
        return Equality.of(this, other);
    }

    /** Whether the low bits of a number are this term's. */
    public Term eq(long value) {
        return eq(constant(shape.width, value));
    }

    /** Whether they differ. */
    public Term ne(Term other) {
        return eq(other).not();
    }

    /** Whether this is below the other, without signs. */
    public Term ult(Term other) {
        return Orders.below(this, other);
    }

    /** Whether this isn't above the other, without signs. */
    public Term ule(Term other) {
        return other.ult(this).not();
    }

    /** Whether this is below the other, with signs. */
    public Term slt(Term other) {
        return Orders.signedBelow(this, other);
    }

    /** Whether this isn't above the other, with signs. */
    public Term sle(Term other) {
        return other.slt(this).not();
    }

    /** One of two of any same width: {@code then} where the condition holds. */
    public static Term ite(Term condition, Term then, Term otherwise) {
        return Choices.of(condition, then, otherwise);
    }

    /** Whether a bit is set; 0 is the lowest. */
    public Term bit(int index) {
        return extract(index, index).eq(1);
    }

    /** Bits of both. */
    public Term band(Term other) {
        return Bitwise.and(this, other);
    }

    /** Those bits that a number has, too. */
    public Term band(long mask) {
        return band(constant(shape.width, mask));
    }

    /** Bits of either. */
    public Term bor(Term other) {
        return Bitwise.or(this, other);
    }

    /** Bits of one alone. */
    public Term bxor(Term other) {
        return Bitwise.xor(this, other);
    }

    /** All bits turned. */
    public Term bnot() {
        return Bitwise.not(this);
    }

    /** The sum's low bits. */
    public Term add(Term other) {
        return Sums.add(this, other);
    }

    /** The difference's low bits. */
    public Term sub(Term other) {
        return Sums.sub(this, other);
    }

    /** What gives 0 with this one added. */
    public Term neg() {
        return Sums.neg(this);
    }

    /** The product's low bits. */
    public Term mul(Term other) {
        return Sums.mul(this, other);
    }

    /** To the left. Nothing is left by an amount that isn't below the width: Java's shifts take the amount's low bits first. */
    public Term shl(Term amount) {
        return Shifts.of(Op.SHL, this, amount);
    }

    /** To the right, with zeros coming in; see {@link #shl}. */
    public Term lshr(Term amount) {
        return Shifts.of(Op.LSHR, this, amount);
    }

    /** To the right, with the sign coming in; nothing but signs are left by an amount that isn't below the width. */
    public Term ashr(Term amount) {
        return Shifts.of(Op.ASHR, this, amount);
    }

    /** Bits in a row, both ends included. */
    public Term extract(int high, int low) {
        return Slices.extract(this, high, low);
    }

    /** As wide as wanted, with zeros above. */
    public Term zeroExtend(int wide) {
        return Slices.zeroExtend(this, wide);
    }

    /** As wide as wanted, with copies of the sign above. */
    public Term signExtend(int wide) {
        return Slices.signExtend(this, wide);
    }

    /** Both beside each other, at most 64 bits. */
    public Term concat(Term low) {
        return Slices.concat(ImmutableList.of(this, low));
    }

    /** How many bits; 0 for a Bool. */
    public int width() {
        return shape.width;
    }

    /** Whether its value is known. */
    public boolean isConstant() {
        return shape.op == Op.CONSTANT;
    }

    /** A constant's bits, without a sign; of Bool, 0 or 1. */
    public long value() {
        if (!isConstant()) {
            throw new IllegalStateException("no constant: " + this);
        }
        return shape.value;
    }

    /** Whether this is the constant of its width with these bits. */
    boolean is(long value) {
        return isConstant() && shape.value == (value & mask(shape.width));
    }

    /** A variable's name; of all others, empty. */
    public String name() {
        return shape.name;
    }

    /** What is done with the arguments. */
    public Op op() {
        return shape.op;
    }

    /** In order. */
    public ImmutableList<Term> arguments() {
        return ImmutableList.copyOf(shape.arguments);
    }

    /** An argument, from 0. */
    public Term argument(int index) {
        return shape.arguments[index];
    }

    /** The lowest bit that an {@link Op#EXTRACT} takes; 0 of all others. */
    public int low() {
        return shape.op == Op.EXTRACT ? (int) shape.value : 0;
    }

    TermShape shape() {
        return shape;
    }

    long @Nullable [] fewValues() {
        return fewValues;
    }

    /** Of a Bool that is no constant and no negation. */
    Term negation() {
        Term made = negation == null ? make(Op.NOT, BOOL, this) : negation;
        negation = made;
        return made;
    }

    Tree tree() {
        return tree;
    }

    Bits bits() {
        return bits;
    }

    /** Whether it is one of two by a condition. */
    public boolean isIte() {
        return shape.op == Op.ITE;
    }

    /** Of an if-then-else: no negation. */
    public Term condition() {
        return part(0);
    }

    /** Of an if-then-else: what it is where the condition holds. */
    public Term thenTerm() {
        return part(1);
    }

    /** Of an if-then-else: what it is where the condition doesn't hold. */
    public Term elseTerm() {
        return part(2);
    }

    private Term part(int index) {
        if (!isIte()) {
            throw new IllegalStateException("no if-then-else: " + this);
        }
        return shape.arguments[index];
    }

    /** Those that must all hold for this Bool to hold: itself, if it is no {@link Op#AND}. */
    public ImmutableList<Term> conjuncts() {
        return shape.op == Op.AND ? TermGraph.flat(arguments()) : ImmutableList.of(this);
    }

    /** What it depends on, by name. */
    public Set<Term> variables() {
        Set<Term> found = variables == null ? TermGraph.variables(this) : variables;
        variables = found;
        return found;
    }

    /**
     * The term with some parts replaced, each by one of its width. Parts are looked for in what is written: a sum's terms in another order
     * are another part. What replaces a part is not looked through again.
     */
    public Term substitute(Map<Term, Term> by) {
        return new Substitution(by).of(this);
    }

    /** The term where a Bool holds: with what it says of parts put in for them. Equal to this wherever {@code fact} holds. */
    public Term assuming(Term fact) {
        return Substitution.assuming(fact).of(this);
    }

    /**
     * Its bits, without a sign, where each variable has a value.
     *
     * @param valueOf of each variable; its low bits count
     */
    public long evaluate(Function<Term, Long> valueOf) {
        return Evaluator.value(this, valueOf);
    }

    /** The same in every run. */
    @Override
    public int hashCode() {
        return hash;
    }

    /** As SMT-LIB, up to a depth. */
    @Override
    public String toString() {
        return TermGraph.text(this);
    }
}
