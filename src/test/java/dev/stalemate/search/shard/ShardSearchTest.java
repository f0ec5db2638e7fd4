package dev.stalemate.search.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A search in parts gives what a search on one machine does: states, transitions, depth, verdicts, premises, figures, and the runs. */
class ShardSearchTest {
    static List<String> claims() {
        return List.of(System.getProperty("ids", "K3").split(","));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void everyClaim(String id) {
        Claim claim = Systems.catalogue().claim(id);
        Supplier<Subject> subjects = () -> {
            Model model = claim.system().build(claim.design(), claim.scope(), claim.law());
            return new Subject(model, List.of(model.law(claim.law())));
        };
        if (subjects.get().laws().get(0).kind().isProgress()
                || !subjects.get().model().isFinite()) {
            return;
        }
        SearchOptions options = SearchOptions.plain().withLimits(Limits.none().withStates(30_000));
        SearchResult here = new BreadthFirst(subjects, options, Monitor.SILENT).run();
        for (int parts : List.of(1, 2, 7)) {
            compare(here, parts, subjects, options, s -> Symmetry.none(s.model()));
        }
    }

    static void compare(
            SearchResult here,
            int parts,
            Supplier<Subject> subjects,
            SearchOptions options,
            Function<Subject, Symmetry> symmetry) {
        Subject own = subjects.get();
        Fabric fabric = new HereFabric(parts, parts, subjects, options.precision(), symmetry);
        SearchResult there =
                new ShardSearch(own, options, symmetry.apply(own), fabric, Monitor.SILENT, System.nanoTime()).run();
        assertThat(text(there)).isEqualTo(text(here));
    }

    private static String text(SearchResult r) {
        StringBuilder text = new StringBuilder();
        r.outcomes()
                .forEach(o -> text.append(
                        o.law().name() + " " + o.verdict() + " " + o.premiseHeld() + " " + o.steps() + "\n"));
        return text + r.end().toString() + "\n" + r.states() + " " + r.transitions() + " " + r.depth() + " " + r.level()
                + " " + r.collisions() + "\n" + r.symmetry() + "\n" + r.fired() + "\n" + r.figures();
    }
}
