package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What proofs of claims rest on is true as far as the search goes: at the claims' scopes, and at the next larger ones. */
class DeclaredInvariantsTest {
    private static final int STATES = 100_000;

    /** A proof, and the claim that it is of. */
    private record Proved(Claim claim, Proof proof) {
        @Override
        public String toString() {
            return claim.id();
        }
    }

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Proved> PROVED =
            Systems.all().stream().flatMap(system -> proved(system).stream()).toList();

    private static List<Proved> proved(ModelSystem system) {
        SystemChecks checks = new SystemChecks(system);
        return system.proofs().stream()
                .map(proof -> new Proved(checks.claim(proof.claim()), proof))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("PROVED")
    void areTrueAtTheClaimsScopeAndAtLargerOnes(Proved proved) {
        Claim claim = proved.claim();
        ModelSystem system = claim.system();
        List<Scope> scopes = new ArrayList<>(List.of(claim.scope()));
        system.larger(claim.scope()).forEach(growth -> scopes.add(growth.of(claim.scope())));
        for (Scope scope : scopes) {
            Model model = system.model(claim.design(), scope);
            List<Law> laws = model.invariants().stream()
                    .filter(invariant -> proved.proof().invariants().contains(invariant.name()))
                    .map(Invariant::law)
                    .toList();
            Limits limits = Limits.none().withStates(STATES);
            for (Outcome outcome :
                    StateSearch.of(model, laws, limits, Monitor.SILENT).outcomes()) {
                assertThat(outcome.verdict())
                        .as(outcome.law().name() + " at " + scope)
                        .isIn(Verdict.HOLDS, Verdict.UNDECIDED);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("PROVED")
    void areThereWhereTheProofIs(Proved proved) {
        Claim claim = proved.claim();
        Proof proof = proved.proof();
        Model model = claim.system()
                .model(
                        claim.design(),
                        proof.scope().isEmpty() ? claim.scope() : claim.scope().with(proof.scope()));
        assertThat(claim.recorded()).isEqualTo(Verdict.HOLDS);
        assertThat(model.law(claim.law()).kind()).isEqualTo(Law.Kind.ALWAYS);
        assertThat(model.invariants().stream().map(Invariant::name))
                .doesNotHaveDuplicates()
                .containsAll(proof.invariants());
        assertThat(model.layout().fields().stream()
                        .flatMap(field -> field.indices().stream())
                        .map(index -> index.name()))
                .containsAll(proof.any());
    }
}
