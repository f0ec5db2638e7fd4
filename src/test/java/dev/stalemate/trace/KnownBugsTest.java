package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.walk.RandomWalks;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random runs into the bugs that the claims know of shrink to what is known to be shortest. */
@Tag("thorough")
class KnownBugsTest {
    private static final Limits NONE = Limits.none();
    private static final int SEEDS = 2;

    @ParameterizedTest(name = "{0}")
    @MethodSource("violated")
    void aRandomRunShrinksToAsFewStepsAsTheSearchFinds(String id, Claim claim) {
        Model model = claim.model();
        Law law = model.law(claim.law());
        SearchResult searched = StateSearch.of(model, List.of(law), NONE, Monitor.SILENT);
        int shortest = searched.outcome(law).steps().size();
        for (long seed = 0; seed < SEEDS; seed++) {
            Outcome outcome = walk(model, law, seed, 100_000);
            assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
            List<Step> run = outcome.steps();
            Trace shrunk = new Shrinker(model, law).shrink(run);
            // Data: that the CPU reads old data takes it one step more than a device, and no step alone makes the one
            // of the other.
            int longest = law.because() == null ? shortest : shortest + 1;
            assertThat(shrunk.steps()).as("shrunk from %s", run).hasSizeBetween(shortest, longest);
            Shrinking.assertMinimal(shrunk, law);
        }
    }

    /** Any value of any register: chains of simpler values must end. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("violated")
    void aRandomRunAtFullWidthShrinksToAnEnd(String id, Claim claim) {
        Scope wide = claim.system().widen(claim.scope());
        Model model = claim.system().model(claim.design(), wide);
        Law law = model.law(claim.law());
        for (long seed = 0; seed < SEEDS; seed++) {
            Outcome outcome = walk(model, law, seed, 100);
            // Not every bug is found at once among all registers; that is no matter of shrinking.
            if (outcome.verdict() == Verdict.VIOLATED) {
                List<Step> shrunk =
                        new Shrinker(model, law).shrink(outcome.steps()).steps();
                Shrinking.assertMinimal(Trace.replay(model, shrunk), law);
                // Interleaved programs have more ways to get stuck in than registers that are written.
                assertThat(shrunk).hasSizeLessThan(40);
                assertThat(new Shrinker(model, law).shrink(shrunk).steps())
                        .as("shrunk again")
                        .isEqualTo(shrunk);
            }
        }
    }

    static Stream<Arguments> violated() {
        return Systems.catalogue().claims().stream()
                // ProgressSearch decides those; there is nothing to walk into, or to shrink.
                .filter(c -> !c.model().law(c.law()).kind().isProgress())
                .filter(c -> c.recorded() == Verdict.VIOLATED)
                .map(c -> Arguments.of(c.id() + " " + c.design().name() + " " + c.law(), c));
    }

    private static Outcome walk(Model model, Law law, long seed, int walks) {
        return new RandomWalks(model, law, seed, 200)
                .run(NONE.withStates(walks), Monitor.SILENT)
                .outcome();
    }
}
