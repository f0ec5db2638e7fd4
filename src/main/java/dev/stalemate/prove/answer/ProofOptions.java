package dev.stalemate.prove.answer;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * How a proof is looked for.
 *
 * @param solvers names or paths of solvers; none for those that are found
 * @param limit how long a solver may think about one query
 * @param samples how many random states the translation of the model's code is tried on, from 1
 * @param seed of those states
 * @param bugs whether the proof is tried on planted bugs of the design, which must make it fail
 * @param strengthens whether invariants are looked for where the declared ones are not enough
 * @param looksForRun whether a run from the initial state is looked for where the claim can't be proved
 */
public record ProofOptions(
        ImmutableList<String> solvers,
        Duration limit,
        int samples,
        long seed,
        boolean bugs,
        boolean strengthens,
        boolean looksForRun) {
    /** The solvers that are found, a minute a query, 2,000 states, with planted bugs, strengthening and a run where there is one. */
    public static final ProofOptions USUAL =
            new ProofOptions(ImmutableList.of(), Duration.ofMinutes(1), 2000, 1, true, true, true);
}
