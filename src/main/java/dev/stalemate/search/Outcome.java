package dev.stalemate.search;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.List;

/**
 * What a driver can say of one property.
 *
 * @param law the property
 * @param verdict its verdict at the scope
 * @param steps the counterexample, or the witness of a {@code SOMETIMES}; empty where there is none (or it is the initial state)
 * @param premiseHeld states in which the premise held
 * @param loop of a run that violates an {@code EVENTUALLY}: the number of steps before its loop, which the last step closes; if that is the
 *     number of all steps, the run stops there forever. {@link #NO_LOOP} for any other run
 */
public record Outcome(Law law, Verdict verdict, List<Step> steps, long premiseHeld, int loop) {
    /** The loop of a run that ends. */
    public static final int NO_LOOP = -1;

    public Outcome {
        steps = List.copyOf(steps);
    }

    /** An outcome whose run, if there is one, ends. */
    public Outcome(Law law, Verdict verdict, List<Step> steps, long premiseHeld) {
        this(law, verdict, steps, premiseHeld, NO_LOOP);
    }
}
