package dev.stalemate.counterexample;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Law;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Trace;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run that violates a property, as a file holds it: only names and texts, so that it can be read without the model. One that was
 * written by hand may have no hashes, and nothing that found it.
 *
 * @param system the system's name
 * @param design the design's name
 * @param scope the settings that differ from their initial values
 * @param law the name of the violated property
 * @param claim the claim that it decides, if any
 * @param found what found it; null if the file does not say
 * @param minimal whether no step can be dropped, because it was shrunk or is a shortest one
 * @param initial the hash of the initial state; null if no state has a hash
 * @param steps the steps in order
 * @param loop how many steps come before the loop of a run that never ends; null for a run that ends
 * @param file what the design was read from, if it is a user's own: to be read and compared, never to be run
 */
public record Counterexample(
        String system,
        String design,
        ImmutableMap<String, String> scope,
        String law,
        @Nullable String claim,
        @Nullable Found found,
        boolean minimal,
        @Nullable String initial,
        ImmutableList<SavedStep> steps,
        @Nullable Integer loop,
        @Nullable PatchFile file) {

    /**
     * What found a counterexample.
     *
     * @param driver such as {@code bfs}
     * @param seed of a random driver
     * @param tool the version that found it
     */
    public record Found(String driver, @Nullable Long seed, String tool) {}

    /**
     * One step.
     *
     * @param action the action's name
     * @param arguments its parameters' names with their values as text, in order
     * @param hash the hash of the state after it; null if no state has a hash
     */
    public record SavedStep(String action, ImmutableMap<String, String> arguments, @Nullable String hash) {
        /** The step as it is printed elsewhere. */
        @Override
        public String toString() {
            return arguments.entrySet().stream()
                    .map(e -> " " + e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining("", action, ""));
        }
    }

    /** The counterexample of a run that violates a property. */
    public static Counterexample of(Trace trace, Law law, @Nullable String claim, Found found, boolean minimal) {
        ImmutableList.Builder<SavedStep> steps = ImmutableList.builder();
        for (int i = 0; i < trace.steps().size(); i++) {
            Step step = trace.steps().get(i);
            steps.add(new SavedStep(step.action().name(), arguments(step), hash(trace, i + 1)));
        }
        return new Counterexample(
                trace.model().system(),
                trace.model().design().name(),
                ImmutableMap.copyOf(trace.model().scope().changes()),
                law.name(),
                claim,
                found,
                minimal,
                hash(trace, 0),
                steps.build(),
                trace.loop() == Trace.NO_LOOP ? null : trace.loop(),
                null);
    }

    /** The same with the file that the design was read from, if it is a user's own. */
    public Counterexample withFile(@Nullable PatchFile source) {
        return new Counterexample(system, design, scope, law, claim, found, minimal, initial, steps, loop, source);
    }

    /** Whether another one says the same, whatever found it. */
    public boolean sameRun(Counterexample other) {
        return other.withFound(found).equals(this);
    }

    private Counterexample withFound(@Nullable Found other) {
        return new Counterexample(system, design, scope, law, claim, other, minimal, initial, steps, loop, file);
    }

    static ImmutableMap<String, String> arguments(Step step) {
        List<String> texts = step.texts();
        ImmutableMap.Builder<String, String> arguments = ImmutableMap.builder();
        for (int p = 0; p < texts.size(); p++) {
            arguments.put(step.action().parameters().get(p).name(), texts.get(p));
        }
        return arguments.buildOrThrow();
    }

    static String hash(Trace trace, int after) {
        return HexFormat.of().toHexDigits(trace.hash(after));
    }
}
