package dev.stalemate.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.trace.Cause;
import dev.stalemate.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What a run shows of a property.
 *
 * @param at steps until the property is violated, from 0; -1 if no state of the run violates it
 * @param when such as {@code after (6)} or {@code from (3) on}; empty where nothing is violated
 * @param says in a sentence what is violated where, or that nothing is
 * @param details a line for each thing that is wrong; may be empty
 * @param blamed the entries that are to blame, with the decisions about them; may be empty
 * @param causes a line for each entry that is to blame: what it is and should be, and the step that made it wrong; may be empty
 * @param forEver of a property of progress, why nothing ends the waiting; items of a sentence begin with a blank
 * @param breaks what a user loses there; null where nothing is violated, or nothing is known
 */
public record Conclusion(
        int at,
        String when,
        String says,
        ImmutableList<String> details,
        ImmutableList<Cause> blamed,
        ImmutableList<String> causes,
        ImmutableList<String> forEver,
        @Nullable String breaks) {
    /** Of a run and a property of its model. */
    public static Conclusion of(Trace trace, Law law) {
        int at = trace.firstViolation(law);
        if (at < 0) {
            String says = "No state of this run violates " + law.name() + ".";
            return new Conclusion(
                    at, "", says, ImmutableList.of(), ImmutableList.of(), ImmutableList.of(), ImmutableList.of(), null);
        }
        boolean progress = law.kind().isProgress();
        // What waits for ever does so in the end; a state breaks the other properties.
        Diagnosis diagnosis = law.explanation().of(progress ? trace.end() : trace.state(at));
        String when = when(at, law);
        ImmutableList<Cause> blamed = Cause.of(trace, law);
        return new Conclusion(
                at,
                when,
                Ascii.toUpperCase(when.charAt(0)) + when.substring(1) + " " + law.name() + " is violated: "
                        + law.says(),
                ImmutableList.copyOf(diagnosis.details()),
                blamed,
                Causes.of(trace, law, blamed),
                progress ? ImmutableList.copyOf(EndlessRun.of(trace, law)) : ImmutableList.of(),
                words(diagnosis.breaks()));
    }

    /** Whether some state of the run violates the property. */
    public boolean isViolated() {
        return at >= 0;
    }

    private static String when(int at, Law law) {
        boolean endless = law.kind() == Law.Kind.EVENTUALLY;
        return at == 0
                ? endless ? "from the start on" : "in the initial state"
                : endless ? "from (" + at + ") on" : "after (" + at + ")";
    }

    private static @Nullable String words(Breaks breaks) {
        return switch (breaks) {
            case COHERENCE -> "coherence (a device or another CPU sees old data)";
            case ORDER -> "order (accesses are reordered, combined or made too early)";
            case ISOLATION -> "isolation (a guest reaches memory that belongs to another)";
            case SPEED -> "speed (nothing is wrong, only slower)";
            case PROGRESS -> "progress (something waits for ever, or too long)";
            case CRASH -> "crash (a domain or the host stops)";
            case CONDITION -> null;
        };
    }
}
