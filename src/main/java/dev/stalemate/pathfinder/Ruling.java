package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The answer of Java PathFinder about a property.
 *
 * @param verdict the verdict; undecided stands for inconclusive
 * @param why why it is undecided; empty otherwise
 * @param trace the counterexample, shrunk if the property is one of safety; null unless violated by a run
 * @param states states that Java PathFinder stored
 * @param modelStates distinct states of the model among them; 0 where code was run
 * @param vacuous premises that never held and actions that never fired
 * @param seconds how long it took, its start included
 */
public record Ruling(
        Verdict verdict,
        String why,
        @Nullable Trace trace,
        long states,
        long modelStates,
        ImmutableList<String> vacuous,
        double seconds) {
    /** An undecided answer: nothing was asked, or the answer can't be trusted. */
    public static Ruling inconclusive(String why) {
        return inconclusive(why, 0, 0, 0);
    }

    static Ruling inconclusive(String why, long states, long modelStates, double seconds) {
        return new Ruling(Verdict.UNDECIDED, why, null, states, modelStates, ImmutableList.of(), seconds);
    }
}
