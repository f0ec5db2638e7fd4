package dev.stalemate.search.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.RandomSystem;
import dev.stalemate.model.RandomSystems;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult.End;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The runs of random systems that need each of their steps, compared with all runs in all orders. */
@Domain(DomainContext.Global.class)
@Domain(RandomSystems.class)
class MinimalRunsProperties {
    private static final int FEW_STEPS = 8;

    @Property(tries = 200)
    void theRunsAreThoseOfANaiveSearch(@ForAll RandomSystem system) {
        Model model = system.model();
        int most = model.steps().size() <= FEW_STEPS ? 5 : 4;
        for (Law law : model.laws()) {
            if (law.kind() == Law.Kind.ALWAYS) {
                MinimalRuns runs = new MinimalRuns(model, law, Limits.none().withDepth(most), Monitor.SILENT);
                List<List<Step>> all = new ArrayList<>();
                for (List<Step> run = runs.next(); run != null; run = runs.next()) {
                    all.add(run);
                }
                assertThat(runs.end()).isIn(End.EXHAUSTED, End.DEPTH);
                assertThat(new NaiveRuns(model, law, most).problems(all)).isEmpty();
            }
        }
    }
}
