package dev.stalemate.toy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the ordinary search says of the system on which proofs are tried. */
class CachedTypesTest {
    private final CachedTypes system = new CachedTypes();

    private Decision decide(Question question) {
        Exhaustive search = new Exhaustive(SearchOptions.standard(), Listener.SILENT);
        Map<Question, Decision> decided = search.decide(List.of(question));
        return Objects.requireNonNull(decided.get(question));
    }

    @Test
    void everyClaimIsDecidedAsItIsRecorded() {
        for (Claim claim : system.claims()) {
            assertThat(decide(Question.of(claim)).found()).as(claim.id()).isEqualTo(claim.recorded());
        }
    }

    @Test
    void theInvariantOfTheProofHoldsOfTheRightDesignAlone() {
        for (Claim claim : system.claims()) {
            Decision decision = decide(Question.of(claim).about("invariant: explained"));
            boolean right = claim.recorded() == Verdict.HOLDS || claim.law().equals("alike");
            assertThat(decision.found()).as(claim.id()).isEqualTo(right ? Verdict.HOLDS : Verdict.VIOLATED);
        }
    }
}
