package dev.stalemate.search.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.AlikeProcesses;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.trace.Refutation;
import dev.stalemate.trace.Trace;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Progress of random systems of alike processes: with symmetry and several threads the answers are those without. */
class AlikeProgressProperties {
    private static final List<String> LAWS = List.of("arrives", "first-arrives", "goes-on");

    private static SearchResult search(
            Model model, AlikeProcesses all, boolean favoured, String law, SearchOptions how) {
        return new ProgressSearch(
                        new Subject(model, List.of(model.law(law))),
                        () -> {
                            Model own = all.model(favoured);
                            return new Subject(own, List.of(own.law(law)));
                        },
                        how,
                        Monitor.SILENT)
                .run();
    }

    @Property(tries = 120)
    void symmetryAndThreadsChangeNothing(@ForAll long seed, @ForAll boolean favoured) {
        AlikeProcesses all = new AlikeProcesses(seed);
        for (String law : LAWS) {
            Model model = all.model(favoured);
            SearchResult plain =
                    new ProgressSearch(model, List.of(model.law(law)), Limits.none(), Monitor.SILENT).run();
            SearchOptions large = SearchOptions.plain().withSymmetryFrom(0);
            SearchResult together = search(model, all, favoured, law, large.withThreads(2));
            // A deadlock ends the search: alone at once, together after the block.
            if (plain.end() == End.EXHAUSTED) {
                assertThat(together.outcomes()).isEqualTo(plain.outcomes());
                assertThat(together.states()).isEqualTo(plain.states());
            }
            assertThat(together.outcomes().get(0).steps())
                    .isEqualTo(plain.outcomes().get(0).steps());
            SearchResult one = search(model, all, favoured, law, large.withSymmetry(true));
            SearchResult two =
                    search(model, all, favoured, law, large.withSymmetry(true).withThreads(2));
            assertThat(two.outcomes()).isEqualTo(one.outcomes());
            assertThat(two.states()).isEqualTo(one.states());
            agree(model, favoured, plain, one);
        }
    }

    private static void agree(Model model, boolean favoured, SearchResult plain, SearchResult reduced) {
        Outcome expected = plain.outcomes().get(0);
        Outcome found = reduced.outcomes().get(0);
        assertThat(found.verdict()).isEqualTo(expected.verdict());
        if (reduced.end() == End.EXHAUSTED) {
            assertThat(reduced.symmetry().stoodFor()).isEqualTo(plain.states());
            assertThat(found.premiseHeld()).isEqualTo(expected.premiseHeld());
            assertThat(favoured || reduced.fired().equals(plain.fired())).isTrue();
        }
        if (found.verdict() == Verdict.VIOLATED) {
            // The way into the loop is a shortest one in both; which loop is shown depends on which is nearest.
            assertThat(Math.max(found.loop(), 0)).isEqualTo(Math.max(expected.loop(), 0));
            Trace trace = found.loop() == Outcome.NO_LOOP
                    ? Trace.replay(model, found.steps())
                    : Trace.replay(model, found.steps(), found.loop());
            assertThat(Refutation.of(trace, found.law()).objection()).isEmpty();
        }
    }
}
