package dev.stalemate.search;

/**
 * How an exhaustive search goes about it. What it finds is the same whatever is chosen, but for what a reduction leaves out.
 *
 * @param threads how many expand states, from 1
 * @param precision how states are remembered
 * @param symmetry whether states that differ by a permutation of what the layout declares interchangeable count as one
 * @param partialOrder whether only some of the steps that don't depend on each other are taken where that is enough
 * @param reduceFrom a space of less states than this is searched as it is: working out a reduction would take longer
 * @param limits where it stops before an answer
 */
public record SearchOptions(
        int threads, Precision precision, boolean symmetry, boolean partialOrder, int reduceFrom, Limits limits) {
    private static final int WORTHWHILE = 1 << 17;

    public SearchOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("a search needs at least one thread");
        }
    }

    /** One thread, 64 bits, nothing reduced, no bound but the machine's. */
    public static SearchOptions plain() {
        return new SearchOptions(1, Precision.BITS_64, false, false, WORTHWHILE, Limits.none());
    }

    /** All processors, 64 bits, every reduction that is sound, no bound but the machine's. */
    public static SearchOptions standard() {
        return new SearchOptions(
                Runtime.getRuntime().availableProcessors(), Precision.BITS_64, true, true, WORTHWHILE, Limits.none());
    }

    /** The same with so many threads. */
    public SearchOptions withThreads(int newThreads) {
        return new SearchOptions(newThreads, precision, symmetry, partialOrder, reduceFrom, limits);
    }

    /** The same with another precision. */
    public SearchOptions withPrecision(Precision newPrecision) {
        return new SearchOptions(threads, newPrecision, symmetry, partialOrder, reduceFrom, limits);
    }

    /** The same with symmetry used or not. */
    public SearchOptions withSymmetry(boolean use) {
        return new SearchOptions(threads, precision, use, partialOrder, reduceFrom, limits);
    }

    /** The same with partial order used or not. */
    public SearchOptions withPartialOrder(boolean use) {
        return new SearchOptions(threads, precision, symmetry, use, reduceFrom, limits);
    }

    /** The same with spaces from this size on reduced. */
    public SearchOptions withReduceFrom(int states) {
        return new SearchOptions(threads, precision, symmetry, partialOrder, states, limits);
    }

    /** The same with other limits. */
    public SearchOptions withLimits(Limits newLimits) {
        return new SearchOptions(threads, precision, symmetry, partialOrder, reduceFrom, newLimits);
    }
}
