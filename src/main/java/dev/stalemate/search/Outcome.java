package dev.stalemate.search;

import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.List;

/**
 * What a driver can say of one property.
 *
 * @param property the property
 * @param verdict its verdict at the scope
 * @param steps the counterexample, or the witness of a {@code SOMETIMES}; empty where there is none (or it is the initial state)
 * @param premiseHeld states in which the premise held
 */
public record Outcome(Property property, Verdict verdict, List<Step> steps, long premiseHeld) {
    public Outcome {
        steps = List.copyOf(steps);
    }
}
