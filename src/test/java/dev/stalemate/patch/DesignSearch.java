package dev.stalemate.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that an exhaustive search tells of a design: two designs that do the same have equal ones. */
public record DesignSearch(
        Verdict verdict, String steps, long premiseHeld, long states, long transitions, Map<String, Long> figures) {
    /** Asks for one property of a design of a system. */
    public static DesignSearch of(ModelSystem system, Design design, String law, Scope scope) {
        SearchResult result = SystemChecks.search(system.model(design, scope), law);
        Outcome outcome = result.outcomes().get(0);
        return new DesignSearch(
                outcome.verdict(),
                outcome.steps().toString(),
                outcome.premiseHeld(),
                result.states(),
                result.transitions(),
                result.figures());
    }

    /**
     * Compares two designs by the properties of all claims at their scopes, where the designs have them, up to a bound: verdicts and runs,
     * states, transitions and figures.
     *
     * @param mostStates of each search
     * @param steps whether both take the same steps: a design that keeps state of its own is also asked after writes that change nothing
     */
    public static void assertSame(ModelSystem system, Design design, Design other, int mostStates, boolean steps) {
        SetMultimap<Scope, String> laws = LinkedHashMultimap.create();
        system.claims().forEach(claim -> laws.put(claim.scope(), claim.law()));
        Limits limits = Limits.none().withStates(mostStates);
        for (Scope scope : laws.keySet()) {
            assertThat(summary(system.model(design, scope), laws.get(scope), limits, steps))
                    .as("%s at %s", laws.get(scope), scope)
                    .isEqualTo(summary(system.model(other, scope), laws.get(scope), limits, steps));
        }
    }

    private static String summary(Model model, Set<String> laws, Limits limits, boolean steps) {
        List<Law> asked =
                model.laws().stream().filter(law -> laws.contains(law.name())).toList();
        SearchResult result = StateSearch.of(model, asked, limits, Monitor.SILENT);
        List<String> outcomes = result.outcomes().stream()
                .map(o -> o.law().name() + " " + o.verdict() + " " + o.steps())
                .toList();
        return steps
                ? outcomes + ", " + result.states() + " states, " + result.transitions() + " transitions, "
                        + result.figures()
                : outcomes.toString();
    }

    /**
     * The verdicts of every property that no step may break, at a scope, and of the properties of progress that claims ask there: their
     * searches are longer.
     */
    public static Map<String, Verdict> verdicts(ModelSystem system, Design design, Scope scope) {
        Model model = system.model(design, scope);
        List<Law> safety =
                model.laws().stream().filter(law -> !law.kind().isProgress()).toList();
        Map<String, Verdict> verdicts =
                new TreeMap<>(StateSearch.of(model, safety, Limits.none(), Monitor.SILENT).outcomes().stream()
                        .collect(Collectors.toMap(outcome -> outcome.law().name(), Outcome::verdict)));
        system.claims().stream()
                .filter(claim -> claim.scope().equals(scope))
                .map(claim -> model.law(claim.law()))
                .filter(law -> law.kind().isProgress())
                .forEach(law -> verdicts.put(
                        law.name(),
                        Objects.requireNonNull(SystemChecks.search(model, law.name())
                                .outcomes()
                                .get(0)
                                .verdict())));
        return verdicts;
    }
}
