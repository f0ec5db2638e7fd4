package dev.stalemate.model;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * What a thread, a fix or real code claims of a design: to be decided by checking a property of a design at a scope.
 *
 * @param id as tables print it, such as {@code K3}
 * @param system the system it is about
 * @param design the design
 * @param law the property's name
 * @param scope where it is decided
 * @param expected the verdict that the sources expect, or null where they leave the question open
 * @param says the claim in a sentence
 * @param finding what the model found instead, or the answer to an open question; null where the sources are right
 * @param sources where the claim comes from
 */
public record Claim(
        String id,
        ModelSystem system,
        Design design,
        String law,
        Scope scope,
        @Nullable Verdict expected,
        String says,
        @Nullable Finding finding,
        ImmutableList<Source> sources) {
    /**
     * A recorded verdict that the sources did not expect.
     *
     * @param verdict what an honest model says
     * @param why the explanation, in a sentence or two
     */
    public record Finding(Verdict verdict, String why) {}

    /** The verdict that this version of the tool must reach. */
    public Verdict recorded() {
        if (finding != null) {
            return finding.verdict();
        }
        if (expected == null) {
            throw new IllegalStateException("claim " + id + " is open and has no recorded answer");
        }
        return expected;
    }

    /** Whether it comes from a thread, which may have said something of it. */
    public boolean isFromThread() {
        return sources.stream().anyMatch(source -> source instanceof Source.Mail);
    }

    /** The model to check. */
    public Model model() {
        return system.model(design, scope.typedAs(system.typed(scope)));
    }
}
