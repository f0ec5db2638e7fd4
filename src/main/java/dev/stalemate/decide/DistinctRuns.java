package dev.stalemate.decide;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.runs.MinimalRuns;
import dev.stalemate.search.symmetry.AlikeRuns;
import dev.stalemate.trace.Blame.Culprit;
import dev.stalemate.trace.Cause;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.TurningPoint;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counterexamples of one property that differ from each other, the shortest first. Each needs all of its steps
 * ({@link MinimalRuns}).
 *
 * <p>Two are the same if they have the same steps, with the same arguments and as often, in whatever order, and the same culprits: the
 * fields of the entries to blame, the values that they have, and the function whose decision left them so ({@link Cause}). Before they are
 * compared, alike elements are brought into one order: runs that differ only in which vCPU is 0 and which is 1 are the same.
 *
 * <p>It uses its model, and belongs to one thread.
 */
public final class DistinctRuns {
    private final Model model;
    private final Law law;
    private final MinimalRuns runs;
    private final AlikeRuns alike;
    private final Set<Kind> seen = new HashSet<>();

    /**
     * What makes a run another one.
     *
     * @param steps as printed, in the order of the letters
     * @param culprits such as {@code ept=UC: kvm_post_set_cr0()}
     */
    private record Kind(List<String> steps, Set<String> culprits) {}

    /**
     * Runs of a model that violate a property.
     *
     * @param limits states: both of the model, and beginnings of runs of one length; depth: steps of a run; time: of all calls of
     *     {@link #next} together
     * @throws IllegalArgumentException if {@link #canAsk} says no
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public DistinctRuns(Model model, Law law, Limits limits, Monitor monitor) {
        this.model = model;
        this.law = law;
        this.runs = new MinimalRuns(model, law, limits, monitor);
        this.alike = new AlikeRuns(model, List.of(law));
    }

    /** Whether a property has such runs: only one that a state violates. */
    public static boolean canAsk(Law law) {
        return law.kind() == Law.Kind.ALWAYS;
    }

    /** Says that a run is known, so that {@link #next} gives none that is the same. */
    public void know(Trace trace) {
        seen.add(kind(trace.steps()));
    }

    /**
     * The next run that differs from all that are known, which it is from now on; null if there is none, or if {@link #end} says why it is
     * not known.
     *
     * @throws dev.stalemate.model.DesignException if the design's code fails
     */
    public @Nullable Trace next() {
        for (List<Step> run = runs.next(); run != null; run = runs.next()) {
            if (seen.add(kind(run))) {
                return Trace.replay(model, run);
            }
        }
        return null;
    }

    /** Why there is no next one: {@code EXHAUSTED} if there are no others, in this scope, however long. */
    public End end() {
        return runs.end();
    }

    /** Every run of at most so many steps was looked at. */
    public int looked() {
        return runs.looked();
    }

    private Kind kind(List<Step> run) {
        List<Step> first = alike.of(run).stream()
                .min(Comparator.comparing((List<Step> r) -> String.join("\n", sorted(r)))
                        .thenComparing(r -> String.join("\n", texts(r))))
                .orElse(run);
        Trace trace = Trace.replay(model, first);
        return new Kind(
                sorted(first),
                Cause.of(trace, law).stream()
                        .map(cause -> culprit(trace, cause))
                        .collect(Collectors.toSet()));
    }

    /** Such as {@code ept=UC: kvm_post_set_cr0()}. */
    private static String culprit(Trace trace, Cause cause) {
        Culprit entry = cause.culprit();
        TurningPoint decision = cause.decision();
        return entry.field().name() + "=" + entry.field().text(trace.state(entry.at()), entry.element())
                + (decision == null ? "" : ": " + decision.act().function());
    }

    private static List<String> texts(List<Step> run) {
        return run.stream().map(Step::toString).toList();
    }

    private static List<String> sorted(List<Step> run) {
        return run.stream().map(Step::toString).sorted().toList();
    }
}
