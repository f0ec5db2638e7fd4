package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;

/** What is promised of a run that was shrunk, checked without the shrinker's own code. */
final class Shrinking {
    private Shrinking() {}

    static void assertMinimal(Trace trace, Property property) {
        Model model = trace.model();
        List<Step> steps = trace.steps();
        assertThat(Trace.replay(model, steps).firstViolation(property))
                .as("it violates with its last step, and not before")
                .isEqualTo(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(i);
            assertThat(violates(model, property, fewer))
                    .as("without step %d of %s", i + 1, steps)
                    .isFalse();
            for (int j = i; j < fewer.size(); j++) {
                List<Step> evenFewer = new ArrayList<>(fewer);
                evenFewer.remove(j);
                assertThat(violates(model, property, evenFewer))
                        .as("without steps %d and %d of %s", i + 1, j + 2, steps)
                        .isFalse();
            }
            assertSimplest(model, property, steps, i);
        }
    }

    private static void assertSimplest(Model model, Property property, List<Step> steps, int i) {
        Step step = steps.get(i);
        for (int p = 0; p < step.action().parameters().size(); p++) {
            for (long simpler : step.action().parameters().get(p).domain().simpler(step.arg(p))) {
                List<Step> changed = new ArrayList<>(steps);
                changed.set(i, step.with(p, simpler));
                assertThat(violates(model, property, changed))
                        .as("with %s as step %d of %s", changed.get(i), i + 1, steps)
                        .isFalse();
            }
        }
    }

    /** Whether a state along the way violates the property; steps that are impossible are passed over. */
    static boolean violates(Model model, Property property, List<Step> steps) {
        long[] state = model.initial();
        boolean violated = property.violatedBy(state);
        for (Step step : steps) {
            if (step.enabled(state)) {
                step.apply(state);
                violated |= property.violatedBy(state);
            }
        }
        return violated;
    }
}
