package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.ProgressSearch;
import dev.stalemate.search.SearchResult;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a system: each property fails for a design that is wrong, and holds for one that is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DesignPairs {
    private final ModelSystem system;
    private final List<Pair> pairs;

    /** The system, and for each of its properties at least one pair. */
    protected DesignPairs(ModelSystem system, List<Pair> pairs) {
        this.system = system;
        this.pairs = pairs;
    }

    /** A scope, a design that breaks a property there, and one that does not. */
    public record Pair(String law, String scope, String bad, String good) {}

    List<Pair> pairs() {
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aPropertyFailsForOneDesignAndHoldsForAnother(Pair pair) {
        assertThat(search(model(pair.bad, pair.scope), pair.law)
                        .outcomes()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.VIOLATED);
        SearchResult good = search(model(pair.good, pair.scope), pair.law);
        assertThat(good.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(good.outcomes().get(0).premiseHeld()).isPositive();
        assertThat(good.neverTaken()).isEmpty();
    }

    /** What the search says of a property. */
    protected final SearchResult search(Model model, String name) {
        Law law = model.law(name);
        return law.kind().isProgress()
                ? new ProgressSearch(model, List.of(law), Limits.none(), Monitor.SILENT).run()
                : new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT).run();
    }

    /** A design at a scope. */
    protected final Model model(String design, String scope) {
        return system.model(
                system.design(design), Scope.of("test", system.settings()).with(scope));
    }

    @Test
    void noPropertyIsLeftOut() {
        Set<String> names = new TreeSet<>();
        for (Scope scope : system.scopes().values()) {
            system.model(system.designs().get(0), scope).laws().forEach(p -> names.add(p.name()));
        }
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        pairs.stream().map(Pair::law).collect(Collectors.toSet()));
    }
}
