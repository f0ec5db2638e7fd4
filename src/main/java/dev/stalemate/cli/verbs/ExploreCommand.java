package dev.stalemate.cli.verbs;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.cli.shared.ConditionOption;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.SavedFiles;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.explorer.Explorer;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.Progress;
import dev.stalemate.search.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the explorer. */
@Command(
        name = "explore",
        description = {
            "Serves a page for a browser on this machine, to play with a model: take and undo steps, see each state and which properties hold,"
                    + " see the graph of the states, jump to the shortest counterexample, see another design on the same steps, save what breaks.",
            "Prints its address, and ends with Ctrl-C."
        })
public final class ExploreCommand implements Callable<Integer> {
    private static final long PAUSE = 100;
    private static final String FILE = ".json";
    private static final String STANDARD_INPUT = "-";

    private final Session session;

    @Parameters(
            paramLabel = "SYSTEM[/DESIGN]|FILE",
            description = "What to start with, as for check, also a file with a design of your own, or a saved"
                    + " counterexample to continue from; the page can choose others.")
    private String target = "";

    @Option(names = "--scope", paramLabel = "S", description = "As for check. Default: small, or the file's.")
    private @Nullable String scope;

    @Mixin
    private ConditionOption conditions = new ConditionOption();

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Where counterexamples are saved. Default: the user's state directory, which the page names.")
    private @Nullable Path save;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            defaultValue = "30s",
            description = "Longest search for a counterexample. Default: ${DEFAULT-VALUE}.")
    private Duration maxTime = Duration.ofSeconds(30);

    @Mixin
    private final DesignOption design = new DesignOption();

    /** The verb in a session. */
    public ExploreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, BadFileException {
        SavedFiles files = isSaved() ? new SavedFiles(session, List.of(Path.of(target))) : null;
        try (DesignOption.Opened opened =
                files == null ? design.open(session, List.of(target)) : design.openFor(session, files)) {
            Patch own = opened.patch();
            Explorer.Start start = files == null ? chosen(opened.targets().get(0)) : saved(files);
            serve(own == null ? start : start.beside(own.base()));
        }
        return ExitCode.OK.number();
    }

    /** A mail or a page may have any name, but not that of a source file. */
    private boolean isSaved() {
        return target.endsWith(FILE)
                || target.equals(STANDARD_INPUT)
                || (Files.isRegularFile(Path.of(target)) && !Patches.isSource(target));
    }

    private void serve(Explorer.Start start) throws IOException, InterruptedException {
        Progress progress = session.drive();
        Limits limits = Limits.none().withTime(maxTime).withBytes(Limits.none().bytes() / 2);
        Surroundings here = session.surroundings();
        Path saved = save == null ? here.counterexamples() : save;
        try (Explorer explorer =
                new Explorer(models(), start, limits, progress, saved, ToolVersion.NUMBER, here.command())) {
            session.out().print("exploring at " + explorer.url() + " (Ctrl-C ends)\n");
            session.out().flush();
            while (!progress.stopped()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private Explorer.Start chosen(String name) {
        String[] names = name.split("/", 2);
        conditions.extend(session, List.of(name));
        ModelSystem system = system(names[0]);
        Design chosen = Failure.asUsage(() ->
                names.length == 2 ? system.design(names[1]) : system.designs().get(0));
        String text = scope == null ? "small" : scope;
        Model model = Failure.asUsage(() -> system.build(chosen, system.scope(text)));
        if (!model.isFinite()) {
            throw new Failure(ExitCode.USAGE, "scope " + text + " is too wide to list its actions");
        }
        conditions.check(model);
        return new Explorer.Start(system.name(), chosen.name(), text, "", ImmutableList.of());
    }

    private Explorer.Start saved(SavedFiles files) throws BadFileException {
        if (scope != null) {
            throw new Failure(ExitCode.USAGE, "a counterexample has a scope of its own: --scope can't change it");
        }
        SavedText text = files.only();
        if (text == null) {
            throw new Failure(
                    ExitCode.USAGE, target + " has several counterexamples, and one can be explored at a time");
        }
        Counterexample c = text.counterexample();
        conditions.extend(session, List.of(c.system() + "/" + c.design()));
        ModelSystem system = system(c.system());
        Check.Result result = Check.of(c, session.systems());
        if (result.trace() == null || !result.trace().model().isFinite()) {
            throw new BadFileException(text.name(), result.trace() == null ? result.says() : "its scope is too wide");
        }
        conditions.check(result.trace().model());
        return new Explorer.Start(
                system.name(),
                result.trace().model().design().name(),
                system.text(result.trace().model().scope()),
                c.law(),
                result.trace().steps().stream().map(Step::toString).collect(ImmutableList.toImmutableList()));
    }

    private ModelSystem system(String name) {
        ModelSystem system = session.system(name);
        if (system instanceof CodeSystem) {
            throw new Failure(ExitCode.USAGE, "code is run by schedules, not step by step: explore its model");
        }
        return system;
    }

    private Catalogue models() {
        return Catalogue.of(session.systems().all().stream()
                .filter(system -> !(system instanceof CodeSystem))
                .toList());
    }
}
