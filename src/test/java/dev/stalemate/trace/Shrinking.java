package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;

/** What is promised of a run that was shrunk, checked without the shrinker's own code. */
final class Shrinking {
    private Shrinking() {}

    static void assertMinimal(Trace trace, Law law) {
        Model model = trace.model();
        List<Step> steps = trace.steps();
        assertThat(Trace.replay(model, steps).firstViolation(law))
                .as("it violates with its last step, and not before")
                .isEqualTo(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(i);
            assertThat(violates(model, law, fewer))
                    .as("without step %d of %s", i + 1, steps)
                    .isFalse();
            for (int j = i; j < fewer.size(); j++) {
                List<Step> evenFewer = new ArrayList<>(fewer);
                evenFewer.remove(j);
                assertThat(violates(model, law, evenFewer))
                        .as("without steps %d and %d of %s", i + 1, j + 2, steps)
                        .isFalse();
            }
            assertSimplest(model, law, steps, i);
        }
    }

    private static void assertSimplest(Model model, Law law, List<Step> steps, int i) {
        Step step = steps.get(i);
        for (int p = 0; p < step.action().parameters().size(); p++) {
            for (long simpler : step.action().parameters().get(p).domain().simpler(step.arg(p))) {
                List<Step> changed = new ArrayList<>(steps);
                changed.set(i, step.with(p, simpler));
                assertThat(violates(model, law, changed))
                        .as("with %s as step %d of %s", changed.get(i), i + 1, steps)
                        .isFalse();
            }
        }
    }

    /** Whether a state along the way violates the property; steps that are impossible are passed over. */
    static boolean violates(Model model, Law law, List<Step> steps) {
        long[] state = model.initial();
        boolean violated = law.violatedBy(state);
        for (Step step : steps) {
            if (step.enabled(state)) {
                step.apply(state);
                violated |= law.violatedBy(state);
            }
        }
        return violated;
    }
}
