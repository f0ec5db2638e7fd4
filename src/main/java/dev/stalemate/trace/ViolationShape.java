package dev.stalemate.trace;

import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout.Reference;
import dev.stalemate.trace.Blame.Culprit;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a violation is made of, so that runs can be told apart by it before they are shrunk: each entry that is to blame, by its field and its
 * value, and the function whose decision left it so. If no entry is to blame, the action that the violation came with.
 *
 * <p>It names no element: where two vCPUs are alike, it doesn't matter which of them has the wrong entry, nor which of two alike frames an
 * entry names.
 *
 * @param parts such as {@code ept=UC: kvm_post_set_cr0()}, each once, in the order of the letters
 */
public record ViolationShape(List<String> parts) implements Serializable {
    private static final long serialVersionUID = 1;

    public ViolationShape {
        parts = List.copyOf(parts);
    }

    /** The shape of a run that violates a property. */
    public static ViolationShape of(Trace trace, Law law) {
        List<Culprit> culprits = Blame.of(trace, law);
        if (culprits.isEmpty()) {
            int last = trace.steps().size() - 1;
            return new ViolationShape(List.of(
                    last < 0
                            ? "at the start"
                            : "with " + trace.steps().get(last).action().name()));
        }
        return new ViolationShape(culprits.stream()
                .map(culprit -> part(trace, culprit, TurningPoint.of(trace, law, culprits, culprit)))
                .distinct()
                .sorted()
                .toList());
    }

    private static String part(Trace trace, Culprit culprit, @Nullable TurningPoint decision) {
        return value(trace, culprit)
                + (decision == null ? "" : ": " + decision.act().function());
    }

    private static String value(Trace trace, Culprit culprit) {
        Field field = culprit.field();
        long[] state = trace.state(culprit.at());
        Reference reference = trace.model().layout().references().get(field);
        String value = reference != null && field.choice(state, culprit.element()) >= reference.first()
                ? "some " + reference.to().name()
                : field.text(state, culprit.element());
        return field.name() + "=" + value;
    }

    @Override
    public String toString() {
        return String.join("; ", parts);
    }
}
