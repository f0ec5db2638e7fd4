package dev.stalemate.systems.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.xen.model.XenInvariants;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants on which proofs rest, asked of the ordinary search and of walks. */
class XenInvariantsTest {
    private static final XenSystem XEN = new XenSystem();
    private static final SystemChecks CHECKS = new SystemChecks(XEN);

    static Stream<Proof> proofs() {
        return XEN.proofs().stream();
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void theyHoldAtTheClaimsOwnScope(Proof proof) {
        Model model = CHECKS.claim(proof.claim()).model();
        for (String invariant : proof.invariants()) {
            assertThat(SystemChecks.search(model, Invariant.LAW + invariant)
                            .outcomes()
                            .get(0)
                            .verdict())
                    .as(invariant)
                    .isEqualTo(Verdict.HOLDS);
        }
    }

    /** Walks find what registers of any value break. */
    @ParameterizedTest
    @MethodSource("proofs")
    void theyAreTrueOfWalksAtTheProofsScope(Proof proof) {
        Claim claim = CHECKS.claim(proof.claim());
        Model model = XEN.build(claim.design(), claim.scope().with(proof.scope()));
        List<String> names = Stream.concat(
                        Stream.of(claim.law()), proof.invariants().stream().map(name -> Invariant.LAW + name))
                .toList();
        for (String law : names) {
            RandomWalks walks = new RandomWalks(model, model.law(law), ActionWeights.EVEN, 1, 60);
            assertThat(walks.run(Limits.none().withStates(300), Monitor.SILENT)
                            .outcome()
                            .verdict())
                    .as(law)
                    .isNotEqualTo(Verdict.VIOLATED);
        }
    }

    /** Where leaves become stale, the search finds a run that breaks the invariant. */
    @Test
    void aWrongOneIsFound() {
        Model revoked = CHECKS.claim("X2b").model();
        assertThat(SystemChecks.search(revoked, Invariant.LAW + XenInvariants.FRESH)
                        .outcomes()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.VIOLATED);
    }
}
