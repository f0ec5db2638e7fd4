package dev.stalemate.trace;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Law;
import dev.stalemate.trace.Blame.Culprit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a run violates a property: an entry that is wrong, and the decision that left it so or made it so.
 *
 * @param culprit the entry
 * @param renewed what the design would put in its place where the property is violated, as printed; none if it would put nothing there
 * @param decision the last decision with which another outcome was possible; null if there was none
 */
public record Cause(Culprit culprit, ImmutableSet<String> renewed, @Nullable TurningPoint decision) {
    /** One for each entry that is to blame, as {@link Blame#of} has them. */
    public static ImmutableList<Cause> of(Trace trace, Law law) {
        List<Culprit> culprits = Blame.of(trace, law);
        return culprits.stream()
                .map(each -> new Cause(
                        each,
                        ImmutableSet.copyOf(Renewal.of(trace, each)),
                        TurningPoint.of(trace, law, culprits, each)))
                .collect(ImmutableList.toImmutableList());
    }
}
