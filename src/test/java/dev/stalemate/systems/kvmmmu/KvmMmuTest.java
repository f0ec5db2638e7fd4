package dev.stalemate.systems.kvmmmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.ProgressSearch;
import dev.stalemate.search.SearchResult;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The MMU lock: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class KvmMmuTest {
    private static final KvmMmuSystem SYSTEM = new KvmMmuSystem();

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Pair> PAIRS = List.of(
            new Pair("nothing-owed-when-free", "zaps=on,roots=2", "forgets-earlier-roots", "linux-6.3"),
            new Pair("nothing-owed-when-free", "zaps=on,gfns=2", "yields-unflushed", "forgets-earlier-roots"),
            new Pair("no-walk-through-freed-table", "recovers=on", "drops-answer", "linux-6.3"),
            new Pair("nothing-in-swept-root", "deletes=on,gfns=2", "ignores-dead-roots", "truncates-counter"),
            new Pair("nothing-in-swept-root", "deletes=on", "checks-root-early", "linux-6.3"),
            new Pair("fault-ends", "seq-bits=2", "truncates-counter", "ignores-dead-roots"),
            new Pair("fault-ends", "seq-bits=3", "truncates-counter", "linux-6.3"),
            new Pair("leaf-is-current", "seq-bits=2", "ignores-counter", "truncates-counter"));

    /** A scope, a design that breaks a property there, and one that does not. */
    private record Pair(String property, String scope, String bad, String good) {}

    @ParameterizedTest
    @FieldSource("PAIRS")
    void aPropertyFailsForOneDesignAndHoldsForAnother(Pair pair) {
        assertThat(search(pair.bad, pair).outcomes().get(0).verdict()).isEqualTo(Verdict.VIOLATED);
        SearchResult good = search(pair.good, pair);
        assertThat(good.outcomes().get(0).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(good.outcomes().get(0).premiseHeld()).isPositive();
        assertThat(good.neverTaken()).isEmpty();
    }

    private static SearchResult search(String design, Pair pair) {
        return search(model(design, pair.scope), pair.property);
    }

    private static SearchResult search(Model model, String name) {
        Property property = model.property(name);
        return property.kind().isProgress()
                ? new ProgressSearch(model, List.of(property), Limits.none(), Monitor.SILENT).run()
                : new BreadthFirst(model, List.of(property), Limits.none(), Monitor.SILENT).run();
    }

    private static Model model(String design, String scope) {
        return SYSTEM.model(
                SYSTEM.variant(design), Scope.of("test", SYSTEM.settings()).with(scope));
    }

    @Test
    void noPropertyIsLeftOut() {
        Set<String> names = new TreeSet<>();
        for (Scope scope : SYSTEM.scopes().values()) {
            SYSTEM.model(SYSTEM.variants().get(0), scope).properties().forEach(p -> names.add(p.name()));
        }
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        PAIRS.stream().map(Pair::property).collect(Collectors.toSet()));
    }

    @Test
    void noVariantIsWithoutAVerdict() {
        assertThat(SYSTEM.claims().stream().map(c -> c.variant().name()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        SYSTEM.variants().stream().map(v -> v.name()).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            deletes=on,roots=2 | scope setting deletes: with more than one root none can take its place
            seq-bits=7 | 7 is not within 0 to 6
            zaps=yes | 'yes' is neither on nor off
            gens=2 | no scope setting 'gens'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.model(SYSTEM.variants().get(0), SYSTEM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | touch ept-violation fault look-up install
            zaps | touch ept-violation load-root fault look-up install begin-zap zap yield take-lock finish
            deletes | touch ept-violation fault look-up install delete-slot sweep host-invalidates
            deletes,gfns=2 | touch ept-violation fault look-up install delete-slot sweep yield-sweep take-lock-to-sweep host-invalidates
            recovers | touch ept-violation fault look-up install unlink-table flush free
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        Model model = SYSTEM.model(SYSTEM.variants().get(0), SYSTEM.scope(scope));
        assertThat(model.actions().stream().map(Action::name).collect(Collectors.joining(" ")))
                .isEqualTo(actions);
    }

    /** The shortest run of each, and what is said of its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H23 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, begin-zap 0, zap 0, yield 0 | vCPU 0's TLB has gfn 0 of root 0, which has no leaf there
            H24 | ept-violation 0 0, fault 0, look-up 0, install 0, touch 0 0, unlink-table 0, flush 0, free 0 | vCPU 0's CPU keeps a pointer to the table page, which is free
            H25 | ept-violation 0 0, fault 0, look-up 0, delete-slot 0, sweep 0, install 0 | the dead root has a leaf for gfn 0
            H26 | ept-violation 0 0, host-invalidates 0, host-invalidates 0, fault 0, look-up 0, install 0 | vCPU 0 has a fault at gfn 0; 2 invalidations were counted
            H26d | ept-violation 0 0, fault 0, look-up 0, host-invalidates 0, install 0 | root 0 has a leaf for gfn 0 that maps the page of before
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        Claim claim = SYSTEM.claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
        Model model = claim.model();
        Trace trace = Trace.replay(
                model, search(model, claim.property()).outcomes().get(0).steps());
        assertThat(trace.steps().stream()
                        .map(step -> (step.action().name() + " " + String.join(" ", step.texts())).strip())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(steps);
        assertThat(model.property(claim.property())
                        .explanation()
                        .of(trace.end())
                        .details())
                .containsExactly(line);
    }
}
