package dev.stalemate.decide;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.FailureFinder;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.level.SearchFiles;
import dev.stalemate.search.progress.ProgressSearch;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One exhaustive search: of the kind that its laws need. */
public final class StateSearch {
    private StateSearch() {}

    /**
     * Decides laws that are all of progress, or none of them.
     *
     * @param subject a model and the laws in it; a search for progress names steps of this model
     * @param more asked for others like it, one for each thread that is used
     * @param files its files; a search for progress has none
     * @throws dev.stalemate.model.DesignException if the design's code fails
     * @throws IllegalArgumentException if some of the laws are of progress
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws UncheckedIOException if what is kept can't be written or read
     */
    public static SearchResult of(
            Subject subject, Supplier<Subject> more, SearchOptions options, SearchFiles files, Monitor monitor) {
        return of(subject, more, options, monitor, search -> search.keep(files));
    }

    /** The same, with a search that is not of progress prepared in some way. */
    static SearchResult of(
            Subject subject,
            Supplier<Subject> more,
            SearchOptions options,
            Monitor monitor,
            UnaryOperator<BreadthFirst> prepared) {
        return FailureFinder.naming(
                subject.model(),
                subject.laws(),
                () -> isProgress(subject.laws())
                        ? new ProgressSearch(subject, more, options, monitor).run()
                        : prepared.apply(new BreadthFirst(more, options, monitor))
                                .run());
    }

    /** The same for one model, on the caller's thread, with no reduction, and nothing kept on disk. */
    public static SearchResult of(Model model, List<Law> laws, Limits limits, Monitor monitor) {
        Subject subject = new Subject(model, laws);
        return of(subject, () -> subject, SearchOptions.plain().withLimits(limits), SearchFiles.nothing(), monitor);
    }

    private static boolean isProgress(List<Law> laws) {
        return !laws.isEmpty() && laws.get(0).kind().isProgress();
    }
}
