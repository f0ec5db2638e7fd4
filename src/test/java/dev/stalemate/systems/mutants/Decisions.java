package dev.stalemate.systems.mutants;

import com.google.common.base.Splitter;
import dev.stalemate.model.Scope;
import java.util.Map;
import java.util.Set;

/**
 * What a system's designs decide by their steps, and not by answers.
 *
 * @param environment actions that are not the designs': what guests, devices and toolstacks do, and what hardware does by itself
 * @param sets fields whose elements protect something when they are set: a lock that is taken, a CPU that is marked for a flush
 * @param clears fields whose elements protect something when they are cleared (get their first value): a translation that is flushed
 * @param smaller settings at which mutants are tried instead, of those scopes that are too large to visit for each survivor
 */
record Decisions(Set<String> environment, Set<String> sets, Set<String> clears, Map<String, String> smaller) {
    /** Any action. */
    static final String ALL = "*";

    /** The same, where every scope is small enough. */
    Decisions(Set<String> environment, Set<String> sets, Set<String> clears) {
        this(environment, sets, clears, Map.of());
    }

    /** Nothing: the designs decide by answers alone, and their models' steps are all the environment's. */
    static Decisions ofAnswers() {
        return new Decisions(Set.of(ALL), Set.of(), Set.of());
    }

    /** Names with spaces between them. */
    static Set<String> names(String all) {
        return Set.copyOf(Splitter.on(' ').splitToList(all));
    }

    /** The scope at which mutants are tried for claims of a scope. */
    Scope scope(Scope claimed) {
        String settings = smaller.get(claimed.toString());
        return settings == null ? claimed : claimed.with(settings);
    }

    /** Whether a step is the designs'. */
    boolean isStep(String action) {
        return !environment.contains(action) && !environment.contains(ALL);
    }
}
