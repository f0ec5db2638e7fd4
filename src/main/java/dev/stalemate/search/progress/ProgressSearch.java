package dev.stalemate.search.progress;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.SearchResult.SymmetryUse;
import dev.stalemate.search.Subject;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.symmetry.BrokenSymmetryException;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Decides properties of progress: {@link Kind#EVENTUALLY} and {@link Kind#DEADLOCK_FREE}. States are compared whole. Verdicts, counts and
 * counterexamples are the same in every run, whatever the number of threads.
 *
 * <p>First every state is reached, breadth-first, and checked for a deadlock. Then {@link FairCycles} looks for runs that go on forever. If a
 * bound ends the first part, it looks at the part of the graph that was reached: a loop there is a loop in the whole graph.
 *
 * <p>A small space is searched by one thread and without symmetry. If it turns out to be large, all threads go on, or begin again with the
 * symmetry of the model, if it has one in which the properties and the set of fair steps see no difference. Weak fairness is about each step,
 * and so tells elements apart that a canonical state does not: a loop of canonical states may be unfair to one element, and its canonical
 * image does not show to which. So the loops of canonical states only say where to look; whether a run can stay there is decided by the real
 * states that they stand for ({@link Unfolded}). That is exact.
 *
 * <p>As in the search for other properties, a space is searched once more without symmetry if the symmetry turns out not to hold, or if
 * some action was never taken.
 */
public final class ProgressSearch {
    private final Subject subject;
    private final Supplier<Subject> more;
    private final SearchOptions options;
    private final Monitor monitor;
    private final LimitCheck watch;

    /**
     * A search of a model for the given properties of progress, on the caller's thread and without symmetry.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if a property is of another kind
     */
    public ProgressSearch(Model model, List<Law> laws, Limits limits, Monitor monitor) {
        this(
                new Subject(model, laws),
                () -> new Subject(model, laws),
                SearchOptions.plain().withLimits(limits),
                monitor);
    }

    /**
     * A search of a subject; steps in its outcomes are those of this subject.
     *
     * @param more called for each further thread that is used, by the caller's thread
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if a property is of another kind
     */
    public ProgressSearch(Subject subject, Supplier<Subject> more, SearchOptions options, Monitor monitor) {
        for (Law law : subject.laws()) {
            if (!law.kind().isProgress()) {
                throw new IllegalArgumentException(law.name() + " is not a property of progress");
            }
        }
        this.subject = subject;
        this.more = more;
        this.options = options;
        this.monitor = monitor;
        this.watch = new LimitCheck(options.limits(), monitor);
    }

    /** Explores until every property has its answer, or a limit is reached. Call it once. */
    public SearchResult run() {
        try (Team team = new Team(subject, more, options.threads())) {
            Search plain = new Search(team, Symmetry.none(subject.model()));
            End end = plain.discovery.alone(options.symmetryFrom());
            if (!plain.discovery.isCut()) {
                return plain.decide(end);
            }
            if (!options.symmetry()) {
                return plain.goOn();
            }
            Symmetry symmetry = Symmetry.ofOthers(subject.model(), subject.laws());
            if (symmetry.used().isEmpty()) {
                return plain.goOn(symmetry);
            }
            monitor.restarted("as it is large");
            return symmetric(team, symmetry, plain);
        }
    }

    private SearchResult symmetric(Team team, Symmetry symmetry, Search plain) {
        try {
            SearchResult result = new Search(team, symmetry).goOn();
            if (result.neverTaken().isEmpty()) {
                return result;
            }
            monitor.restarted("without symmetry, as some action was never taken");
            return plain.goOn();
        } catch (BrokenSymmetryException e) {
            monitor.restarted("without symmetry, which this design breaks");
            return plain.goOn(Symmetry.none(subject.model(), e.what()));
        }
    }

    /** One search with a given symmetry. */
    private final class Search {
        private final Team team;
        private final Discovery discovery;
        private final StateGraph graph;
        private Symmetry symmetry;
        private long peakBytes;

        Search(Team team, Symmetry symmetry) {
            this.team = team;
            this.symmetry = symmetry;
            this.discovery = new Discovery(team, symmetry, options.limits(), watch);
            this.graph = discovery.graph();
        }

        /** Goes on with all threads. */
        SearchResult goOn() {
            return decide(discovery.together());
        }

        /** The same, where the symmetry turned out to be none. */
        SearchResult goOn(Symmetry none) {
            symmetry = none;
            return goOn();
        }

        SearchResult decide(End explorationEnd) {
            End end = explorationEnd;
            peakBytes = graph.bytes();
            Edges[] edges = new Edges[0];
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < subject.laws().size(); i++) {
                if (subject.laws().get(i).kind() == Kind.DEADLOCK_FREE) {
                    outcomes.add(deadlock(i, explorationEnd));
                } else {
                    edges = edges.length == 0 ? edges() : edges;
                    FairCycles cycles = new FairCycles(graph, team, edges, i, options.limits(), watch);
                    Edges own = edges[0];
                    // If time or memory ran out before, or the user stopped the search, nothing is left for this.
                    End analysed = canBeAnalysed(explorationEnd)
                            ? cycles.run(found -> new LassoFinder(graph, found, own, symmetry).shortest())
                            : explorationEnd;
                    end = analysed == End.EXHAUSTED ? end : analysed;
                    outcomes.add(cycles.outcome(analysed == End.EXHAUSTED ? explorationEnd : analysed));
                    peakBytes = Math.max(peakBytes, cycles.mostBytes());
                }
            }
            return result(outcomes, end);
        }

        private Edges[] edges() {
            return team.subjects().stream()
                    .map(s -> new Edges(graph, s, symmetry.forThread(s)))
                    .toArray(Edges[]::new);
        }

        private Outcome deadlock(int i, End end) {
            Law law = subject.laws().get(i);
            long premiseHeld = discovery.premiseHeld(i);
            if (discovery.stuck(i) != StateGraph.NONE) {
                List<Step> path = symmetry.unfold(subject.model(), graph.pathTo(discovery.stuck(i)));
                return new Outcome(law, Verdict.VIOLATED, path, premiseHeld);
            }
            if (end != End.EXHAUSTED) {
                return new Outcome(law, Verdict.UNDECIDED, List.of(), premiseHeld);
            }
            return new Outcome(law, premiseHeld == 0 ? Verdict.VACUOUS : Verdict.HOLDS, List.of(), premiseHeld);
        }

        private SearchResult result(List<Outcome> outcomes, End end) {
            Map<String, Long> costs = new LinkedHashMap<>();
            int f = 0;
            for (Figure figure : subject.model().figures()) {
                costs.put(figure.name(), discovery.figure(f++));
            }
            return new SearchResult(
                    outcomes,
                    end,
                    graph.size(),
                    discovery.transitions(),
                    discovery.depth(),
                    end.isLimit() ? discovery.level() : Level.NONE,
                    watch.nanos(),
                    peakBytes,
                    SearchResult.Collisions.NONE,
                    new SymmetryUse(symmetry.used(), discovery.stoodFor(), symmetry.refused()),
                    Firings.byLabel(discovery.firings()),
                    costs);
        }
    }

    private static boolean canBeAnalysed(End end) {
        return end == End.EXHAUSTED || end == End.STATES || end == End.DEPTH;
    }
}
