package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of two designs of a system.
 *
 * @param base the design that the other one is compared with
 * @param all each property at each scope once
 */
public record Points(ModelSystem system, Design base, Design design, ImmutableList<Point> all) {
    /**
     * A property at a scope.
     *
     * @param says the property in a sentence
     * @param claims those that ask just this; none where nobody but the user does
     * @param first whether it is asked before the others
     * @param baseCannot why the base can't be asked this; empty if it can
     * @param designCannot the same of the other design
     */
    public record Point(
            String law,
            String says,
            Scope scope,
            ImmutableList<Claim> claims,
            boolean first,
            String baseCannot,
            String designCannot) {
        /** Whether both can be asked. */
        boolean isPossible() {
            return baseCannot.isEmpty() && designCannot.isEmpty();
        }

        /** What is the same for the same property at a scope with the same settings; one of the user's own can change and keep its name. */
        List<Object> key() {
            return List.of(law, says, scope.changes());
        }
    }

    /**
     * What the claims of the base ask, then every property at {@code small} and at the scope of each claim of the system.
     *
     * @param also a scope at which everything is asked before all that; null for none
     */
    public static Points everywhere(
            ModelSystem system, Design base, Design design, @Nullable Scope also, Listener listener) {
        List<Claim> own = system.claims().stream()
                .filter(claim -> claim.design().name().equals(base.name()))
                .toList();
        List<Scope> scopes = new ArrayList<>();
        Drawing drawing = new Drawing(system, base, design, listener);
        if (also != null) {
            scopes.add(also);
        }
        own.stream().map(Claim::scope).forEach(scopes::add);
        scopes.add(system.scope(LawsAtScope.SMALL));
        system.claims().stream().map(Claim::scope).forEach(scopes::add);
        distinct(scopes).forEach(scope -> drawing.at(scope, own, scope == also));
        return drawing.points();
    }

    /** Every property at one scope. */
    public static Points at(ModelSystem system, Design base, Design design, Scope scope, Listener listener) {
        Drawing drawing = new Drawing(system, base, design, listener);
        drawing.at(scope, List.of(), true);
        return drawing.points();
    }

    /** What some claims ask, and nothing else. */
    public static Points of(
            ModelSystem system, Design base, Design design, Collection<Claim> claims, Listener listener) {
        Drawing drawing = new Drawing(system, base, design, listener);
        distinct(claims.stream().map(Claim::scope).toList()).forEach(scope -> drawing.at(scope, claims, false));
        Points points = drawing.points();
        return points.with(
                points.all.stream().filter(point -> !point.claims.isEmpty()).toList());
    }

    /**
     * Those of some properties.
     *
     * @param laws all where there is none
     * @throws QuestionException if nothing is asked about one of them
     */
    public Points about(Collection<String> laws) {
        Set<String> known = new TreeSet<>(all.stream().map(Point::law).toList());
        for (String law : laws) {
            if (!known.contains(law)) {
                LawsAtScope.mistake(
                                system,
                                design,
                                law,
                                distinct(all.stream().map(Point::scope).toList()))
                        .ifPresent(mistake -> {
                            throw new QuestionException(String.valueOf(mistake.getMessage()));
                        });
                throw new QuestionException(Names.missing(
                        "nothing to check of " + system.name() + "/" + design.name() + ": nothing is asked about '"
                                + law + "'",
                        law,
                        known));
            }
        }
        return laws.isEmpty()
                ? this
                : with(all.stream().filter(point -> laws.contains(point.law)).toList());
    }

    private Points with(List<Point> some) {
        return new Points(system, base, design, ImmutableList.copyOf(some));
    }

    /** The first of each name for the same settings. */
    private static List<Scope> distinct(List<Scope> scopes) {
        Set<Object> seen = new LinkedHashSet<>();
        return scopes.stream().filter(scope -> seen.add(scope.changes())).toList();
    }

    /** A model, or why there is none. */
    private record Made(@Nullable Model model, String why) {
        /** Why a property can't be asked; empty if it can. */
        String cannot(String law) {
            if (model == null) {
                return why;
            }
            return model.laws().stream().anyMatch(known -> known.name().equals(law)) ? "" : "it has no such property";
        }

        Map<String, String> laws() {
            Map<String, String> laws = new LinkedHashMap<>();
            if (model != null) {
                model.laws().forEach(law -> laws.put(law.name(), law.says()));
            }
            return laws;
        }
    }

    /** Points as they are found. */
    private static final class Drawing {
        private final ModelSystem system;
        private final Design base;
        private final Design design;
        private final Listener listener;
        private final Set<Design> failed = new LinkedHashSet<>();
        private final List<Point> points = new ArrayList<>();

        Drawing(ModelSystem system, Design base, Design design, Listener listener) {
            this.system = system;
            this.base = base;
            this.design = design;
            this.listener = listener;
        }

        /**
         * Adds every property at a scope.
         *
         * @param claims those that matter
         * @param first whether all of it is asked first, not only what they ask
         */
        void at(Scope scope, Collection<Claim> claims, boolean first) {
            List<Claim> here = claims.stream()
                    .filter(claim -> claim.scope().changes().equals(scope.changes()))
                    .toList();
            Made old = made(base, scope);
            Made changed = made(design, scope);
            Map<String, String> laws = old.laws();
            laws.putAll(changed.laws());
            laws.forEach((law, says) -> points.add(new Point(
                    law,
                    says,
                    scope,
                    here.stream().filter(claim -> claim.law().equals(law)).collect(ImmutableList.toImmutableList()),
                    first || here.stream().anyMatch(claim -> claim.law().equals(law)),
                    old.cannot(law),
                    changed.cannot(law))));
        }

        private Made made(Design of, Scope scope) {
            if (failed.contains(of)) {
                return new Made(null, Exhaustive.FAILED);
            }
            try {
                Model model = system.build(of, scope);
                return model.isFinite()
                        ? new Made(model, "")
                        : new Made(null, "the scope is too wide for an exhaustive search");
            } catch (IllegalArgumentException e) {
                return new Made(null, String.valueOf(e.getMessage()));
            } catch (DesignException e) {
                failed.add(of);
                listener.failed(e);
                return new Made(null, Exhaustive.FAILED);
            }
        }

        Points points() {
            return new Points(system, base, design, ImmutableList.copyOf(points));
        }
    }
}
