package dev.stalemate.search.level;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.store.Ancestry;
import dev.stalemate.search.symmetry.BrokenSymmetryException;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exhaustive search: it sees every state of a scope, and its counterexamples are the shortest. Verdicts, counts and counterexamples are the
 * same in every run, whatever the number of threads.
 *
 * <p>A space is first searched by one thread and without symmetry. If it turns out to be large, it is searched again by all threads and with
 * the symmetry of the model. If the symmetry turns out not to hold, or if some action was never taken, it is searched once more without
 * symmetry: where one state stands for many, an action may never be taken because its mirror image is taken instead.
 */
public final class BreadthFirst {
    private final Supplier<Subject> supplier;
    private final SearchOptions options;
    private final Monitor monitor;
    private final List<Subject> subjects = new ArrayList<>();
    private SearchFiles files = SearchFiles.nothing();
    private @Nullable Elsewhere elsewhere;
    private int mostHere;
    private long started;

    /**
     * A search for the properties of a subject.
     *
     * @param subjects called once for each thread that is used, by the caller's thread
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if a property is one of progress
     */
    public BreadthFirst(Supplier<Subject> subjects, SearchOptions options, Monitor monitor) {
        this.supplier = subjects;
        this.options = options;
        this.monitor = monitor;
        this.subjects.add(subjects.get());
        Model model = model();
        int steps = model.steps().size();
        if (steps > Ancestry.MOST_STEPS) {
            throw new IllegalStateException("scope " + model.scope().name() + " has " + steps + " steps, more than the "
                    + Ancestry.MOST_STEPS + " an exhaustive search can number");
        }
    }

    /** A search of one model on the caller's thread, without symmetry. */
    public BreadthFirst(Model model, List<Law> laws, Limits limits, Monitor monitor) {
        this(() -> new Subject(model, laws), SearchOptions.plain().withLimits(limits), monitor);
    }

    /** Searches a space that is large, in place of this process. */
    public interface Elsewhere {
        /** A search as {@code options} and {@code symmetry} say; the limit on time began to count at {@code started}. */
        SearchResult search(Subject subject, SearchOptions options, Symmetry symmetry, long started);
    }

    /** Says who searches a space of more than so many states; to be called before {@link #run}. */
    public BreadthFirst above(int states, Elsewhere who) {
        mostHere = states;
        elsewhere = who;
        return this;
    }

    /** Says what to keep on disk; to be called before {@link #run}. */
    public BreadthFirst keep(SearchFiles what) {
        files = what;
        return this;
    }

    /**
     * Explores until every state was seen, every property is decided, or a limit is reached. Call it once.
     *
     * @throws UncheckedIOException if a file can't be written, or the checkpoint to resume is not one of this search
     */
    public SearchResult run() {
        try {
            return search();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SearchResult search() throws IOException {
        started = System.nanoTime();
        if (!options.symmetry()) {
            manThreads();
            return plain(options.limits());
        }
        Limits few = options.limits().withStates(Math.min(options.limits().states(), options.symmetryFrom()));
        SearchResult small = plain(few);
        if (!isCut(small, few, options.limits())) {
            return small;
        }
        manThreads();
        monitor.restarted("as it is large");
        return symmetric();
    }

    /** Whether a search ended only because it had a lower bound on states than another. */
    private static boolean isCut(SearchResult small, Limits few, Limits all) {
        return small.end() == End.STATES && few.states() < all.states();
    }

    private void manThreads() {
        while (subjects.size() < options.threads()) {
            subjects.add(supplier.get());
        }
    }

    private Model model() {
        return subjects.get(0).model();
    }

    private List<Law> laws() {
        return subjects.get(0).laws();
    }

    private SearchResult plain(Limits limits) throws IOException {
        return search(limits, Symmetry.none(model()));
    }

    /** One search; its memory is free when the next one begins. */
    private SearchResult search(Limits limits, Symmetry symmetry) throws IOException {
        if (elsewhere == null) {
            return here(limits, symmetry);
        }
        Limits few = limits.withStates(Math.min(limits.states(), mostHere));
        SearchResult small = here(few, symmetry);
        if (!isCut(small, few, limits)) {
            return small;
        }
        monitor.restarted("on the cluster");
        return elsewhere.search(subjects.get(0), options.withLimits(limits), symmetry, started);
    }

    private SearchResult here(Limits limits, Symmetry symmetry) throws IOException {
        return new LevelSearch(
                        subjects, options.withLimits(limits), symmetry, monitor, files.forWay(way(symmetry)), started)
                .run();
    }

    /** The searches with and without symmetry have a checkpoint each. */
    private static String way(Symmetry symmetry) {
        return symmetry.used().isEmpty() ? "plain" : "symmetry";
    }

    private SearchResult symmetric() throws IOException {
        Symmetry symmetry = Symmetry.of(model(), laws());
        try {
            SearchResult result = search(options.limits(), symmetry);
            if (symmetry.used().isEmpty() || result.neverTaken().isEmpty()) {
                return result;
            }
            monitor.restarted("without symmetry, as some action was never taken");
            return plain(options.limits());
        } catch (BrokenSymmetryException e) {
            monitor.restarted("without symmetry, which this design breaks");
            return search(options.limits(), Symmetry.none(model(), e.what()));
        }
    }
}
