package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.FoundRuns;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.cli.shared.SearchFlags;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.EveryScope;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.LawsAtScope;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.Comparing;
import dev.stalemate.search.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells two designs apart. */
@Command(
        name = "compare",
        description = {
            "Takes every step with two designs at once, and prints the shortest run that tells them apart: something is printed"
                    + " differently, a step is possible in one of them only, or a property of states is violated by one of them only.",
            "Ends with 0 if nothing does, in all states of the scopes; with 12 if something does; with 20 if a bound ended it."
        })
public final class CompareCommand implements Callable<Integer> {
    private static final Duration UNBOUNDED = Duration.ofDays(1000);

    private final Session session;

    @Parameters(
            arity = "2",
            paramLabel = "SYSTEM/DESIGN|FILE",
            description = "Two designs of one system, perhaps with other settings, or files with designs of your own.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--scope",
            paramLabel = "S",
            description =
                    "As for check. Without it they are compared at small and at the scope of each claim of the system.")
    private @Nullable String scope;

    @Mixin
    private DesignOption design = new DesignOption();

    @Mixin
    private SearchFlags searching = new SearchFlags();

    @Option(
            names = "--max-states",
            paramLabel = "N",
            description = "Most states at a scope. Default without --scope: 20000.")
    private int maxStates = Limits.MOST_STATES;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Longest search, such as 30s or 5m. Default without --scope: 10s.")
    private @Nullable Duration maxTime;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Where the run is saved. Default: the user's state directory, which the output names.")
    private @Nullable Path save;

    @Mixin
    private final JsonOption json = new JsonOption();

    /** The verb in a session. */
    public CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (maxStates < 1) {
            throw new Failure(ExitCode.USAGE, "--max-states needs a positive number");
        }
        session.files().writes("--json", json.file(), OutputKind.COMPARE).check();
        try (DesignOption.Opened opened = design.open(session, targets)) {
            List<String> names = new ArrayList<>(opened.targets());
            ModelSystem system = system(names.get(0));
            Design first = design(system, names.get(0));
            Design second = design(system, names.get(1));
            // A saved run names the second design and carries the file of the first.
            boolean swapped = system.file(first) == null && system.file(second) != null;
            return compared(system, swapped ? second : first, swapped ? first : second)
                    .number();
        }
    }

    private ModelSystem system(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new Failure(ExitCode.USAGE, "'" + name + "' is no design: compare SYSTEM/DESIGN SYSTEM/DESIGN");
        }
        ModelSystem system = session.system(name.substring(0, slash));
        if (system instanceof CodeSystem) {
            throw new Failure(ExitCode.USAGE, "code is run by schedules, not step by step: compare its models");
        }
        return system;
    }

    private static Design design(ModelSystem system, String name) {
        String prefix = system.name() + "/";
        if (name.contains("/") && !name.startsWith(prefix)) {
            throw new Failure(ExitCode.USAGE, name + " is no design of " + system.name());
        }
        return Failure.asUsage(() -> system.design(name.startsWith(prefix) ? name.substring(prefix.length()) : name));
    }

    private ExitCode compared(ModelSystem system, Design first, Design second) throws IOException {
        String law = ModelSystem.sameAs(second);
        List<Scope> scopes = scopes(system, first, law);
        Limits limits = Limits.none()
                .withStates(maxStates == Limits.MOST_STATES && scope == null ? EveryScope.STATES : maxStates);
        Duration time = maxTime != null ? maxTime : scope == null ? EveryScope.TIME : UNBOUNDED;
        EveryScope search = new EveryScope(
                new Exhaustive(searching.options().withLimits(limits), session.listener()),
                session::interrupted,
                time,
                session::nanos);
        List<Decision> decisions = search.atEach(Question.of(system, first, scopes, law));
        session.drive().clear();
        Comparing comparing = new Comparing(first, second, decisions, scopes.size() - decisions.size());
        FoundRuns runs = new FoundRuns(session, save, "bfs", null);
        Decision shortest = comparing.shortest();
        if (shortest != null) {
            runs.save(system, shortest);
        }
        List<Path> saved = runs.saved();
        json.write(session, comparing.json().toPrettyString() + "\n");
        if (!json.alone()) {
            session.out().print(comparing.text(session.width(), session.style()));
        }
        saved.forEach(file -> (json.alone() ? session.err() : session.out())
                .print("saved; to see it again: " + session.replay(file) + "\n"));
        return shortest != null ? ExitCode.VIOLATED : comparing.isComplete() ? ExitCode.OK : ExitCode.BOUND;
    }

    /** Those that both designs can have. */
    private List<Scope> scopes(ModelSystem system, Design first, String law) {
        if (scope != null) {
            String text = scope;
            Scope at = Failure.asUsage(() -> system.scope(text));
            Object unused = Failure.asUsage(() -> system.build(first, at, law));
            return List.of(at);
        }
        List<Scope> possible = new ArrayList<>();
        String why = "";
        for (Scope at : LawsAtScope.scopes(system)) {
            try {
                Object unused = system.build(first, at, law);
                possible.add(at);
            } catch (IllegalArgumentException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        if (possible.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "no scope of a claim is possible for both: " + why);
        }
        return possible;
    }
}
