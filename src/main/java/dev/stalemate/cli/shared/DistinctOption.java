package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.OtherRuns;
import dev.stalemate.model.DesignException;
import dev.stalemate.search.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code check --all-distinct N}: for each property that is violated, several counterexamples that differ from each other. */
public final class DistinctOption {
    private static final String NAME = "--all-distinct";
    /** Most states, and beginnings of runs, where the user says nothing. */
    private static final int STATES = 300_000;

    private static final Duration TIME = Duration.ofSeconds(20);

    @Option(
            names = NAME,
            paramLabel = "N",
            description = {
                "Up to N counterexamples of each property that is violated, the shortest first. Each needs all of its steps: if any are left"
                        + " out, the rest does not violate the property. Two are different if their steps differ (with arguments, in any"
                        + " order), or the entries to blame, their values or the function that decided about them. Runs that differ only"
                        + " in which of two alike vCPUs is 0 and which is 1 are the same.",
                "The defaults are --max-states 300000 and --max-time 20s for each property. If such a bound ends the search before N are"
                        + " found, the run ends with 20, unless its verdicts are a reason to end with another code. --save saves all of"
                        + " them."
            })
    private @Nullable Integer most;

    /** Whether others are wanted. */
    public boolean isUsed() {
        return most != null;
    }

    /** Refuses a number that makes no sense, and a search that has no steps to compare. */
    public void check(boolean exhaustive) {
        if (most != null && most < 1) {
            throw new Failure(ExitCode.USAGE, NAME + " needs a positive number");
        }
        if (most != null && !exhaustive) {
            throw new Failure(
                    ExitCode.USAGE,
                    NAME + " needs an exhaustive search at one scope: --driver bfs without --scope auto");
        }
    }

    /** Refuses the option where it would do nothing. */
    public void mustBeUnused(String with) {
        if (most != null) {
            throw new Failure(ExitCode.USAGE, NAME + " can't be used with " + with);
        }
    }

    /** Other counterexamples of the properties that are violated; what a design's code fails in has none. */
    public List<OtherRuns> find(Session session, List<Decision> decisions, LimitFlags bounds) {
        List<OtherRuns> found = new ArrayList<>();
        if (most == null) {
            return found;
        }
        Limits limits = bounds.limits().withStates(bounds.states(STATES)).withTime(bounds.time(TIME));
        for (Decision decision : decisions) {
            if (OtherRuns.canAsk(decision)) {
                try {
                    found.add(OtherRuns.of(decision, most, limits, session.listener()));
                } catch (DesignException e) {
                    session.listener().failed(e);
                }
            }
        }
        return found;
    }
}
