package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ConditionException;
import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Design;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A scope at which a design is asked, with what can be asked there.
 *
 * @param scope the scope, named after the first claim that uses it, or a preset
 * @param laws the names of its properties
 * @param invariants the names of the properties that check its invariants, which are asked only by name
 * @param bits of a state, by which small scopes come before large ones
 */
public record LawsAtScope(Scope scope, ImmutableSet<String> laws, ImmutableSet<String> invariants, int bits) {
    /** The scope of a preset that every system has. */
    public static final String SMALL = "small";

    /** Whether a property of this name can be asked there. */
    public boolean has(String law) {
        return laws.contains(law) || invariants.contains(law);
    }

    /** Those of a system: {@code small}, and each that one of its claims uses and the design can have; small ones first. */
    public static List<LawsAtScope> of(ModelSystem system, Design design) {
        List<LawsAtScope> places = new ArrayList<>();
        scopes(system).forEach(scope -> places.addAll(at(system, design, scope)));
        places.sort(Comparator.comparing(LawsAtScope::bits));
        return places;
    }

    /**
     * Why no scope has a property that states a condition: the mistake that is last in its text, because a scope may lack what the text names
     * before. None if one has it, or the property states no condition. A scope in which nothing can break the condition does not make up for
     * a value that no scope has.
     */
    public static Optional<ConditionException> mistake(
            ModelSystem system, Design design, String law, Collection<Scope> scopes) {
        List<ConditionException> mistakes = new ArrayList<>();
        boolean idle = false;
        for (Scope scope : scopes) {
            Model model = model(system, design, scope);
            if (model != null) {
                try {
                    Object unused = model.law(law);
                    if (ConditionText.canBreak(model, law)) {
                        return Optional.empty();
                    }
                    idle = true;
                } catch (ConditionException e) {
                    mistakes.add(e);
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        boolean onlyValues = idle;
        return mistakes.stream()
                .filter(mistake -> !onlyValues || mistake.isAboutValue())
                .max(Comparator.comparing(ConditionException::column));
    }

    /** The scopes of {@link #of}, with those that the design can't have. */
    public static List<Scope> scopes(ModelSystem system) {
        Set<Map<String, String>> seen = new HashSet<>();
        return Stream.concat(
                        Stream.of(system.scope(SMALL)), system.claims().stream().map(Claim::scope))
                .filter(scope -> seen.add(scope.changes()))
                .toList();
    }

    private static ImmutableList<LawsAtScope> at(ModelSystem system, Design design, Scope scope) {
        Model model = model(system, design, scope);
        if (model == null || !model.isFinite()) {
            return ImmutableList.of();
        }
        ImmutableSet<String> laws = model.laws().stream().map(Law::name).collect(ImmutableSet.toImmutableSet());
        ImmutableSet<String> invariants = model.invariants().stream()
                .map(invariant -> Invariant.LAW + invariant.name())
                .collect(ImmutableSet.toImmutableSet());
        return ImmutableList.of(
                new LawsAtScope(scope, laws, invariants, model.layout().bits()));
    }

    /** Null where the design can't have the scope: claims of other designs may use settings that it refuses. */
    private static @Nullable Model model(ModelSystem system, Design design, Scope scope) {
        try {
            return system.build(design, scope);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
