package dev.stalemate.search;

/**
 * How an exhaustive search is done. Its verdicts do not depend on this; symmetry changes how many states it keeps.
 *
 * @param threads how many threads expand states, from 1
 * @param precision how states are remembered
 * @param symmetry whether states that differ by a permutation of what the layout declares interchangeable count as one
 * @param symmetryFrom the number of states above which a space is searched with symmetry: for a smaller one, working it out takes longer
 *     than it saves
 * @param limits when it stops without an answer
 */
public record SearchOptions(int threads, Precision precision, boolean symmetry, int symmetryFrom, Limits limits) {
    private static final int WORTHWHILE = 1 << 17;

    public SearchOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("a search needs at least one thread");
        }
    }

    /** One thread, 64 bits, no symmetry, no bound but the machine's. */
    public static SearchOptions plain() {
        return new SearchOptions(1, Precision.BITS_64, false, WORTHWHILE, Limits.none());
    }

    /** All processors, 64 bits, symmetry, no bound but the machine's. */
    public static SearchOptions standard() {
        return new SearchOptions(
                Runtime.getRuntime().availableProcessors(), Precision.BITS_64, true, WORTHWHILE, Limits.none());
    }

    /** The same with so many threads. */
    public SearchOptions withThreads(int newThreads) {
        return new SearchOptions(newThreads, precision, symmetry, symmetryFrom, limits);
    }

    /** The same with another precision. */
    public SearchOptions withPrecision(Precision newPrecision) {
        return new SearchOptions(threads, newPrecision, symmetry, symmetryFrom, limits);
    }

    /** The same with symmetry used or not. */
    public SearchOptions withSymmetry(boolean use) {
        return new SearchOptions(threads, precision, use, symmetryFrom, limits);
    }

    /** The same with symmetry above so many states. */
    public SearchOptions withSymmetryFrom(int states) {
        return new SearchOptions(threads, precision, symmetry, states, limits);
    }

    /** The same with other limits. */
    public SearchOptions withLimits(Limits newLimits) {
        return new SearchOptions(threads, precision, symmetry, symmetryFrom, newLimits);
    }
}
