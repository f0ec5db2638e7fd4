package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.target.Programs;
import java.util.function.Predicate;

/**
 * What there is of a protocol as code.
 *
 * @param modelled the system that models it
 * @param programs the code of its designs
 * @param settings numbers and flags; one with the name of a setting of the model has its meaning, too
 * @param designs the designs of the model that are there as code
 * @param own designs that only the code has
 * @param laws the properties of the model that the code checks
 * @param alike settings of the model that the code has no counterpart of, and that change no answer of the code
 * @param crowded whether the code has too many schedules at a scope for Java PathFinder to try all of them
 */
record Protocol(
        String modelled,
        Programs programs,
        ImmutableList<Setting<?>> settings,
        ImmutableList<String> designs,
        ImmutableList<CodeDesign> own,
        ImmutableList<String> laws,
        ImmutableList<String> alike,
        Predicate<Scope> crowded) {
    /** Where the code answers what the model answers of a claim at a scope. */
    Counterpart of(Claim claim, Scope at) {
        if (!designs.contains(claim.design().name())) {
            return Counterpart.none("the code has no design " + claim.design().name());
        }
        if (!laws.contains(claim.law())) {
            return Counterpart.none("the code does not check " + claim.law());
        }
        Scope own = Scope.of("small", settings);
        for (Setting<?> setting : claim.system().settings()) {
            String value = at.text(setting);
            Setting<?> here = settings.stream()
                    .filter(s -> s.name().equals(setting.name()))
                    .findFirst()
                    .orElse(null);
            if (here != null && here.accepts(value)) {
                own = own.with(here, value);
            } else if (here != null || !(value.equals(setting.initial()) || alike.contains(setting.name()))) {
                return Counterpart.none("the code has no " + setting.name() + "=" + value);
            }
        }
        return claim.recorded() == Verdict.HOLDS && crowded.test(own)
                ? Counterpart.none("the code has too many schedules there to try all of them")
                : Counterpart.at(own);
    }

    /** The values of the settings, as the programs take them. */
    int[] numbers(Scope scope) {
        return settings.stream()
                .map(scope::get)
                .mapToInt(value -> value instanceof Boolean on ? (on ? 1 : 0) : (Integer) value)
                .toArray();
    }
}
