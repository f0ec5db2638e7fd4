package dev.stalemate.systems.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.mutants.Trial.End;
import dev.stalemate.systems.mutants.Trial.Result;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A mutant that is not searched, since a record of its design says that it does the same, ends as it does when it is searched. */
class TouchedTest {
    private static final int DESIGNS = 3;

    /** Claims of scopes with more states are left out: there are enough others. */
    private static final int STATES = 100;

    /** Is skipped wherever a scope says nothing of memory: all of it is RAM there, and no claim is about its type. */
    private static final String OF_RAM = "hostPage()";

    @Test
    void whatIsSkippedEndsAsWhatIsSearched() {
        ModelSystem kvm = new KvmSystem();
        Set<String> designs = new HashSet<>();
        Set<Boolean> reached = new HashSet<>();
        for (Claim claim : kvm.claims()) {
            if (claim.recorded() != Verdict.HOLDS || designs.size() == DESIGNS) {
                continue;
            }
            States states = States.of(claim.model(), STATES);
            if (states.count() == STATES || !designs.add(claim.design().name())) {
                continue;
            }
            Trial trial = new Trial(claim.scope(), List.of(claim), states);
            List<Mutant> skipping = DesignMutants.of(kvm, claim.design());
            List<Mutant> all = DesignMutants.of(kvm, claim.design(), false);
            for (int i = 0; i < all.size(); i++) {
                if (!all.get(i).name().contains(OF_RAM)) {
                    Result searched = trial.of(all.get(i));
                    assertThat(trial.of(skipping.get(i)))
                            .as(claim.id() + " " + all.get(i).name())
                            .isEqualTo(searched);
                    reached.add(searched.end() != End.NOT_ASKED && searched.end() != End.NOT_REACHED);
                }
            }
        }
        assertThat(designs).hasSize(DESIGNS);
        assertThat(reached).containsExactlyInAnyOrder(true, false);
    }
}
