package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.CodeQuestions;
import dev.stalemate.decide.LawsAtScope;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what the user named into questions. */
public final class Selection {
    private final Session session;
    private final List<String> laws;
    private final @Nullable String scope;
    private final boolean everyScope;

    /**
     * A selection.
     *
     * @param laws only these, or all where there is none
     * @param scope instead of the claims' own
     * @param everyScope whether a design is asked at every scope where none is named, not at {@code small} alone
     */
    public Selection(Session session, List<String> laws, @Nullable String scope, boolean everyScope) {
        this.everyScope = everyScope;
        this.session = session;
        this.laws = laws;
        this.scope = scope;
    }

    /** The questions that claims' ids, systems and designs stand for, each once; every claim where none is named. */
    public Collection<Question> of(List<String> targets) {
        List<Question> all = new ArrayList<>();
        if (targets.isEmpty()) {
            session.systems().all().forEach(system -> all.addAll(claims(system, system.claims())));
        }
        for (String target : targets) {
            List<Question> some = of(target);
            if (some.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "nothing to check of " + target + ": "
                                + (laws.isEmpty()
                                        ? "it has no property at the scope " + scope
                                        : "no claim of it is about " + laws + near()));
            }
            all.addAll(some);
        }
        if (all.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "nothing to check" + (laws.isEmpty() ? "" : ": no claim is about " + laws + near()));
        }
        for (String law : laws) {
            if (all.stream().noneMatch(q -> q.law().equals(law))) {
                throw new Failure(
                        ExitCode.USAGE, "nothing to check: no selected claim is about '" + law + "'" + near());
            }
        }
        Map<List<String>, Question> once = new LinkedHashMap<>();
        all.forEach(q -> once.putIfAbsent(List.of(q.name(), q.system().name(), q.law()), q));
        return once.values();
    }

    private List<Question> of(String target) {
        int slash = target.indexOf('/');
        if (slash >= 0) {
            ModelSystem system = session.system(target.substring(0, slash));
            return explore(system, Failure.asUsage(() -> system.design(target.substring(slash + 1))));
        }
        ModelSystem whole = session.systems().find(target);
        if (whole instanceof CodeSystem code) {
            return CodeQuestions.of(code, session.listener()).stream()
                    .filter(q -> laws.isEmpty() || laws.contains(q.law()))
                    .map(q -> scope == null ? q : q.at(Failure.asUsage(() -> code.scope(scope)), false))
                    .toList();
        }
        if (whole != null) {
            return claims(whole, whole.claims());
        }
        List<Claim> claims = session.systems().claims(target);
        if (claims.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "no claim or system '" + target + "'" + meant(session, target));
        }
        List<Question> questions = new ArrayList<>();
        Multimaps.index(claims, Claim::system)
                .asMap()
                .forEach((system, some) -> questions.addAll(claims(system, List.copyOf(some))));
        return questions;
    }

    /** A claim or a system that may have been meant, or a design without its system; where all are to be seen, if none is near. */
    static String meant(Session session, String target) {
        List<String> names = new ArrayList<>();
        for (ModelSystem system : session.systems().all()) {
            names.add(system.name());
            system.claims().forEach(c -> names.add(c.id()));
            for (Design design : system.designs()) {
                if (design.name().equalsIgnoreCase(target)) {
                    return "; did you mean " + system.name() + "/" + design.name() + "?";
                }
            }
        }
        String meant = Names.meant(target, names);
        return meant.isEmpty() ? "; stalemate list shows what there is" : meant;
    }

    /** A property that may have been meant by one that no claim is about. */
    private String near() {
        List<String> known =
                session.systems().claims().stream().map(Claim::law).distinct().toList();
        return laws.stream()
                .filter(law -> !known.contains(law))
                .map(law -> Names.meant(law, known))
                .findFirst()
                .orElse("");
    }

    private List<Question> claims(ModelSystem system, List<Claim> claims) {
        List<Claim> wanted = claims.stream()
                .filter(c -> laws.isEmpty() || laws.contains(c.law()))
                .toList();
        return scope == null ? wanted.stream().map(Question::of).toList() : claimsAt(system, wanted, scope);
    }

    /** A claim whose own scope can't take a setting is left out, and named; the others are asked. */
    private List<Question> claimsAt(ModelSystem system, List<Claim> claims, String text) {
        List<Question> asked = new ArrayList<>();
        Map<String, List<String>> impossible = new LinkedHashMap<>();
        for (Claim claim : claims) {
            Scope at = Failure.asUsage(() -> changed(system, claim.scope(), text));
            try {
                Object unused = system.build(claim.design(), at);
                asked.add(Question.of(claim).at(at, false).about(system.lawAt(at, claim.law())));
            } catch (IllegalArgumentException e) {
                impossible
                        .computeIfAbsent(String.valueOf(e.getMessage()), why -> new ArrayList<>())
                        .add(claim.id());
            }
        }
        if (asked.isEmpty() && !impossible.isEmpty()) {
            throw new Failure(ExitCode.USAGE, impossible.keySet().iterator().next());
        }
        impossible.forEach((why, ids) -> session.complain("not asked: " + String.join(", ", ids) + ": " + why));
        return asked;
    }

    /** Settings alone change the claim's own scope, which has what the claim is about; a preset takes its place. */
    private static Scope changed(ModelSystem system, Scope own, String text) {
        boolean settingsAlone = text.substring(0, (text + ",").indexOf(',')).contains("=");
        return settingsAlone ? own.withTyped(text) : system.scope(text);
    }

    private List<Question> explore(ModelSystem system, Design design) {
        if (scope == null && everyScope) {
            return exploreEveryScope(system, design);
        }
        String text = scope == null ? LawsAtScope.SMALL : scope;
        Scope where = Failure.asUsage(() -> system.scope(text));
        Stream<String> names = laws.isEmpty()
                ? Failure.asUsage(() -> system.build(design, where)).laws().stream()
                        .map(Law::name)
                : laws.stream();
        return names.map(name -> Question.of(system, design, List.of(where), name))
                .toList();
    }

    private List<Question> exploreEveryScope(ModelSystem system, Design design) {
        List<LawsAtScope> places = LawsAtScope.of(system, design);
        Set<String> all = new LinkedHashSet<>();
        places.forEach(place -> all.addAll(place.laws()));
        for (String name : laws) {
            LawsAtScope.mistake(system, design, name, LawsAtScope.scopes(system))
                    .ifPresent(mistake -> Failure.asUsage(() -> {
                        throw mistake;
                    }));
            if (places.stream().noneMatch(place -> place.has(name))) {
                throw new Failure(
                        ExitCode.USAGE,
                        Names.missing(
                                "no property '" + name + "' of " + system.name() + "/" + design.name()
                                        + " at any scope of a claim",
                                name,
                                all));
            }
        }
        return (laws.isEmpty() ? all : laws)
                .stream()
                        .map(name -> Question.of(system, design, scopes(places, name), name))
                        .toList();
    }

    private static ImmutableList<Scope> scopes(List<LawsAtScope> places, String law) {
        return places.stream()
                .filter(place -> place.has(law))
                .map(LawsAtScope::scope)
                .collect(ImmutableList.toImmutableList());
    }
}
