package dev.stalemate.prove.term;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Terms that are built step by step, each beside its values for some assignments of the variables, which plain arithmetic on unbounded
 * integers gives. A step is a number, so that a list of them can be shrunk.
 */
final class Program {
    private static final int ASSIGNMENTS = 6;
    private static final int[] WIDTHS = {1, 2, 3, 5, 8, 12, 32, 52, 64};
    private static final int KINDS = 33;

    /** A term, and what it must be for each assignment. */
    record Entry(Term term, List<BigInteger> values) {}

    final List<Entry> entries = new ArrayList<>();
    private final List<Entry> variables = new ArrayList<>();
    private final int width;

    Program(int widthChoice, long seed) {
        width = WIDTHS[Math.floorMod(widthChoice, WIDTHS.length)];
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            int wide = i < 2 ? Term.BOOL : i == 4 ? 1 + random.nextInt(width) : width;
            List<BigInteger> values = new ArrayList<>();
            for (int k = 0; k < ASSIGNMENTS; k++) {
                values.add(unsigned(number(random), wide));
            }
            variables.add(new Entry(Term.variable("v" + i, wide), values));
        }
        entries.addAll(variables);
    }

    /** A number at which something changes, or any. */
    private static long number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(4);
            case 1 -> -random.nextInt(4);
            case 2 -> 1L << random.nextInt(64);
            case 3 -> (1L << random.nextInt(64)) - 1;
            case 4 -> -1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    static BigInteger unsigned(long value, int width) {
        return low(BigInteger.valueOf(value), Math.max(1, width));
    }

    static BigInteger low(BigInteger value, int width) {
        return value.mod(BigInteger.ONE.shiftLeft(width));
    }

    static BigInteger signed(BigInteger value, int width) {
        return value.testBit(width - 1) ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value;
    }

    int assignments() {
        return ASSIGNMENTS;
    }

    /** The value of a variable in an assignment. */
    long valueOf(Term variable, int assignment) {
        return variables.stream()
                .filter(entry -> entry.term() == variable)
                .findFirst()
                .orElseThrow()
                .values()
                .get(assignment)
                .longValue();
    }

    Entry last() {
        return entries.get(entries.size() - 1);
    }

    /** Does one more step; its random parts follow from the step's number. */
    void step(long step) {
        Random random = new Random(step);
        Entry a = bits(random);
        Entry b = other(a, random);
        Entry p = bool(random);
        Entry q = bool(random);
        int wide = a.term().width();
        switch (random.nextInt(KINDS)) {
            case 0 -> add(p, Term::not, x -> BigInteger.ONE.subtract(x));
            case 1 -> add(p, q, Term::and, BigInteger::and);
            case 2 -> add(p, q, Term::or, BigInteger::or);
            case 3 -> add(p, q, Term::implies, (x, y) -> x.signum() == 0 ? BigInteger.ONE : y);
            case 4 -> add(p, q, Term::eq, (x, y) -> bool(x.equals(y)));
            case 5, 6 -> add(a, b, Term::eq, (x, y) -> bool(x.equals(y)));
            case 7 -> add(a, b, Term::ult, (x, y) -> bool(x.compareTo(y) < 0));
            case 8 -> add(a, b, Term::ule, (x, y) -> bool(x.compareTo(y) <= 0));
            case 9 -> add(a, b, Term::slt, (x, y) -> bool(signed(x, wide).compareTo(signed(y, wide)) < 0));
            case 10 -> add(a, b, Term::sle, (x, y) -> bool(signed(x, wide).compareTo(signed(y, wide)) <= 0));
            case 11, 12 -> ite(p, a, b);
            case 13 -> ite(p, q, bool(random));
            case 14, 15 -> add(a, b, Term::band, BigInteger::and);
            case 16 -> add(a, b, Term::bor, BigInteger::or);
            case 17 -> add(a, b, Term::bxor, BigInteger::xor);
            case 18 -> add(a, Term::bnot, x -> low(x.not(), wide));
            case 19 -> add(a, b, Term::add, (x, y) -> low(x.add(y), wide));
            case 20 -> add(a, b, Term::sub, (x, y) -> low(x.subtract(y), wide));
            case 21 -> add(a, Term::neg, x -> low(x.negate(), wide));
            case 22 -> add(a, b, Term::mul, (x, y) -> low(x.multiply(y), wide));
            case 23 -> shift(a, b, random.nextInt(3));
            case 24 -> extract(a, random);
            case 25 -> extend(a, random);
            case 26 -> concat(a, bits(random));
            case 27 -> cut(a, random);
            case 28, 29 -> aboutOne(a, p, random);
            default -> share(a, b, other(a, random), p, random);
        }
    }

    /** Bits of one term beside others of it, with a gap or without. */
    private void cut(Entry a, Random random) {
        int wide = a.term().width();
        int middle = 1 + random.nextInt(wide);
        int low = random.nextInt(wide);
        if (middle < wide && low < wide) {
            extract(a, wide - 1, middle);
            Entry high = last();
            extract(a, random.nextInt(3) > 0 ? middle - 1 : Math.max(low, middle - 1), Math.min(low, middle - 1));
            concat(high, last());
        }
    }

    /** Two things that are said of one term, and a third. */
    private void aboutOne(Entry a, Entry p, Random random) {
        add(a, other(a, random), Term::eq, (x, y) -> bool(x.equals(y)));
        Entry one = last();
        boolean same = random.nextBoolean();
        add(a, other(a, random), same ? Term::eq : Term::ne, (x, y) -> bool(x.equals(y) == same));
        Entry two = last();
        add(random.nextBoolean() ? p : one, two, Term::or, BigInteger::or);
        add(last(), random.nextBoolean() ? one : two, Term::and, BigInteger::and);
    }

    /** Two terms of one kind that have a part in common are compared, or put together. */
    private void share(Entry a, Entry b, Entry c, Entry p, Random random) {
        int kind = random.nextInt(5);
        boolean first = random.nextBoolean();
        join(kind, a, b, p);
        Entry one = last();
        join(kind, first ? a : c, first ? c : a, p);
        Entry other = last();
        int wide = a.term().width();
        switch (random.nextInt(4)) {
            case 0 -> add(one, other, Term::ult, (x, y) -> bool(x.compareTo(y) < 0));
            case 1 -> add(one, other, Term::sub, (x, y) -> low(x.subtract(y), wide));
            default -> add(one, other, Term::eq, (x, y) -> bool(x.equals(y)));
        }
    }

    private void join(int kind, Entry a, Entry b, Entry p) {
        int wide = a.term().width();
        switch (kind) {
            case 0 -> add(a, b, Term::add, (x, y) -> low(x.add(y), wide));
            case 1 -> add(a, b, Term::bxor, BigInteger::xor);
            case 2 -> add(a, b, Term::band, BigInteger::and);
            default -> ite(p, a, b);
        }
    }

    private static BigInteger bool(boolean holds) {
        return holds ? BigInteger.ONE : BigInteger.ZERO;
    }

    private Entry bits(Random random) {
        List<Entry> some =
                entries.stream().filter(e -> e.term().width() != Term.BOOL).toList();
        return recent(some, random);
    }

    private Entry bool(Random random) {
        return recent(
                entries.stream().filter(e -> e.term().width() == Term.BOOL).toList(), random);
    }

    /** Often a late one, so that terms get deep. */
    private static Entry recent(List<Entry> some, Random random) {
        int from = random.nextBoolean() ? Math.max(0, some.size() - 3) : 0;
        return some.get(from + random.nextInt(some.size() - from));
    }

    /** Another of the same width: a constant as often as not. */
    private Entry other(Entry a, Random random) {
        int wide = a.term().width();
        List<Entry> same =
                entries.stream().filter(e -> e.term().width() == wide).toList();
        if (random.nextBoolean()) {
            return recent(same, random);
        }
        long value = random.nextInt(4) == 0 ? a.values().get(0).longValue() : number(random);
        BigInteger bits = unsigned(value, wide);
        return new Entry(
                Term.constant(wide, value), a.values().stream().map(v -> bits).toList());
    }

    private void add(Entry a, UnaryOperator<Term> term, UnaryOperator<BigInteger> value) {
        entries.add(
                new Entry(term.apply(a.term()), a.values().stream().map(value).toList()));
    }

    private void add(
            Entry a, Entry b, BiFunction<Term, Term, Term> term, BiFunction<BigInteger, BigInteger, BigInteger> value) {
        List<BigInteger> values = new ArrayList<>();
        for (int i = 0; i < ASSIGNMENTS; i++) {
            values.add(value.apply(a.values().get(i), b.values().get(i)));
        }
        entries.add(new Entry(term.apply(a.term(), b.term()), values));
    }

    private void ite(Entry c, Entry a, Entry b) {
        List<BigInteger> values = new ArrayList<>();
        for (int i = 0; i < ASSIGNMENTS; i++) {
            values.add((c.values().get(i).signum() != 0 ? a : b).values().get(i));
        }
        entries.add(new Entry(Term.ite(c.term(), a.term(), b.term()), values));
    }

    private void shift(Entry a, Entry b, int kind) {
        int wide = a.term().width();
        BigInteger most = BigInteger.valueOf(wide);
        switch (kind) {
            case 0 -> add(a, b, Term::shl, (x, y) -> low(x.shiftLeft(y.min(most).intValue()), wide));
            case 1 -> add(a, b, Term::lshr, (x, y) -> x.shiftRight(y.min(most).intValue()));
            default ->
                add(
                        a,
                        b,
                        Term::ashr,
                        (x, y) -> low(signed(x, wide).shiftRight(y.min(most).intValue()), wide));
        }
    }

    private void extract(Entry a, Random random) {
        int low = random.nextInt(a.term().width());
        extract(a, low + random.nextInt(a.term().width() - low), low);
    }

    private void extract(Entry a, int high, int low) {
        add(a, t -> t.extract(high, low), v -> low(v.shiftRight(low), high - low + 1));
    }

    private void extend(Entry a, Random random) {
        int from = a.term().width();
        int to = from + random.nextInt(Term.WIDEST - from + 1);
        if (random.nextBoolean()) {
            add(a, t -> t.zeroExtend(to), v -> v);
        } else {
            add(a, t -> t.signExtend(to), v -> low(signed(v, from), to));
        }
    }

    private void concat(Entry a, Entry b) {
        int low = b.term().width();
        if (a.term().width() + low <= Term.WIDEST) {
            add(a, b, Term::concat, (x, y) -> x.shiftLeft(low).or(y));
        }
    }
}
