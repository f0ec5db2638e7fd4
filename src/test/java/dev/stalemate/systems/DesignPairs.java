package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchResult;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a system: each property fails for a design that is wrong, and holds for one that is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DesignPairs {
    protected final SystemChecks checks;
    private final ModelSystem system;
    private final List<Pair> pairs;

    /** The system, and for each of its properties at least one pair. */
    protected DesignPairs(ModelSystem system, List<Pair> pairs) {
        this.system = system;
        this.checks = new SystemChecks(system);
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
        SearchResult bad = SystemChecks.search(checks.model(pair.bad, pair.scope), pair.law);
        assertThat(bad.outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
        SearchResult good = SystemChecks.search(checks.model(pair.good, pair.scope), pair.law);
        assertThat(good.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(good.outcomes().get(0).premiseHeld()).isPositive();
        assertThat(good.neverTaken()).isEmpty();
    }

    /** Asserts that a scope is impossible, and that the error says so. */
    protected final void refuses(String scope, String message) {
        assertThatThrownBy(() -> system.model(system.designs().get(0), system.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noPropertyIsLeftOut() {
        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                        pairs.stream().map(Pair::law).collect(Collectors.toSet()));
    }

    /** A property that no design can break would hold whatever a design does: a scope that offers it would reassure for nothing. */
    protected void everyPropertyFailsForSomeDesign(String scope) {
        List<String> designs = Stream.concat(
                        pairs.stream().map(Pair::bad), system.designs().stream().map(Design::name))
                .distinct()
                .toList();
        for (Law law : checks.model(designs.get(0), scope).laws()) {
            assertThat(designs)
                    .as("designs that may break %s at %s", law.name(), scope)
                    .anyMatch(design -> SystemChecks.search(checks.model(design, scope), law.name())
                                    .outcomes()
                                    .get(0)
                                    .verdict()
                            == Verdict.VIOLATED);
        }
    }

    /** The names of the properties that need a pair: those of a design at any named scope, unless the system has more. */
    protected Set<String> names() {
        return system.scopes().values().stream()
                .flatMap(scope -> firstAt(scope).laws().stream())
                .map(Law::name)
                .collect(Collectors.toSet());
    }

    /** The first design that can have a scope. */
    private Model firstAt(Scope scope) {
        for (Design design : system.designs()) {
            try {
                return system.model(design, scope);
            } catch (IllegalArgumentException e) {
                // A design of another hypervisor may have it.
            }
        }
        throw new AssertionError("no design can have the scope " + scope.name());
    }
}
