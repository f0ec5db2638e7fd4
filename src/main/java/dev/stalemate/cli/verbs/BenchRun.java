package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.bench.Allocation;
import dev.stalemate.bench.HandWritten;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.level.SearchFiles;
import dev.stalemate.text.Amounts;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of one program on a model of known counts.
 *
 * @param law what was checked
 * @param verdict of it
 * @param states distinct states
 * @param transitions steps taken, the start counted as one
 * @param depth steps that the farthest state needs; null where the program doesn't count them
 * @param seconds of the search
 * @param bytes most memory for states
 * @param threads that it ran on
 * @param symmetry whether one state stood for all that are symmetric to it
 * @param allocated bytes of heap, tables included; null where that is not known
 */
record BenchRun(
        String law,
        Verdict verdict,
        long states,
        long transitions,
        @Nullable Integer depth,
        double seconds,
        long bytes,
        int threads,
        boolean symmetry,
        @Nullable Long allocated) {
    /** Runs the search; what is allocated is counted for the calling thread, one of so many that do the same. */
    static BenchRun search(
            Supplier<Subject> subjects, int threads, boolean symmetry, SearchFiles files, Monitor monitor) {
        long before = Allocation.byThisThread();
        SearchOptions options = SearchOptions.plain()
                .withThreads(threads)
                .withSymmetry(symmetry)
                .withSymmetryFrom(0);
        SearchResult result =
                new BreadthFirst(subjects, options, monitor).keep(files).run();
        Outcome outcome = result.outcomes().get(0);
        return new BenchRun(
                outcome.law().name(),
                outcome.verdict(),
                result.states(),
                result.transitions(),
                result.depth(),
                result.nanos() / 1e9,
                result.bytes(),
                threads,
                symmetry,
                threads == 1 ? since(before) : null);
    }

    /** Runs the program that was written by hand for policy 2. */
    static BenchRun handWritten(int vcpus, int frames, String law, LongSupplier nanoClock) {
        long before = Allocation.byThisThread();
        long started = nanoClock.getAsLong();
        HandWritten.Result result = Failure.asUsage(() -> HandWritten.explore(vcpus, frames));
        double seconds = (nanoClock.getAsLong() - started) / 1e9;
        return new BenchRun(
                law,
                result.holds() ? Verdict.HOLDS : Verdict.VIOLATED,
                result.states(),
                result.transitions(),
                null,
                seconds,
                result.bytes(),
                1,
                false,
                since(before));
    }

    private static @Nullable Long since(long before) {
        return before < 0 ? null : Allocation.byThisThread() - before;
    }

    double transitionsPerSecond() {
        return perSecond(transitions);
    }

    private double perSecond(long count) {
        return count / Math.max(1e-9, seconds);
    }

    private double bytesPerState() {
        return (double) bytes / states;
    }

    String text() {
        return law + " " + verdict + ": " + Amounts.count(states, "state") + ", "
                + Amounts.count(transitions, "transition") + ", " + (depth == null ? "" : "depth " + depth + ", ")
                + Amounts.seconds(seconds) + "\n"
                + Amounts.rough(perSecond(states)) + " states per second, "
                + Amounts.rough(transitionsPerSecond()) + " transitions per second, "
                + String.format(Locale.ROOT, "%.1f bytes per state%n", bytesPerState());
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("states", states).put("transitions", transitions);
        if (depth != null) {
            json.put("depth", depth);
        }
        json.put("seconds", seconds)
                .put("bytesPerState", bytesPerState())
                .put("verdict", verdict.toString())
                .put("transitionsPerSecond", transitionsPerSecond())
                .put("threads", threads)
                .put("symmetry", symmetry);
        if (allocated != null) {
            json.put("allocatedBytesPerTransition", (double) allocated / transitions);
        }
        return json;
    }
}
