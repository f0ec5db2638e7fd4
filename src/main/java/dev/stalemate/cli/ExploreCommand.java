package dev.stalemate.cli;

import dev.stalemate.cli.Amount.Seconds;
import dev.stalemate.explorer.Explorer;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Variant;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.Progress;
import dev.stalemate.search.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the explorer. */
@Command(
        name = "explore",
        description = {
            "Serves a page for a browser on this machine, to play with a model: take and undo steps, see each state and which properties hold,"
                    + " jump to the shortest counterexample, see another design on the same steps, save what breaks.",
            "Prints its address, and ends with Ctrl-C."
        })
final class ExploreCommand implements Callable<Integer> {
    private static final long PAUSE = 100;

    private final Session session;

    @Parameters(paramLabel = "SYSTEM[/VARIANT]", description = "What to begin with; the page can choose others.")
    private String target = "";

    @Option(
            names = "--scope",
            paramLabel = "S",
            defaultValue = "small",
            description = "As of check. Default: ${DEFAULT-VALUE}.")
    private String scope = "small";

    @Option(
            names = "--save",
            paramLabel = "DIR",
            defaultValue = "counterexamples",
            description = "Where counterexamples are saved. Default: ${DEFAULT-VALUE}.")
    private Path save = Path.of("counterexamples");

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            defaultValue = "30s",
            description = "Longest search for a counterexample. Default: ${DEFAULT-VALUE}.")
    private Duration maxTime = Duration.ofSeconds(30);

    ExploreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String[] names = target.split("/", 2);
        ModelSystem system = session.system(names[0]);
        if (system instanceof CodeSystem) {
            throw new Failure(ExitCode.USAGE, "code is run by schedules, not step by step: explore its model");
        }
        Variant variant = Failure.asUsage(() ->
                names.length == 2 ? system.variant(names[1]) : system.variants().get(0));
        Scope where = Failure.asUsage(() -> system.scope(scope));
        Model model = Failure.asUsage(() -> system.model(variant, where));
        if (!model.isFinite()) {
            throw new Failure(ExitCode.USAGE, "scope " + scope + " is too wide to list its actions");
        }
        Progress progress = session.drive();
        Explorer.Start start = new Explorer.Start(system.name(), variant.name(), scope);
        Limits limits = Limits.none().withTime(maxTime).withBytes(Limits.none().bytes() / 2);
        try (Explorer explorer = new Explorer(models(), start, limits, progress, save, Version.NUMBER)) {
            session.out().print("exploring at " + explorer.url() + " (Ctrl-C ends)\n");
            session.out().flush();
            while (!progress.stopped()) {
                Thread.sleep(PAUSE);
            }
        }
        return ExitCode.OK.number();
    }

    private List<ModelSystem> models() {
        return session.systems().stream()
                .filter(system -> !(system instanceof CodeSystem))
                .toList();
    }
}
