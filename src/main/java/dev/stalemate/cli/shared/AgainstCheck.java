package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Against;
import dev.stalemate.decide.Change;
import dev.stalemate.decide.Change.Kind;
import dev.stalemate.decide.Changes;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Points;
import dev.stalemate.model.Scenario;
import dev.stalemate.report.ChangeJson;
import dev.stalemate.report.ChangeReport;
import dev.stalemate.search.Limits;
import dev.stalemate.trace.Cost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares designs with another one, and says what they change. */
public final class AgainstCheck {
    private final Session session;
    private final Listener listener;
    private final Against against;
    private final Limits limits;

    /**
     * A comparison within bounds.
     *
     * @param listener learns how far it is, and may end it
     * @param search an exhaustive search within limits
     * @param limits what the user says
     */
    public AgainstCheck(
            Session session, Listener listener, BiFunction<Limits, Listener, Exhaustive> search, Limits limits) {
        this.session = session;
        this.listener = listener;
        this.limits = limits;
        List<Exhaustive> searches = Stream.concat(
                        Against.STATES.stream().filter(bound -> bound < limits.states()), Stream.of(limits.states()))
                .map(bound -> search.apply(limits.withStates(bound), listener))
                .toList();
        this.against = new Against(searches, listener::stopped, session::nanos);
    }

    /**
     * Asks, prints, saves.
     *
     * @param json where the result is written as JSON; null for nowhere
     * @param save where all runs go; null for the user's state directory
     */
    public ExitCode run(Points points, @Nullable String json, @Nullable Path save) throws IOException {
        long began = session.nanos();
        Changes changes = ask(points, Against.TIME);
        List<Cost> costs = session.listener().failed() ? List.of() : costs(points);
        double seconds = (session.nanos() - began) / 1e9;
        List<Path> saved = save(changes, save);
        boolean text = !"-".equals(json);
        if (text) {
            session.out().print(new ChangeReport(changes, session.width(), session.style()).text(costs, seconds));
        }
        saved.forEach(file ->
                (text ? session.out() : session.err()).print("saved; to see it again: " + session.replay(file) + "\n"));
        if (json != null) {
            session.write(json, ChangeJson.of(changes, costs, seconds).toPrettyString() + "\n");
        }
        return code(changes);
    }

    /**
     * Asks, and does nothing else. What the base answered is remembered.
     *
     * @param usual how long it may take where the user says nothing
     */
    Changes ask(Points points, Duration usual) {
        boolean bounded = limits.time().compareTo(Limits.none().time()) < 0;
        Changes changes = against.of(points, bounded ? limits.time() : usual);
        session.drive().clear();
        return changes;
    }

    /** The shortest run for each property that is newly broken, and with a directory of the user's also for those that are still broken. */
    private List<Path> save(Changes changes, @Nullable Path directory) {
        FoundRuns runs = new FoundRuns(session, directory, "bfs", null);
        for (String law : changes.laws()) {
            Stream<Kind> kinds =
                    directory == null ? Stream.of(Kind.NEWLY_BROKEN) : Stream.of(Kind.NEWLY_BROKEN, Kind.STILL_BROKEN);
            kinds.map(kind -> changes.about(law).shortest(kind))
                    .flatMap(Stream::ofNullable)
                    .map(change -> change.design().decision())
                    .flatMap(Stream::ofNullable)
                    .forEach(decision -> runs.save(changes.points().system(), decision));
        }
        return runs.saved();
    }

    /** What the scenarios of the system cost both designs. */
    List<Cost> costs(Points points) {
        List<Cost> costs = new ArrayList<>();
        for (Scenario scenario : points.system().scenarios()) {
            Stream.of(points.base(), points.design()).distinct().forEach(design -> {
                Cost cost = CostOption.cost(session, listener, points.system(), scenario, design);
                if (cost != null) {
                    costs.add(cost);
                }
            });
        }
        return costs;
    }

    private static ExitCode code(Changes changes) {
        if (changes.count(Kind.NEWLY_BROKEN) > 0) {
            return ExitCode.VIOLATED;
        }
        if (changes.count(Kind.UNTESTED) > 0) {
            return ExitCode.VACUOUS;
        }
        if (changes.count(Kind.UNDECIDED) > 0) {
            return ExitCode.BOUND;
        }
        return changes.all().stream().map(Change::kind).allMatch(kind -> kind == Kind.NOT_ASKED)
                ? ExitCode.VACUOUS
                : ExitCode.OK;
    }
}
