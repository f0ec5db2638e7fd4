package dev.stalemate.systems.mutants;

import java.util.Set;

/**
 * What a system's designs decide by their steps, and not by answers.
 *
 * @param environment actions that are not the designs': what guests, devices and toolstacks do, and what hardware does by itself
 * @param sets fields whose elements protect something when they are set: a lock that is taken, a CPU that is marked for a flush
 * @param clears fields whose elements protect something when they are cleared (get their first value): a translation that is flushed
 */
record Decisions(Set<String> environment, Set<String> sets, Set<String> clears) {
    /** Whether a step is the designs'. */
    boolean isStep(String action) {
        return !environment.contains(action);
    }
}
