package dev.stalemate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Verdict;
import dev.stalemate.report.Amounts;
import dev.stalemate.report.Progress;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures. */
@Command(
        name = "bench",
        description = {
            "Measures the search in a system's bench scope, a small model with known counts.",
            "With --lookups: how many addresses a second the resolver gives a type."
        })
final class BenchCommand implements Callable<Integer> {
    /** By the number that the policy has in the SPIN model whose counts the bench scope has. */
    private static final List<String> POLICIES = List.of("linux-4.9", "cd0-zaps-non-wb", "cd0-zaps-all");

    private static final int MOST_THREADS = 256;

    private static final String PROPERTY = "no-stale-quiescent";

    private final Session session;

    @Parameters(paramLabel = "SYSTEM", defaultValue = "kvm", description = "Default: ${DEFAULT-VALUE}.")
    private String system = "kvm";

    @Option(names = "--vcpus", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int vcpus = 3;

    @Option(names = "--frames", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int frames = 3;

    @Option(
            names = "--policy",
            paramLabel = "N",
            description = "0: linux-4.9, 1: cd0-zaps-non-wb, 2: cd0-zaps-all. Default: ${DEFAULT-VALUE}.")
    private int policy = 2;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads search. Default: ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the result as JSON; to standard output alone for -.")
    private @Nullable String json;

    @Option(names = "--lookups", description = "Measure the resolver instead of the search.")
    private boolean lookups;

    BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (lookups) {
            double perSecond = Lookups.perSecond(session::nanos);
            session.out().print(Amounts.rough(perSecond) + " look-ups per second\n");
            return ExitCode.OK.number();
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new Failure(ExitCode.USAGE, "--threads " + threads + " is not within 1 to " + MOST_THREADS);
        }
        if (policy < 0 || policy >= POLICIES.size()) {
            throw new Failure(ExitCode.USAGE, "--policy " + policy + " is not 0, 1 or 2");
        }
        Progress progress = session.drive();
        progress.begin("bench", "states");
        SearchResult result =
                new BreadthFirst(this::subject, SearchOptions.plain().withThreads(threads), progress).run();
        progress.clear();
        Verdict verdict = result.outcomes().get(0).verdict();
        if (!"-".equals(json)) {
            print(result, verdict);
        }
        if (json != null) {
            session.write(json, json(result, verdict).toPrettyString() + "\n");
        }
        return (verdict == Verdict.UNDECIDED ? ExitCode.BOUND : ExitCode.OK).number();
    }

    private Subject subject() {
        ModelSystem chosen = session.system(system);
        Model model = Failure.asUsage(() -> chosen.model(
                chosen.variant(POLICIES.get(policy)), chosen.scope("bench,vcpus=" + vcpus + ",frames=" + frames)));
        return new Subject(model, List.of(Failure.asUsage(() -> model.property(PROPERTY))));
    }

    private void print(SearchResult result, Verdict verdict) {
        double seconds = result.nanos() / 1e9;
        session.out()
                .print(PROPERTY + " " + verdict + ": " + Amounts.count(result.states(), "state") + ", "
                        + Amounts.count(result.transitions(), "transition") + ", depth " + result.depth() + ", "
                        + Amounts.seconds(seconds) + "\n"
                        + Amounts.rough(result.states() / seconds) + " states per second, "
                        + Amounts.rough(result.transitionsPerSecond()) + " transitions per second, "
                        + String.format(Locale.ROOT, "%.1f bytes per state%n", result.bytesPerState()));
    }

    private static ObjectNode json(SearchResult result, Verdict verdict) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("states", result.states())
                .put("transitions", result.transitions())
                .put("depth", result.depth())
                .put("seconds", result.nanos() / 1e9)
                .put("bytesPerState", result.bytesPerState())
                .put("verdict", verdict.toString());
    }
}
