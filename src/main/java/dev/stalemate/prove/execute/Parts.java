package dev.stalemate.prove.execute;

/**
 * What an interpreter is made of.
 *
 * @param files the code
 * @param small what makes short terms of long ones
 * @param arithmetic what instructions make of terms
 * @param merge what becomes of ways that meet
 * @param stores what fields and arrays have
 * @param faults where exceptions are told
 * @param summaries methods that are not gone into
 * @param calls where it is told what numbers instructions have met
 */
record Parts(
        ClassFiles files,
        SmallTerms small,
        Arithmetic arithmetic,
        Merge merge,
        Stores stores,
        FaultLog faults,
        Summaries summaries,
        CallPath calls) {
    /** What proofs use. */
    static Parts usual(Summaries summaries) {
        SmallTerms small = new SmallTerms();
        Arithmetic arithmetic = new Arithmetic();
        Merge merge = new Merge(small);
        ClassFiles files = new ClassFiles(Parts.class.getClassLoader(), PostDominators::of);
        return new Parts(
                files,
                small,
                arithmetic,
                merge,
                new Stores(merge, arithmetic),
                new FaultLog(),
                summaries,
                new CallPath());
    }
}
